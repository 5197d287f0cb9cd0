package io.attune.advisor.render;

import io.attune.advisor.rules.Amounts;
import io.attune.schemas.Recommendation;
import java.util.List;

/**
 * Lines of {@code spark-defaults.conf}, each with its reason as a comment above it. They can be
 * appended to such a file as they are. Advice without a setting is a comment only.
 */
public final class SparkDefaultsRendering implements Rendering {
  @Override
  public String render(AnalysisReport report) {
    StringBuilder out = new StringBuilder();
    List<Recommendation> recommendations = report.assessment().recommendations();
    comment(
        out,
        "Attune, for "
            + report.assessment().workload()
            + " ("
            + report.assessment().applicationId()
            + "): "
            + (recommendations.isEmpty()
                ? "nothing to change."
                : Amounts.counted(recommendations.size(), "recommendation") + "."));
    for (String warning : report.assessment().warnings()) {
      comment(out, "Note: " + warning);
    }
    for (Recommendation recommendation : recommendations) {
      out.append('\n');
      comment(out, recommendation.getSummary());
      comment(out, "Doubt: " + recommendation.getDoubt());
      if (recommendation.getProperty() == null) {
        comment(out, "No setting does this (rule " + recommendation.getRuleId() + ").");
      } else {
        comment(
            out,
            "Now "
                + (recommendation.getCurrent() == null ? "unknown" : recommendation.getCurrent())
                + " (rule "
                + recommendation.getRuleId()
                + ").");
        out.append(recommendation.getProperty())
            .append(' ')
            .append(recommendation.getRecommended())
            .append('\n');
      }
    }
    return out.toString();
  }

  private static void comment(StringBuilder out, String text) {
    out.append("# ").append(text.replaceAll("\\s+", " ")).append('\n');
  }
}

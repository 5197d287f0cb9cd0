package io.attune.advisor.render;

import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * One line of {@code --conf key=value} arguments that can stand in {@code $(…)}: a shell splits
 * such a line at blanks and expands wildcards, so nothing that a shell would touch is printed.
 */
public final class SparkSubmitRendering implements Rendering {
  private static final Pattern UNTOUCHED_BY_SHELLS = Pattern.compile("[A-Za-z0-9._:/@%+,=-]+");

  @Override
  public String render(AnalysisReport report) {
    StringJoiner line = new StringJoiner(" ", "", "\n").setEmptyValue("");
    for (Recommendation recommendation : report.assessment().recommendations()) {
      if (isPrintable(recommendation)) {
        line.add("--conf " + recommendation.getProperty() + "=" + recommendation.getRecommended());
      }
    }
    return line.toString();
  }

  @Override
  public String renderAll(List<AnalysisReport> reports) {
    StringBuilder lines = new StringBuilder();
    reports.forEach(report -> lines.append(render(report)));
    return lines.toString();
  }

  @Override
  public List<String> leftOut(AnalysisReport report) {
    List<String> sentences = new ArrayList<>();
    for (Recommendation recommendation : report.assessment().recommendations()) {
      if (recommendation.getProperty() == null) {
        sentences.add("No setting for: " + recommendation.getSummary());
      } else if (!isPrintable(recommendation)) {
        sentences.add(
            recommendation.getProperty() + " is left out: its value would need quotes in a shell.");
      }
    }
    return sentences;
  }

  private static boolean isPrintable(Recommendation recommendation) {
    return recommendation.getProperty() != null
        && UNTOUCHED_BY_SHELLS.matcher(recommendation.getProperty()).matches()
        && UNTOUCHED_BY_SHELLS.matcher(recommendation.getRecommended()).matches();
  }
}

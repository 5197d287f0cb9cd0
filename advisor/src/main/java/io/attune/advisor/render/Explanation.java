package io.attune.advisor.render;

import io.attune.advisor.setting.Amounts;
import io.attune.schemas.AppliesAt;
import io.attune.schemas.Evidence;
import io.attune.schemas.Recommendation;
import io.attune.schemas.text.VisibleText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What stands beside a setting in a configuration, so that whoever finds it there a year later
 * knows why: the reason, the doubt, the value to go back to, when it takes effect, how sure it is,
 * the evidence, the rule and the id.
 */
public final class Explanation {
  private Explanation() {}

  /** The heading of a file: for whom it is, and from which run. */
  private static String heading(AdviceSheet sheet) {
    int count = sheet.recommendations().size();
    return line(
        "Attune, for "
            + sheet.workload()
            + (sheet.applicationId().isEmpty() ? "" : " (" + sheet.applicationId() + ")")
            + ": "
            + (count == 0 ? "nothing to change." : Amounts.counted(count, "recommendation") + "."));
  }

  /** The heading, and what the reader should know about the data; a line each. */
  static List<String> introduction(AdviceSheet sheet) {
    List<String> lines = new ArrayList<>(List.of(heading(sheet)));
    sheet.warnings().forEach(warning -> lines.add(line("Note: " + warning)));
    return lines;
  }

  /** All of it, a line each. */
  public static List<String> lines(Recommendation recommendation) {
    List<String> lines = new ArrayList<>();
    lines.add(line(recommendation.getSummary()));
    if (recommendation.getGroup() != null) {
      lines.add(
          line("One change: set together with all others of " + recommendation.getGroup() + "."));
    }
    lines.add(line("Doubt: " + recommendation.getDoubt()));
    if (recommendation.getProperty() != null) {
      lines.add(line(change(recommendation)));
    }
    lines.add(line("Evidence: " + evidence(recommendation)));
    lines.add(line(origin(recommendation)));
    return lines;
  }

  /** All of it in one line, for where there are no comments. */
  static String note(Recommendation recommendation) {
    String setting =
        recommendation.getProperty() == null
            ? ""
            : recommendation.getProperty() + " = " + recommendation.getRecommended() + ": ";
    return line(setting + String.join(" ", lines(recommendation)));
  }

  /** What it is now, how to undo it, and whether the application has to be started again. */
  static String change(Recommendation recommendation) {
    String current = recommendation.getCurrent();
    String rollback = recommendation.getRollback();
    return recommendation.getProperty()
        + (current == null ? " is not known now" : " is " + current + " now")
        + "; to go back, "
        + (rollback == null ? "remove it" : "set " + rollback)
        + ". "
        + restart(recommendation.getAppliesAt());
  }

  /** Whether the application has to be started again. */
  static String restart(AppliesAt appliesAt) {
    return switch (appliesAt) {
      case LIVE -> "Takes effect at once, without a restart.";
      case NEXT_STAGE -> "Takes effect at the next stage, without a restart.";
      default -> "Takes effect at the next run: needs a restart.";
    };
  }

  private static String evidence(Recommendation recommendation) {
    return recommendation.getEvidence().stream()
            .map(Explanation::text)
            .collect(Collectors.joining(", "))
        + ".";
  }

  private static String text(Evidence evidence) {
    String text = evidence.getMetric();
    if (!evidence.getStatistic().equals("value")) {
      text += " " + evidence.getStatistic();
    }
    text += " " + amount(evidence.getValue(), evidence.getUnit());
    if (evidence.getStageId() != null) {
      text += " in stage " + evidence.getStageId();
    }
    return evidence.getThreshold() == null
        ? text
        : text + " (threshold " + amount(evidence.getThreshold(), evidence.getUnit()) + ")";
  }

  private static String amount(double value, String unit) {
    return switch (unit) {
      case "bytes" -> Amounts.bytes(value);
      case "ms" -> Amounts.duration(value);
      case "share" -> Amounts.percent(value);
      case "ratio" -> Amounts.ratio(value);
      case "count" ->
          value == Math.rint(value) ? Amounts.count((long) value) : Amounts.ratio(value);
      default -> Amounts.ratio(value) + " " + unit;
    };
  }

  private static String origin(Recommendation recommendation) {
    return String.format(
        Locale.ROOT,
        "%.0f %% sure, from %s; rule %s, recommendation %s.",
        recommendation.getConfidence().getValue() * 100,
        Amounts.counted(recommendation.getConfidence().getRuns(), "run"),
        recommendation.getRuleId(),
        recommendation.getRecommendationId());
  }

  /** Text as one line that every format can carry in a comment, with everything in it visible. */
  public static String line(String text) {
    return VisibleText.of(text.strip().replaceAll("\\s+", " "));
  }
}

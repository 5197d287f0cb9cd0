package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.render.Wrapped;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A recommendation as a block of lines: what to set, why, where from, and the doubt last. */
final class RecommendationCard {
  private static final String INDENT = "  ";

  private final Terminal terminal;

  RecommendationCard(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  /** The block, with a line break at its end. */
  String block(Recommendation recommendation) {
    StringBuilder out = new StringBuilder();
    out.append(headline(recommendation)).append('\n');
    wrap(out, recommendation.getSummary());
    wrap(out, origin(recommendation));
    StringBuilder doubt = new StringBuilder();
    wrap(doubt, "Doubt: " + recommendation.getDoubt());
    for (String line : doubt.toString().split("\n")) {
      out.append(terminal.faint(line)).append('\n');
    }
    return shown(out.toString());
  }

  /** One line for a recommendation that no longer stands. */
  String withdrawn(String workload, String subject, String lastValue) {
    String was = lastValue == null ? "" : " (was " + lastValue + ")";
    return shown("Withdrawn: " + subject + was + " for " + workload);
  }

  private String headline(Recommendation recommendation) {
    String severity = severity(recommendation.getSeverity()) + state(recommendation.getState());
    if (recommendation.getProperty() == null) {
      return terminal.bold("Advice: " + recommendation.getRuleId()) + "  " + severity;
    }
    String setting = recommendation.getProperty() + " = " + recommendation.getRecommended();
    String current = recommendation.getCurrent();
    String now = "(now " + (current == null ? "unknown" : current) + ")";
    int length =
        setting.length()
            + now.length()
            + recommendation.getSeverity().name().length()
            + state(recommendation.getState()).length()
            + 4;
    String gap = length <= terminal.columns() ? "  " : "\n" + INDENT;
    return terminal.bold(setting) + gap + now + "  " + severity;
  }

  /** Where it is in its life, unless it is simply advised. */
  private static String state(RecommendationState state) {
    return state == null || state == RecommendationState.ACTIVE
        ? ""
        : ", " + state.name().toLowerCase(Locale.ROOT);
  }

  private static String origin(Recommendation recommendation) {
    List<String> parts = new ArrayList<>();
    parts.add(recommendation.getWorkload());
    parts.add(recommendation.getApplicationId());
    if (recommendation.getStageId() != null) {
      parts.add("stage " + recommendation.getStageId());
    }
    int runs = recommendation.getConfidence().getRuns();
    parts.add(
        String.format(
            Locale.ROOT,
            "%.0f %% sure after %d %s",
            recommendation.getConfidence().getValue() * 100,
            runs,
            runs == 1 ? "run" : "runs"));
    return String.join(" · ", parts);
  }

  private String severity(Severity severity) {
    String name = severity.name().toLowerCase(Locale.ROOT);
    if (!terminal.colour()) {
      return name;
    }
    String code =
        switch (severity) {
          case CRITICAL, HIGH -> "31";
          case MODERATE -> "33";
          default -> "36";
        };
    return "\u001B[" + code + "m" + name + "\u001B[0m";
  }

  private void wrap(StringBuilder out, String text) {
    out.append(Wrapped.lines(INDENT, INDENT, text, terminal.columns()));
  }

  private String shown(String text) {
    // Colours are escape sequences, which are ASCII already.
    return terminal.unicode() ? text : Wrapped.ascii(text);
  }
}

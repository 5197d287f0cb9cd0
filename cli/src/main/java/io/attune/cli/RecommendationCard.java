package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.render.Explanation;
import io.attune.advisor.render.GainText;
import io.attune.advisor.render.TerminalText;
import io.attune.advisor.worth.Worth;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * A recommendation as a block of lines: what it saves first, the setting, the reason, where it
 * comes from, and the doubt last.
 */
final class RecommendationCard {
  private static final String INDENT = "  ";

  private final Terminal terminal;

  RecommendationCard(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  /** The block, with a line break at its end. */
  String block(Recommendation recommendation) {
    return block(List.of(recommendation));
  }

  /** The block of several settings that are one change, the head first. */
  String block(List<Recommendation> card) {
    Recommendation recommendation = card.get(0);
    StringBuilder out = new StringBuilder();
    String gain = TerminalText.wrap("", "", GainText.of(Worth.of(card)), terminal.columns());
    gain.lines().forEach(line -> out.append(terminal.bold(line)).append('\n'));
    out.append(headline(recommendation)).append('\n');
    card.stream()
        .skip(1)
        .forEach(
            other ->
                out.append(terminal.bold(setting(other)))
                    .append("  ")
                    .append(now(other))
                    .append('\n'));
    wrap(out, recommendation.getSummary());
    wrap(out, origin(recommendation));
    StringBuilder doubt = new StringBuilder();
    wrap(doubt, "Doubt: " + recommendation.getDoubt());
    for (String line : doubt.toString().split("\n")) {
      out.append(terminal.faint(line)).append('\n');
    }
    return shown(out.toString());
  }

  /** The block, and below it the evidence, the way back, how sure it is: what it rests on. */
  String explained(List<Recommendation> card) {
    StringBuilder out = new StringBuilder();
    for (Recommendation each : card) {
      // The block has said the reason and the doubt.
      Explanation.lines(each).stream()
          .filter(
              line ->
                  !line.startsWith("Doubt: ") && !line.equals(Explanation.line(each.getSummary())))
          .forEach(line -> wrap(out, line));
    }
    return block(card) + shown(out.toString());
  }

  /** One line for a recommendation that no longer stands. */
  String withdrawn(String workload, String subject, String lastValue) {
    String was = lastValue == null ? "" : " (was " + lastValue + ")";
    return shown(TerminalText.printable("Withdrawn: " + subject + was + " for " + workload));
  }

  private String headline(Recommendation recommendation) {
    String severity = severity(recommendation.getSeverity()) + state(recommendation.getState());
    if (recommendation.getProperty() == null) {
      return terminal.bold("Advice: " + recommendation.getRuleId()) + "  " + severity;
    }
    String setting = setting(recommendation);
    String now = now(recommendation);
    int length =
        TerminalText.columns(setting + now)
            + recommendation.getSeverity().name().length()
            + state(recommendation.getState()).length()
            + 4;
    String gap = length <= terminal.columns() ? "  " : "\n" + INDENT;
    return terminal.bold(setting) + gap + now + "  " + severity;
  }

  private static String setting(Recommendation recommendation) {
    return TerminalText.printable(
        recommendation.getProperty() + " = " + recommendation.getRecommended());
  }

  private static String now(Recommendation recommendation) {
    String current = recommendation.getCurrent();
    return "(now " + (current == null ? "unknown" : TerminalText.printable(current)) + ")";
  }

  /** Its state, unless that is the usual one. */
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
    Style style =
        switch (severity) {
          case CRITICAL, HIGH -> Style.fg_red;
          case MODERATE -> Style.fg_yellow;
          default -> Style.fg_cyan;
        };
    return terminal.styled(name, style);
  }

  private void wrap(StringBuilder out, String text) {
    out.append(TerminalText.wrap(INDENT, INDENT, text, terminal.columns()));
  }

  private String shown(String text) {
    // Colours are escape sequences, which are ASCII.
    return terminal.unicode() ? text : TerminalText.ascii(text);
  }
}

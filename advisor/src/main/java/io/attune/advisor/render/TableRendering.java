package io.attune.advisor.render;

import io.attune.advisor.setting.Amounts;
import io.attune.advisor.sizing.Front;
import io.attune.advisor.worth.RunPace;
import io.attune.advisor.worth.SavedAmount;
import io.attune.advisor.worth.Worth;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * For a terminal, and for tired people: what it saves first, what to set second, why third, what
 * could make it wrong last. The change that saves most stands first; severity is its colour.
 */
public final class TableRendering implements Rendering {
  private static final int NARROWEST = 40;
  private static final String INDENT = "     ";

  private final int width;
  private final boolean colour;
  private final boolean unicode;

  /**
   * Creates it.
   *
   * @param width columns of the terminal; lines are broken before it where words allow
   * @param colour whether to use ANSI colours
   * @param unicode whether the terminal shows more than ASCII
   */
  public TableRendering(int width, boolean colour, boolean unicode) {
    this.width = Math.max(NARROWEST, width);
    this.colour = colour;
    this.unicode = unicode;
  }

  @Override
  public String render(AnalysisReport report) {
    return render(AdviceSheet.of(report), Optional.of(report))
        + UnitLines.of(report.assessment().shares());
  }

  @Override
  public String render(AdviceSheet sheet) {
    return render(sheet, Optional.empty());
  }

  private String render(AdviceSheet sheet, Optional<AnalysisReport> report) {
    StringBuilder out = new StringBuilder();
    out.append(bold(TerminalText.printable(sheet.workload())))
        .append("  ")
        .append(TerminalText.printable(sheet.applicationId()))
        .append('\n');
    report.ifPresent(shown -> wrap(out, "  ", "  ", RunFactsLine.of(shown.run())));
    for (String warning : sheet.warnings()) {
      wrap(out, "  ! ", "    ", warning);
    }
    for (Outcome outcome : report.map(shown -> shown.assessment().outcomes()).orElse(List.of())) {
      wrap(out, "  " + sign(outcome) + " ", "    ", outcome.getSummary());
    }
    if (sheet.recommendations().isEmpty()) {
      wrap(out, "  ", "  ", report.map(TableRendering::nothing).orElse("Nothing to change."));
    }
    appendCards(out, sheet, report.flatMap(AnalysisReport::pace));
    List<String> front = report.map(this::front).orElse(List.of());
    appendFront(out, front, report);
    unit(sheet)
        .or(() -> report.filter(shown -> !front.isEmpty()).map(TableRendering::unit))
        .flatMap(GainText::explained)
        .ifPresent(
            text -> {
              out.append('\n');
              wrap(out, "  ", "  ", text);
            });
    return unicode ? out.toString() : TerminalText.ascii(out.toString());
  }

  private static String nothing(AnalysisReport report) {
    return "Nothing to change: "
        + Amounts.counted(report.assessment().silent().size(), "rule")
        + " looked and found nothing worth your time.";
  }

  private void appendCards(StringBuilder out, AdviceSheet sheet, Optional<RunPace> pace) {
    int number = 1;
    for (List<Recommendation> card : Cards.mostWorthFirst(sheet.recommendations())) {
      out.append('\n');
      append(out, number++, card, pace);
    }
  }

  private void appendFront(StringBuilder out, List<String> front, Optional<AnalysisReport> report) {
    if (!front.isEmpty()) {
      out.append('\n');
      front.forEach(line -> out.append("  ").append(line).append('\n'));
      report
          .flatMap(shown -> shown.assessment().front())
          .flatMap(Front::note)
          .ifPresent(text -> wrap(out, "  ", "  ", text));
    }
  }

  private List<String> front(AnalysisReport report) {
    boolean asked =
        !report
            .predictions()
            .equals(report.assessment().front().map(Front::points).orElse(List.of()));
    return FrontLines.of(report.predictions(), asked, width - 2);
  }

  /** Unit of the costs that are shown; empty where none is. */
  private static Optional<String> unit(AdviceSheet sheet) {
    return sheet.recommendations().stream()
        .map(recommendation -> Worth.of(recommendation).cost())
        .filter(cost -> cost.expected().isPresent())
        .map(SavedAmount::unit)
        .findFirst();
  }

  private static String unit(AnalysisReport report) {
    return report.predictions().get(0).asItRan().cost().unit();
  }

  private void append(
      StringBuilder out, int number, List<Recommendation> card, Optional<RunPace> pace) {
    String first = String.format(Locale.ROOT, "%3d. ", number);
    Recommendation recommendation = card.get(0);
    String gain =
        TerminalText.wrap("", "", GainText.of(Worth.of(card), pace), width - first.length());
    for (String line : gain.strip().split("\n")) {
      out.append(first).append(bold(line)).append('\n');
      first = INDENT;
    }
    out.append(INDENT);
    appendHeadline(out, recommendation);
    card.stream().skip(1).forEach(other -> out.append(INDENT).append(change(other)).append('\n'));
    SessionLine.of(recommendation).ifPresent(line -> wrap(out, INDENT, INDENT, line));
    wrap(out, INDENT, INDENT, recommendation.getSummary());
    wrap(out, INDENT, INDENT, "Doubt: " + recommendation.getDoubt());
    wrap(
        out,
        INDENT,
        INDENT,
        String.format(
            Locale.ROOT,
            "%.0f %% sure, from %s; rule %s",
            recommendation.getConfidence().getValue() * 100,
            Amounts.counted(recommendation.getConfidence().getRuns(), "run"),
            recommendation.getRuleId()));
  }

  /** The setting, the value of today and the severity: in one line where that is wide enough. */
  private void appendHeadline(StringBuilder out, Recommendation recommendation) {
    String severity = recommendation.getSeverity().name();
    if (recommendation.getProperty() == null) {
      out.append(bold("No setting")).append("  ");
    } else {
      String setting =
          TerminalText.printable(
              recommendation.getProperty() + " = " + recommendation.getRecommended());
      String current = recommendation.getCurrent();
      String now = "(now " + (current == null ? "unknown" : TerminalText.printable(current)) + ")";
      int columns =
          INDENT.length() + TerminalText.columns(setting + now) + severity.length() + 2 * 2;
      out.append(bold(setting))
          .append(columns <= width ? "  " : "\n" + INDENT)
          .append(now)
          .append("  ");
    }
    out.append(coloured(recommendation, severity)).append('\n');
  }

  private String change(Recommendation recommendation) {
    String current = recommendation.getCurrent();
    return bold(
            TerminalText.printable(
                recommendation.getProperty() + " = " + recommendation.getRecommended()))
        + "  (now "
        + (current == null ? "unknown" : TerminalText.printable(current))
        + ")";
  }

  /** What came of earlier advice, in one character. */
  private static String sign(Outcome outcome) {
    return switch (outcome.getState()) {
      case SUCCEEDED -> "+";
      case REGRESSED -> "!";
      case INEFFECTIVE -> "=";
      default -> "~";
    };
  }

  private void wrap(StringBuilder out, String first, String next, String text) {
    out.append(TerminalText.wrap(first, next, text, width));
  }

  private String bold(String text) {
    return colour ? "\u001B[1m" + text + "\u001B[0m" : text;
  }

  private String coloured(Recommendation recommendation, String text) {
    if (!colour) {
      return text;
    }
    Severity severity = recommendation.getSeverity();
    String code =
        severity.compareTo(Severity.HIGH) >= 0 ? "31" : severity == Severity.MODERATE ? "33" : "36";
    return "\u001B[" + code + "m" + text + "\u001B[0m";
  }

  /** Tables side by side need a blank line between them. */
  @Override
  public String renderAll(List<AnalysisReport> reports) {
    List<String> tables = new ArrayList<>();
    reports.forEach(report -> tables.add(render(report)));
    return String.join("\n", tables);
  }
}

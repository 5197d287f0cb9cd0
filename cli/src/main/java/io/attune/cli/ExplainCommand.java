package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.assess.StandardRules;
import io.attune.advisor.offline.Analysis;
import io.attune.advisor.render.AnalysisReport;
import io.attune.advisor.render.Cards;
import io.attune.advisor.render.Explanation;
import io.attune.advisor.render.TerminalText;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains a rule, or a recommendation of a run with its evidence. */
@Command(
    name = "explain",
    header = "Explain a rule, or what a recommendation rests on.",
    description = {
      "With a rule alone: what it looks at, what it recommends, when it keeps silent. With event"
          + " logs as well: the evidence behind its recommendations there, or why it is silent.",
      ""
    })
final class ExplainCommand implements Callable<Integer> {
  private static final String INDENT = "  ";

  private final Terminal terminal;

  @Mixin private CommonOptions common;
  @Mixin private AdvisorOptions advisor;
  @Mixin private RedactionOptions redaction;

  @Parameters(
      index = "0",
      paramLabel = "RULE|RECOMMENDATION",
      description = "Id of a rule; with logs also a property or the id of a recommendation.")
  private String subject;

  @Parameters(
      index = "1..*",
      paramLabel = "PATH",
      description = "Event logs: paths, or addresses such as s3://bucket/path.")
  private List<String> places = List.of();

  @Option(names = "--full", description = "The whole page of a rule, as it is written.")
  private boolean full;

  ExplainCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() {
    if (places.isEmpty()) {
      String page = RulePages.page(subject).orElseThrow(this::unknown);
      terminal.out().print(full ? page : RulePages.essence(page, terminal));
    } else {
      explainRuns();
    }
    terminal.out().flush();
    return ExitCodes.DONE;
  }

  private CommandFailure unknown() {
    return new CommandFailure(
        "there is no rule '"
            + subject
            + "'"
            + RulePages.nearest(subject).map(name -> "; did you mean '" + name + "'?").orElse(".")
            + " Recommendations are explained with their logs: attune explain "
            + subject
            + " PATH.");
  }

  private void explainRuns() {
    List<AnalysisReport> reports =
        new Analysis(advisor.advisor(StandardRules.all()))
            .assess(
                new LogReader(terminal, redaction.reader())
                    .read(Places.all().list(places), new Omissions(terminal)));
    List<String> known = new ArrayList<>();
    boolean found = false;
    for (AnalysisReport report : reports) {
      for (List<Recommendation> card :
          Cards.mostWorthFirst(report.assessment().recommendations())) {
        card.forEach(each -> known.add(each.getRuleId()));
        if (card.stream().anyMatch(this::isMeant)) {
          print(card);
          found = true;
        }
      }
      String silence = report.assessment().silent().get(subject);
      if (silence != null) {
        terminal.println(
            TerminalText.printable(report.assessment().workload() + ": silent, " + silence));
        found = true;
      }
    }
    if (!found) {
      throw new CommandFailure(
          "nothing there is called '"
              + subject
              + "'; "
              + (known.isEmpty()
                  ? "there is nothing to change."
                  : "there is advice of "
                      + String.join(", ", known.stream().distinct().toList())
                      + "."));
    }
  }

  private boolean isMeant(Recommendation one) {
    return subject.equals(one.getRuleId())
        || subject.equals(one.getProperty())
        || subject.equals(one.getRecommendationId());
  }

  private void print(List<Recommendation> card) {
    terminal.out().print(new RecommendationCard(terminal).block(card));
    for (Recommendation each : card) {
      StringBuilder out = new StringBuilder();
      // The card has said the reason and the doubt.
      Explanation.lines(each).stream()
          .filter(
              line ->
                  !line.startsWith("Doubt: ") && !line.equals(Explanation.line(each.getSummary())))
          .forEach(line -> out.append(TerminalText.wrap(INDENT, INDENT, line, terminal.columns())));
      String text = out.toString();
      terminal.out().print(terminal.unicode() ? text : TerminalText.ascii(text));
    }
    terminal.println("");
  }
}

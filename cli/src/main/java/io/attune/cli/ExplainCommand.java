package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.assess.StandardRules;
import io.attune.advisor.offline.Analysis;
import io.attune.advisor.render.AnalysisReport;
import io.attune.advisor.render.Cards;
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
      String page = new ExplainedSubject(subject).page();
      terminal.out().print(full ? page : RulePages.essence(page, terminal));
    } else {
      explainRuns();
    }
    terminal.out().flush();
    return ExitCodes.DONE;
  }

  private void explainRuns() {
    ExplainedSubject meant = new ExplainedSubject(subject);
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
        if (meant.isMeantBy(card)) {
          terminal.println(new RecommendationCard(terminal).explained(card));
          found = true;
        }
      }
      String silence = report.assessment().silent().get(subject);
      if (silence != null) {
        terminal.println(ExplainedSubject.silence(report.assessment().workload(), silence));
        found = true;
      }
    }
    if (!found) {
      throw meant.notThere(known);
    }
  }
}

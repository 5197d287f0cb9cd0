package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.assess.StandardRules;
import io.attune.advisor.offline.Analysis;
import io.attune.advisor.render.AnalysisReport;
import io.attune.advisor.render.Cards;
import io.attune.advisor.render.SetSummary;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains a rule, or a recommendation of a run with its evidence. */
@Command(
    name = "explain",
    header = "Explain a rule, or what a recommendation rests on.",
    description = {
      "With a rule alone: what it looks at, what it recommends, when it keeps silent. With event"
          + " logs as well: the evidence behind its recommendations there, or why it is silent. A"
          + " property or a recommendation without logs is looked up in a running Attune, and so is"
          + " a rule with --workload or --url.",
      ""
    })
final class ExplainCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private HttpOptions http;
  @Mixin private AdvisorOptions advisor;
  @Mixin private RedactionOptions redaction;

  @Parameters(
      index = "0",
      paramLabel = "RULE|RECOMMENDATION",
      description = "Id of a rule, a property, or the id of a recommendation.")
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

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      description = "Of a running Attune: only this workload, with why a rule is silent there.")
  private String workload;

  @Override
  public Integer call() {
    ExplainedSubject meant = new ExplainedSubject(subject);
    if (places.isEmpty() && (isLive() || !meant.isLikeARule())) {
      LiveSource live = new LiveSource(http.client(), OutputFormat.display(terminal));
      SetSummary all = live.workloads();
      Optional<String> one = Optional.ofNullable(workload);
      terminal.out().print(new ExplainedAdvice(live, terminal).text(meant, all.only(one), one));
    } else if (places.isEmpty()) {
      String page = meant.page();
      terminal.out().print(full ? page : RulePages.essence(page, terminal));
    } else {
      explainRuns();
    }
    terminal.out().flush();
    return ExitCodes.DONE;
  }

  private boolean isLive() {
    return workload != null || spec.commandLine().getParseResult().hasMatchedOption("--url");
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

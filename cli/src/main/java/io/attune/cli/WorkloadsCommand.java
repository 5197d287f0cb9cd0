package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.assess.StandardRules;
import io.attune.advisor.offline.Analysis;
import io.attune.advisor.render.SetSummary;
import io.attune.advisor.render.SummaryTable;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists workloads with what each could save. */
@Command(
    name = "workloads",
    header = "List workloads, the one that could save most first.",
    description = {
      "Of a running Attune, without options a demo on this machine; or of event logs.",
      ""
    })
final class WorkloadsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions common;
  @Mixin private HttpOptions http;
  @Mixin private AdvisorOptions advisor;
  @Mixin private RedactionOptions redaction;

  @Parameters(
      arity = "0..*",
      paramLabel = "PATH",
      description = "Event logs to read instead of asking a running Attune.")
  private List<String> places = List.of();

  @Mixin private LogSelection selection;

  @Option(names = "--json", description = "One JSON document instead of a table.")
  private boolean json;

  WorkloadsCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() {
    SetSummary set =
        places.isEmpty()
            ? PublishedSummary.of(http.client())
            : new FleetReader(
                    terminal,
                    redaction.reader(),
                    new Analysis(advisor.advisor(StandardRules.all())))
                .read(selection.of(Places.all().list(places), Clock.systemDefaultZone()));
    if (set.workloads().isEmpty()) {
      terminal.say("Attune has seen no run yet.");
      return ExitCodes.DONE;
    }
    terminal
        .out()
        .print(json ? set.json() : new SummaryTable(OutputFormat.display(terminal)).render(set));
    terminal.out().flush();
    return ExitCodes.DONE;
  }
}

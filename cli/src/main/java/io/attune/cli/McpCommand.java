package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.assess.StandardRules;
import io.attune.advisor.offline.Analysis;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Answers a client of the Model Context Protocol on standard input and output. */
@Command(
    name = "mcp",
    header = "Answer an assistant's questions over the Model Context Protocol.",
    description = {
      "For a client that starts it and speaks to it on standard input and output, such as an editor"
          + " or a chat program: see docs/mcp.md. Its tools list workloads, changes and runs, explain,"
          + " compare, forecast and give configuration; they read and change nothing. They answer"
          + " from the event logs at the places given here and nowhere else, and from a running"
          + " Attune where --url names one, or where there is no place.",
      ""
    })
final class McpCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private HttpOptions http;
  @Mixin private AdvisorOptions advisor;
  @Mixin private RedactionOptions redaction;

  @Parameters(
      arity = "0..*",
      paramLabel = "PATH",
      description = "Event logs: paths, or addresses such as s3://bucket/path.")
  private List<String> places = List.of();

  @Mixin private LogSelection selection;

  McpCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    // Standard output is the protocol's. Whatever a library prints goes elsewhere.
    System.setOut(System.err);
    // Answers are read by programs, whatever standard error is.
    Terminal quiet = Terminal.plain(terminal.err(), terminal.err(), Terminal.DEFAULT_COLUMNS);
    List<AdviceSource> sources = new ArrayList<>();
    if (places.isEmpty() || spec.commandLine().getParseResult().hasMatchedOption("--url")) {
      sources.add(new LiveSource(http.client(), OutputFormat.display(quiet)));
    }
    try (LogSource logs = logs(quiet)) {
      if (!places.isEmpty()) {
        sources.add(logs);
      }
      new McpService(Version.current(), new McpTools(sources).all())
          .serve(System.in, terminal.out());
    }
    return ExitCodes.DONE;
  }

  private LogSource logs(Terminal quiet) {
    return new LogSource(
        quiet,
        () -> selection.of(Places.all().list(places), Clock.systemDefaultZone()),
        redaction.reader(),
        slots -> new Analysis(advisor.advisor(StandardRules.all()), slots));
  }
}

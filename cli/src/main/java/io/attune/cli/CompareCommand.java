package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.compare.RunComparison;
import io.attune.advisor.render.ComparisonRendering;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says why one run took longer than another. */
@Command(
    name = "compare",
    header = "Say why one run took longer than another.",
    description = {
      "What the difference in time is made of, the biggest part first, and what else differs: input,"
          + " executors, failures, settings.",
      ""
    })
final class CompareCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions common;
  @Mixin private RedactionOptions redaction;

  @Parameters(index = "0", paramLabel = "BEFORE", description = "Event log of the first run.")
  private String before;

  @Parameters(index = "1", paramLabel = "AFTER", description = "Event log of the second run.")
  private String after;

  /** Formats of a comparison. */
  enum ComparisonFormat {
    TABLE,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  private ComparisonFormat format;

  CompareCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() {
    RunComparison comparison = RunComparison.of(run(before), run(after));
    terminal
        .out()
        .print(
            format == ComparisonFormat.JSON
                ? ComparisonRendering.json(comparison)
                : ComparisonRendering.table(comparison, OutputFormat.display(terminal)));
    terminal.out().flush();
    return ExitCodes.DONE;
  }

  private Run run(String place) {
    List<Run> runs =
        new LogReader(terminal, redaction.reader())
            .read(Places.all().list(List.of(place)), new Omissions(terminal));
    if (runs.size() != 1) {
      throw new CommandFailure(
          place + " holds " + runs.size() + " runs; name the log of one of them.");
    }
    return runs.get(0);
  }
}

package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.assess.StandardRules;
import io.attune.advisor.offline.Analysis;
import io.attune.advisor.render.HtmlReport;
import io.attune.advisor.render.SetSummary;
import io.attune.advisor.render.SummaryExport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes what to change as a file for others. */
@Command(
    name = "export",
    header = "Write what to change as CSV, JSON lines, or an HTML file that can be mailed.",
    description = {
      "Reads event logs as analyze does. The HTML file asks for nothing from anywhere, and prints"
          + " well.",
      ""
    })
final class ExportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions common;
  @Mixin private AdvisorOptions advisor;
  @Mixin private RedactionOptions redaction;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Event logs: paths, or addresses such as s3://bucket/path.")
  private List<String> places;

  @Mixin private LogSelection selection;

  /** What is written. */
  enum ExportFormat {
    CSV,
    JSONL,
    HTML;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "html",
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  private ExportFormat format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "File to write; without it, standard output.")
  private Path output;

  ExportCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() {
    Clock clock = Clock.systemDefaultZone();
    SetSummary set =
        new FleetReader(
                terminal, redaction.reader(), new Analysis(advisor.advisor(StandardRules.all())))
            .read(selection.of(Places.all().list(places), clock));
    String text =
        switch (format) {
          case CSV -> SummaryExport.csv(set);
          case JSONL -> SummaryExport.jsonLines(set);
          case HTML ->
              HtmlReport.of(
                  set,
                  "Made by Attune of "
                      + set.runs()
                      + (set.runs() == 1 ? " run" : " runs")
                      + " on "
                      + clock.instant().truncatedTo(ChronoUnit.MINUTES)
                      + ".");
        };
    write(text);
    return ExitCodes.DONE;
  }

  private void write(String text) {
    if (output == null) {
      terminal.out().print(text);
      terminal.out().flush();
      return;
    }
    try {
      Files.writeString(output, text, StandardCharsets.UTF_8);
      terminal.say("Wrote " + output + ".");
    } catch (IOException e) {
      throw new CommandFailure(
          output + " cannot be written (" + e.getClass().getSimpleName() + "); check --output.", e);
    }
  }
}

package io.attune.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.advisor.render.Format;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the current recommendations for one workload as configuration. */
@Command(
    name = "conf",
    header = "Print the advice for a workload as configuration.",
    description = {
      "Asks a running Attune, without options a demo on this machine:",
      "  spark-submit $(attune conf nightly-orders --format spark-submit) job.jar",
      "Standard output has the configuration alone; what it has no place for goes to standard"
          + " error.",
      ""
    })
final class ConfCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "WORKLOAD", description = "Name of the workload.")
  private String workload;

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "spark-defaults",
      converter = OutputFormat.Converter.class,
      completionCandidates = OutputFormat.Candidates.class,
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  private Format format;

  @Mixin private HttpOptions http;

  ConfCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() {
    JsonNode answer = http.client().conf(workload, format, OutputFormat.display(terminal));
    terminal.out().print(answer.path("text").asText());
    terminal.out().flush();
    answer.path("notes").forEach(note -> terminal.say(note.asText()));
    return ExitCodes.DONE;
  }
}

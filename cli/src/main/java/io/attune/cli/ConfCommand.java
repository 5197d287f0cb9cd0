package io.attune.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.advisor.render.DatabricksJobUpdate;
import io.attune.advisor.render.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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

  @Option(
      names = "--onto",
      paramLabel = "FILE",
      description =
          "A job as 'databricks jobs get' writes it: prints the body of jobs/update, with the whole"
              + " cluster that the advice is for. With --format databricks.")
  private Path onto;

  @Option(
      names = "--job-cluster",
      paramLabel = "KEY",
      description =
          "With --onto: key of the cluster, or of the task that has its own. Default: what the run"
              + " tells.")
  private String jobCluster;

  @Mixin private HttpOptions http;

  ConfCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() {
    if (onto != null && format != Format.DATABRICKS) {
      throw new CommandFailure("--onto goes with --format databricks.");
    }
    JsonNode answer = http.client().conf(workload, format, OutputFormat.display(terminal));
    if (onto != null) {
      return update(answer.path("text").asText());
    }
    terminal.out().print(answer.path("text").asText());
    terminal.out().flush();
    answer.path("notes").forEach(note -> terminal.say(note.asText()));
    return ExitCodes.DONE;
  }

  private int update(String rendering) {
    ObjectMapper json = new ObjectMapper();
    try {
      DatabricksJobUpdate update =
          DatabricksJobUpdate.of(
              json.readTree(Files.readString(onto)),
              json.readTree(rendering),
              Optional.ofNullable(jobCluster));
      terminal.out().println(update.body().toPrettyString());
      terminal.out().flush();
      update.notes().forEach(terminal::say);
      return ExitCodes.DONE;
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--onto " + onto + ": " + e.getMessage());
    } catch (IOException e) {
      throw new CommandFailure("--onto " + onto + " cannot be read as JSON: " + e.getMessage());
    }
  }
}

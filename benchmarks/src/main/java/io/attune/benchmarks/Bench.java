package io.attune.benchmarks;

import io.attune.benchmarks.lab.LabBenchmark;
import io.attune.benchmarks.predict.PredictBenchmark;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code attune bench}: measurements, each with its baseline from the same run.
 *
 * <p>Exit codes as everywhere: 0 done, 1 failed, 2 wrong usage.
 */
@Command(
    name = "attune bench",
    mixinStandardHelpOptions = true,
    description = "Measures Attune beside a baseline in the same run.",
    subcommands = {AnalyzeBenchmark.class, LabBenchmark.class, PredictBenchmark.class})
public final class Bench {
  private Bench() {}

  /** Entry point. */
  public static void main(String[] arguments) {
    CommandLine command = new CommandLine(new Bench());
    command.setExecutionExceptionHandler(
        (failure, line, parsed) -> {
          System.err.println("attune bench: " + failure.getMessage());
          return CommandLine.ExitCode.SOFTWARE;
        });
    System.exit(command.execute(arguments));
  }
}

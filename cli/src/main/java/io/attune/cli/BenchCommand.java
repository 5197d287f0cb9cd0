package io.attune.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Is in the list of commands only: the launcher starts the benchmarks itself, because they need
 * Spark's jars, which no other command should have to download.
 */
@Command(
    name = "bench",
    header = "Measure Attune against baselines, from a checkout.",
    description = {"\"attune bench --help\" in a checkout lists the measurements.", ""})
final class BenchCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ARGUMENT", arity = "0..*", description = "A measurement.")
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    throw new CommandFailure(
        "the benchmarks are not part of this program; run ./attune bench in a checkout.");
  }
}

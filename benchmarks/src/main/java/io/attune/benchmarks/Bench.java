package io.attune.benchmarks;

import io.attune.benchmarks.agent.AgentBenchmark;
import io.attune.benchmarks.fleet.FleetCommand;
import io.attune.benchmarks.lab.LabBenchmark;
import io.attune.benchmarks.predict.PredictBenchmark;
import io.attune.benchmarks.steps.StepsBenchmark;
import io.attune.benchmarks.streaming.InstancesBenchmark;
import io.attune.benchmarks.streaming.LatencyBenchmark;
import io.attune.benchmarks.streaming.ScaleBenchmark;
import io.attune.benchmarks.streaming.ThroughputBenchmark;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code attune bench}: measurements, each with its baseline from the same run. Without a
 * subcommand, throughput, latency and scale of the streaming side and the agent's price, one after
 * the other.
 *
 * <p>Exit codes as everywhere: 0 done, 1 failed, 2 wrong usage.
 */
@Command(
    name = "attune bench",
    mixinStandardHelpOptions = true,
    description = "Measures Attune beside a baseline in the same run.",
    subcommands = {
      AnalyzeBenchmark.class,
      ThroughputBenchmark.class,
      ScaleBenchmark.class,
      InstancesBenchmark.class,
      LatencyBenchmark.class,
      AgentBenchmark.class,
      StepsBenchmark.class,
      FleetCommand.class,
      LabBenchmark.class,
      PredictBenchmark.class
    })
public final class Bench implements Callable<Integer> {
  @Mixin private AllBenchmarks all = new AllBenchmarks();

  private Bench() {}

  /** Without a subcommand: the streaming side and the agent. */
  @Override
  public Integer call() throws Exception {
    return all.call();
  }

  /** Entry point. */
  public static void main(String[] arguments) {
    CommandLine command = new CommandLine(new Bench());
    command.setExecutionExceptionHandler(
        (failure, line, parsed) -> {
          System.err.println("attune bench: " + failure.getMessage());
          if (failure.getMessage() == null) {
            // Not a message for users: a fault of the benchmark.
            failure.printStackTrace();
          }
          return CommandLine.ExitCode.SOFTWARE;
        });
    System.exit(command.execute(arguments));
  }
}

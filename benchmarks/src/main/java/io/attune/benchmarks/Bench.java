package io.attune.benchmarks;

import io.attune.benchmarks.agent.AgentBenchmark;
import io.attune.benchmarks.field.FieldBenchmark;
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
 * {@code attune bench}: benchmarks, each with a baseline measured in the same run. Without a
 * subcommand runs throughput, latency and scale of the pipeline and the agent's overhead.
 *
 * <p>Exit codes: 0 success, 1 failure, 2 wrong usage.
 */
@Command(
    name = "attune bench",
    mixinStandardHelpOptions = true,
    description = "Measures Attune and a baseline in the same run.",
    subcommands = {
      AnalyzeBenchmark.class,
      ManyLogsBenchmark.class,
      FollowBenchmark.class,
      RollsBenchmark.class,
      ThroughputBenchmark.class,
      ScaleBenchmark.class,
      InstancesBenchmark.class,
      LatencyBenchmark.class,
      AgentBenchmark.class,
      StepsBenchmark.class,
      FleetCommand.class,
      FieldBenchmark.class,
      LabBenchmark.class,
      PredictBenchmark.class
    })
public final class Bench implements Callable<Integer> {
  @Mixin private AllBenchmarks all = new AllBenchmarks();

  private Bench() {}

  /** Runs the benchmarks of the pipeline and the agent. */
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
            // A bug in the benchmark, not a message for users.
            failure.printStackTrace();
          }
          return CommandLine.ExitCode.SOFTWARE;
        });
    System.exit(command.execute(arguments));
  }
}

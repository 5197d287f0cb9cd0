package io.attune.benchmarks.lab;

import java.util.List;
import java.util.Map;

/** Creates artificial results of workloads. */
final class Results {
  private Results() {}

  static WorkloadResult of(String name, WorkloadKind kind, Configuration... rounds) {
    return new WorkloadResult(
        name, Workload.SPARK_3_5, "3.5.9", kind, "A story.", true, List.of(rounds));
  }

  /** A round whose runs and executors took a number of seconds. */
  static Configuration round(int round, int executors, double... seconds) {
    Configuration configuration = empty(round, executors, Map.of("spark.x", "" + round));
    for (double s : seconds) {
      configuration = configuration.withRun(run(s, executors, true));
    }
    return configuration;
  }

  static Configuration empty(int round, int executors, Map<String, String> conf) {
    return new Configuration(
        round,
        new LabCluster(executors, 1, 1024),
        conf,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  static MeasuredRun run(double seconds, int executors, boolean succeeded) {
    long ms = Math.round(seconds * 1000);
    return new MeasuredRun(
        "app",
        0,
        succeeded,
        ms,
        ms,
        ms * executors,
        ms * executors,
        executors,
        1,
        1024,
        10,
        0,
        seconds * executors,
        0.5);
  }

  static ReceivedAdvice advice(String rule, Double timeMs) {
    return new ReceivedAdvice(
        rule, "spark.x", "0", "1", "ACTIVE", "Because.", timeMs, null, "unit", "BOUND");
  }
}

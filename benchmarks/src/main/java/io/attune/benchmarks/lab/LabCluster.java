package io.attune.benchmarks.lab;

import java.util.Map;

/**
 * The executors of a run: a {@code local-cluster} of real executor processes.
 *
 * @param executors executor processes, or the most of them under dynamic allocation
 * @param cores task slots of each
 * @param memoryMib heap of each, MiB
 */
record LabCluster(int executors, int cores, int memoryMib) {
  LabCluster {
    if (executors < 1 || cores < 1 || memoryMib < 1) {
      throw new IllegalArgumentException(
          "a cluster of "
              + executors
              + " executors with "
              + cores
              + " cores and "
              + memoryMib
              + " MiB cannot be started");
    }
  }

  /** As {@code spark-submit --master} wants it. */
  String master() {
    return "local-cluster[" + executors + "," + cores + "," + memoryMib + "]";
  }

  /** How a user asks a standalone cluster for it; {@code local-cluster} is one. */
  Map<String, String> conf() {
    return Map.of(
        "spark.executor.cores", Integer.toString(cores),
        "spark.executor.memory", memoryMib + "m",
        "spark.cores.max", Integer.toString(executors * cores));
  }
}

package io.attune.benchmarks.lab;

import java.util.Map;

/**
 * The executors of a run: a {@code local-cluster} of real executor processes.
 *
 * @param executors executor processes, or their maximum with dynamic allocation
 * @param cores task slots per executor
 * @param memoryMib heap per executor, MiB
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

  /** The master URL. */
  String master() {
    return "local-cluster[" + executors + "," + cores + "," + memoryMib + "]";
  }

  /** The properties for a standalone cluster, which {@code local-cluster} is. */
  Map<String, String> conf() {
    return Map.of(
        "spark.executor.cores", Integer.toString(cores),
        "spark.executor.memory", memoryMib + "m",
        "spark.cores.max", Integer.toString(executors * cores));
  }
}

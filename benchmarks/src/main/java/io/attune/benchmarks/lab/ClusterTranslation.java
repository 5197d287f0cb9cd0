package io.attune.benchmarks.lab;

import io.attune.advisor.application.SparkUnits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Finds the {@code local-cluster} that a configuration asks for. A cluster manager would grant
 * executors by the properties; {@code local-cluster} starts what its master's name says, so the
 * name is made from the properties, and what this machine cannot grant is said.
 *
 * @param cluster the executors to start
 * @param conf the configuration with the properties that describe the cluster in agreement with it
 * @param remarks where the cluster is smaller than what was asked for
 */
record ClusterTranslation(LabCluster cluster, Map<String, String> conf, List<String> remarks) {
  /** Slots beyond which two cores no longer show the truth, even when tasks wait. */
  static final int MOST_SLOTS = 16;

  /** Heap of all executors together that is granted, MiB. */
  static final int MOST_MEMORY_MIB = 12 * 1024;

  private static final String INSTANCES = "spark.executor.instances";
  private static final String CORES = "spark.executor.cores";
  private static final String MEMORY = "spark.executor.memory";
  private static final String CORES_MAX = "spark.cores.max";
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";
  private static final String DYNAMIC_MAX = "spark.dynamicAllocation.maxExecutors";

  ClusterTranslation {
    conf = Map.copyOf(conf);
    remarks = List.copyOf(remarks);
  }

  /**
   * Translates.
   *
   * @param base the cluster that the workload starts with
   * @param asked the configuration; what it does not say is as in {@code base}
   */
  static ClusterTranslation of(LabCluster base, Map<String, String> asked) {
    List<String> remarks = new ArrayList<>();
    int cores = whole(asked, CORES, base.cores());
    int memory = memoryMib(asked.get(MEMORY), base.memoryMib());
    boolean dynamic = Boolean.parseBoolean(asked.getOrDefault(DYNAMIC, "false"));
    int executors =
        dynamic ? whole(asked, DYNAMIC_MAX, base.executors()) : fixed(base, asked, cores);
    int granted = Math.min(executors, Math.max(1, MOST_SLOTS / cores));
    granted = Math.min(granted, Math.max(1, MOST_MEMORY_MIB / memory));
    if (granted < executors) {
      remarks.add(
          String.format(
              java.util.Locale.ROOT,
              "%d executors instead of the %d asked for: this machine shows at most %d slots and"
                  + " %d MiB",
              granted,
              executors,
              MOST_SLOTS,
              MOST_MEMORY_MIB));
    }
    LabCluster cluster = new LabCluster(granted, cores, memory);
    Map<String, String> conf = new TreeMap<>(asked);
    conf.putAll(cluster.conf());
    if (!dynamic) {
      conf.remove(INSTANCES);
    }
    return new ClusterTranslation(cluster, conf, remarks);
  }

  /** Executors by their number if somebody named it, else by the bound on the cores. */
  private static int fixed(LabCluster base, Map<String, String> asked, int cores) {
    if (asked.containsKey(INSTANCES)) {
      return whole(asked, INSTANCES, base.executors());
    }
    int coresMax = whole(asked, CORES_MAX, base.executors() * cores);
    return Math.max(1, coresMax / cores);
  }

  private static int whole(Map<String, String> conf, String property, int otherwise) {
    String text = conf.get(property);
    if (text == null) {
      return otherwise;
    }
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(property + " is '" + text + "', not a whole number", e);
    }
  }

  private static int memoryMib(String text, int otherwise) {
    if (text == null) {
      return otherwise;
    }
    OptionalLong bytes = SparkUnits.bytes(text, 1 << 20);
    if (bytes.isEmpty()) {
      throw new IllegalArgumentException(MEMORY + " is '" + text + "', not an amount of memory");
    }
    return Math.toIntExact(bytes.getAsLong() >> 20);
  }
}

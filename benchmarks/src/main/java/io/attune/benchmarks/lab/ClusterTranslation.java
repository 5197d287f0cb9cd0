package io.attune.benchmarks.lab;

import io.attune.advisor.application.SparkUnits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Translates a configuration to a {@code local-cluster}. A cluster manager would start executors by
 * the properties; {@code local-cluster} is sized by the master URL, which is therefore derived from
 * the properties. Remarks say what this machine cannot provide.
 *
 * @param cluster the executors to start
 * @param conf the configuration, with the properties of the cluster adjusted to it
 * @param remarks where the cluster is smaller than requested
 */
record ClusterTranslation(LabCluster cluster, Map<String, String> conf, List<String> remarks) {
  /** Number of slots beyond which results on two cores are not valid, even if tasks only wait. */
  static final int MAX_SLOTS = 16;

  /** Maximum total heap of the executors, MiB. */
  static final int MAX_MEMORY_MIB = 12 * 1024;

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
   * Translates a configuration.
   *
   * @param base the workload's initial cluster
   * @param asked the configuration, with defaults from {@code base}
   */
  static ClusterTranslation of(LabCluster base, Map<String, String> asked) {
    List<String> remarks = new ArrayList<>();
    int cores = whole(asked, CORES, base.cores());
    int memory = memoryMib(asked.get(MEMORY), base.memoryMib());
    boolean dynamic = Boolean.parseBoolean(asked.getOrDefault(DYNAMIC, "false"));
    int executors =
        dynamic ? whole(asked, DYNAMIC_MAX, base.executors()) : fixed(base, asked, cores);
    int granted = Math.min(executors, Math.max(1, MAX_SLOTS / cores));
    granted = Math.min(granted, Math.max(1, MAX_MEMORY_MIB / memory));
    if (granted < executors) {
      remarks.add(
          String.format(
              java.util.Locale.ROOT,
              "%d executors instead of the %d asked for: this machine shows at most %d slots and"
                  + " %d MiB",
              granted,
              executors,
              MAX_SLOTS,
              MAX_MEMORY_MIB));
    }
    LabCluster cluster = new LabCluster(granted, cores, memory);
    Map<String, String> conf = new TreeMap<>(asked);
    conf.putAll(cluster.conf());
    if (!dynamic) {
      conf.remove(INSTANCES);
    }
    return new ClusterTranslation(cluster, conf, remarks);
  }

  /** Number of executors if set, else by the limit on cores. */
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

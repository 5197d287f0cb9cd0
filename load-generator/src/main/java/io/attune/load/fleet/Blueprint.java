package io.attune.load.fleet;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that is the same in every run of a workload. Filled in by {@link Shapes}, changed by {@link
 * Planting}, and read only from then on. Memory is MiB.
 */
final class Blueprint {
  /** Heap that every executor takes before it does anything. */
  static final double BASE_HEAP_MIB = 180;

  final Map<String, String> properties = new TreeMap<>();
  final List<JobPlan> jobs = new ArrayList<>();
  final Set<Confuser> confusers = EnumSet.noneOf(Confuser.class);
  String shape = "";
  String sparkVersion = "3.5.9";

  int executors;
  int cores;
  int hosts;
  double heapMib;
  double overheadMib;
  double executorStartMs = 4000;

  /** Heap of an executor that a cache fills. */
  double cacheMib;

  /** Allocation rate: share of the run time that collections take when half of the heap lives. */
  double collection = 0.012;

  /** Share of the free heap that garbage fills before it is collected. */
  double garbageFill = 0.6;

  double driverHeapMib = 2048;
  double driverLiveMib = 500;

  /** Memory outside the heap at the busiest moment: native libraries, Python, buffers. */
  double nativeMib = 150;

  boolean reportsResidentMemory = true;

  /** Day-to-day spread of the input's size, as sigma of its logarithm. */
  double inputSigma = 0.03;

  /** Off-heap memory of an executor, and the share of it that is used at most. */
  double offHeapMib;

  double offHeapUse;

  /** How many times as long everything takes on the first host. */
  double firstHostSlowness = 1;

  /** Share of attempts that throw in the application's own code. */
  double throwShare;

  /** The same on the first host alone. */
  double badHostShare;

  /** Share of attempts that fail to fetch a shuffle block. */
  double fetchFailShare;

  /** Executors taken back by the platform in each run, on average. */
  double spotLosses;

  /** Time that the application, and with it its cluster, goes on after its last job. */
  double idleTailMs;

  /** Executors that stop sending heartbeats in each run. */
  double silentExecutors;

  int slots() {
    return executors * cores;
  }

  boolean isDynamic() {
    return "true".equals(properties.get("spark.dynamicAllocation.enabled"));
  }

  boolean isOnDatabricks() {
    return properties.containsKey("spark.databricks.clusterUsageTags.clusterWorkers");
  }

  /** Changes the number of executors; a cache has to find room in those that are left. */
  Blueprint onExecutors(int wanted) {
    if (wanted < 1) {
      throw new IllegalArgumentException("At least 1 executor, not " + wanted + ".");
    }
    cacheMib *= (double) executors / wanted;
    executors = wanted;
    hosts = Math.min(hosts, wanted);
    return this;
  }

  /** Puts it on a Databricks cluster of fixed size, an executor on each worker. */
  void onDatabricks(int autoterminationMinutes) {
    String tags = "spark.databricks.clusterUsageTags.";
    properties.put(tags + "clusterScalingType", "fixed_size");
    properties.put(tags + "clusterWorkers", Integer.toString(executors));
    properties.put(tags + "cloudProvider", "AWS");
    properties.put(tags + "autoTerminationMinutes", Integer.toString(autoterminationMinutes));
  }

  boolean isAdaptive() {
    return !"false".equals(properties.get("spark.sql.adaptive.enabled"));
  }

  long number(String property, long otherwise) {
    String value = properties.get(property);
    return value == null ? otherwise : Long.parseLong(value);
  }

  /** A size property in MiB; sizes are written with the suffix m. */
  double mib(String property, double otherwise) {
    String value = properties.get(property);
    return value == null ? otherwise : Double.parseDouble(value.substring(0, value.length() - 1));
  }

  /** Unified memory of one slot (Spark's UnifiedMemoryManager), MiB. */
  double slotMib() {
    return Math.max(1, heapMib - 300) * 0.6 / cores;
  }

  /** The largest heap that lives at once in an executor, as planned. */
  double liveMib() {
    double most = 0;
    for (JobPlan job : jobs) {
      for (StagePlan stage : job.stages()) {
        most = Math.max(most, Memory.liveMib(this, stage, Sizes.of(this, job, 1)));
      }
    }
    return most;
  }

  /** About how long the stages take together, waves of tasks one after the other. */
  double plannedMs() {
    double planned = 0;
    for (JobPlan job : jobs) {
      Sizes sizes = Sizes.of(this, job, 1);
      for (StagePlan stage : job.stages()) {
        double taskMs = stage.fixedRunMs + stage.runMsPerMib * sizes.of(stage).meanMib();
        planned += taskMs * Math.ceil((double) sizes.of(stage).partitions() / slots());
      }
    }
    return planned;
  }
}

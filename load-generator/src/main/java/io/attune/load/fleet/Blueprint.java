package io.attune.load.fleet;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The properties of a workload that are the same in every run. Created by {@link Shapes}, modified
 * by {@link FaultInjector}, and read-only from then on. Memory is in MiB.
 */
final class Blueprint {
  /** Heap that every executor uses without tasks. */
  static final double BASE_HEAP_MIB = 180;

  final Map<String, String> properties = new TreeMap<>();
  final List<JobPlan> jobs = new ArrayList<>();
  final Set<Confounder> confounders = EnumSet.noneOf(Confounder.class);
  String shape = "";
  String sparkVersion = "3.5.9";

  int executors;
  int cores;
  int hosts;
  double heapMib;
  double overheadMib;
  double executorStartMs = 4000;

  /** Cached data on an executor's heap. */
  double cacheMib;

  /** Share of run time spent in garbage collection when live data fills half of the heap. */
  double collection = 0.012;

  /** Share of the free heap that garbage fills before a collection. */
  double garbageFill = 0.6;

  double driverHeapMib = 2048;
  double driverLiveMib = 500;

  /** Peak of the memory outside the heap: native libraries, Python, buffers. */
  double nativeMib = 150;

  boolean reportsResidentMemory = true;

  /** Day-to-day variation of the input's size: sigma of its logarithm. */
  double inputSigma = 0.03;

  /** Off-heap memory of an executor, and the peak share that is used. */
  double offHeapMib;

  double offHeapUse;

  /** Factor by which the first host is slower. */
  double firstHostSlowness = 1;

  /** Share of attempts that throw in the application's code. */
  double throwShare;

  /** Share of attempts that fail on the first host only. */
  double badHostShare;

  /** Share of attempts that fail to fetch a shuffle block. */
  double fetchFailShare;

  /** Average number of executors reclaimed by the platform per run. */
  double spotLosses;

  /** Time between the last job and the end of the application and its cluster. */
  double idleTailMs;

  /** How its jobs follow one another as the batches of a stream; null for other applications. */
  StreamPlan stream;

  /** Average number of executors per run that stop sending heartbeats. */
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

  /** Sets the number of executors, distributing cached data over them. */
  Blueprint onExecutors(int wanted) {
    if (wanted < 1) {
      throw new IllegalArgumentException("At least 1 executor, not " + wanted + ".");
    }
    cacheMib *= (double) executors / wanted;
    executors = wanted;
    hosts = Math.min(hosts, wanted);
    return this;
  }

  /** Sets a property. */
  Blueprint with(String property, String value) {
    properties.put(property, value);
    return this;
  }

  /** Runs it on a Databricks cluster of fixed size with an executor per worker. */
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

  /** Returns a size property in MiB; sizes have the suffix m. */
  double mib(String property, double otherwise) {
    String value = properties.get(property);
    return value == null ? otherwise : Double.parseDouble(value.substring(0, value.length() - 1));
  }

  /** Returns a time property in milliseconds; times have the suffix s. */
  long seconds(String property, long otherwiseMs) {
    String value = properties.get(property);
    return value == null
        ? otherwiseMs
        : 1000 * Long.parseLong(value.substring(0, value.length() - 1));
  }

  /** Unified memory per slot (Spark's UnifiedMemoryManager), MiB. */
  double slotMib() {
    return Math.max(1, heapMib - 300) * 0.6 / cores;
  }

  /** Planned peak of an executor's live heap. */
  double liveMib() {
    double most = 0;
    for (JobPlan job : jobs) {
      for (StagePlan stage : job.stages()) {
        most = Math.max(most, Memory.liveMib(this, stage, Sizes.of(this, job, 1)));
      }
    }
    return most;
  }

  /** Approximate duration of all stages, by waves of tasks. */
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

  /** Slows all stages so that they take at least so long. */
  Blueprint lasting(double leastMs) {
    double longer = Math.max(1, leastMs / plannedMs());
    jobs.forEach(job -> job.stages().forEach(stage -> stage.runMsPerMib *= longer));
    return this;
  }

  /** Slows a stage so that it takes at least a share of all task time. */
  void outweigh(StagePlan stage, double share) {
    double others = 0;
    double own = 0;
    for (JobPlan job : jobs) {
      Sizes sizes = Sizes.of(this, job, 1);
      for (StagePlan each : job.stages()) {
        double taskMs = each.runMsPerMib * sizes.of(each).readMib();
        own += each == stage ? taskMs : 0;
        others += each == stage ? 0 : taskMs;
      }
    }
    stage.runMsPerMib *= Math.max(1, others * share / (1 - share) / own);
  }
}

package io.attune.benchmarks.fleet;

import static io.attune.benchmarks.fleet.ExpectedAdvice.any;
import static io.attune.benchmarks.fleet.ExpectedAdvice.code;
import static io.attune.benchmarks.fleet.ExpectedAdvice.down;
import static io.attune.benchmarks.fleet.ExpectedAdvice.up;

import io.attune.load.fleet.Confounder;
import io.attune.load.fleet.Fault;
import io.attune.load.fleet.FleetWorkload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The correct advice for each fault; the reasons are in {@code docs/fleet.md}.
 *
 * @param rule rule that the fault counts for
 * @param answers advice, any one of which finds the fault
 * @param companions rules whose advice is right as well, because of the fault's side effects
 */
public record GroundTruth(String rule, List<ExpectedAdvice> answers, List<String> companions) {
  private static final String SHUFFLE =
      "spark\\.sql\\.shuffle\\.partitions|spark\\.default\\.parallelism"
          + "|spark\\.sql\\.adaptive\\.coalescePartitions\\.initialPartitionNum";
  private static final String ADVISORY = "spark\\.sql\\.adaptive\\.advisoryPartitionSizeInBytes";
  private static final String HEAP = "spark\\.executor\\.memory";
  private static final String CORES = "spark\\.executor\\.cores";
  private static final String SPLIT = "spark\\.sql\\.files\\.maxPartitionBytes";
  private static final String OVERHEAD = "spark\\.executor\\.memoryOverhead";

  private static final String DRIVER = "spark\\.driver\\.memory";
  private static final String INSTANCES = "spark\\.executor\\.instances";
  private static final String MIN_EXECUTORS = "spark\\.dynamicAllocation\\.minExecutors";
  private static final String WORKERS = "databricks\\.num_workers";
  private static final String AUTOTERMINATION = "databricks\\.autotermination_minutes";
  private static final String IDLE_TIMEOUT = "spark\\.dynamicAllocation\\.executorIdleTimeout";
  private static final String LEAST_PARTITION =
      "spark\\.sql\\.adaptive\\.coalescePartitions\\.minPartitionSize";
  private static final String BROADCAST = "spark\\.sql\\.(adaptive\\.)?autoBroadcastJoinThreshold";

  /**
   * Speaks only where a query or job really failed, as after too many failed attempts of a task.
   */
  private static final String FAILED = "failed-execution";

  /** Rules that size the cluster: they may release slots that are idle because of a fault. */
  private static final List<String> SIZING =
      List.of("executor-count", "executor-cores", "dynamic-allocation", "compute-platform");

  /** The correct advice for a workload. */
  public static GroundTruth of(FleetWorkload workload) {
    GroundTruth truth =
        workload
            .fault()
            .map(GroundTruth::answerTo)
            .orElseGet(() -> new GroundTruth("", List.of(), List.of()))
            .withCompanion(FAILED);
    // Speculation is the remedy for tasks that are slow for no reason in their data, and wasted on
    // the others.
    return workload.confounders().contains(Confounder.STRAGGLERS)
            || (workload.confounders().contains(Confounder.SPECULATION)
                && workload.fault().equals(Optional.of(Fault.LARGE_ROW_GROUPS)))
        ? truth.withCompanion("straggler")
        : truth;
  }

  private GroundTruth withCompanion(String ruleId) {
    return new GroundTruth(rule, answers, with(companions, ruleId));
  }

  private static GroundTruth answerTo(Fault fault) {
    return switch (fault.family()) {
      case PARTITIONS -> ofPartitions(fault);
      case MEMORY -> ofMemory(fault);
      case RELIABILITY -> ofReliability(fault);
      case CODE -> ofCode(fault);
      case CLUSTER -> ofCluster(fault);
      case PLANS -> ofPlans(fault);
      case OPERATORS -> ofOperators(fault);
      case STREAMS -> ofStreams(fault);
    };
  }

  private static GroundTruth ofPartitions(Fault fault) {
    return switch (fault) {
      case TOO_MANY_SHUFFLE_PARTITIONS, TOO_MUCH_PARALLELISM ->
          truth(
              List.of(down("shuffle-partitions", SHUFFLE), down("tiny-tasks", SHUFFLE)),
              with(SIZING, "tiny-tasks"));
      case TOO_FEW_SHUFFLE_PARTITIONS -> truth(List.of(up("shuffle-partitions", SHUFFLE)));
      case SPILLING_SHUFFLE ->
          truth(
              List.of(up("spill", SHUFFLE), down("spill", ADVISORY)),
              List.of("shuffle-partitions", "gc-pressure", "executor-cores"));
      case SPILLING_CODE ->
          truth(List.of(up("spill", HEAP)), List.of("gc-pressure", "executor-cores"));
      case FINE_SPLITS -> truth(List.of(up("input-splits", SPLIT)), with(SIZING, "tiny-tasks"));
      case COARSE_SPLITS -> truth(List.of(down("input-splits", SPLIT)), SIZING);
      case UNSPLITTABLE_FILES ->
          truth(
              List.of(code("few-tasks"), code("input-splits")),
              with(SIZING, "partition-cluster-fit"));
      case SKEWED_JOIN, SKEWED_JOIN_BELOW_THRESHOLD, SKEWED_AGGREGATION, SKEWED_RDD ->
          truth(List.of(any("skew")), with(SIZING, "spill"));
      case UNFIT_PARTITIONS ->
          truth(List.of(any("partition-cluster-fit")), with(SIZING, "shuffle-partitions"));
      default -> throw unanswered(fault);
    };
  }

  private static GroundTruth ofPlans(Fault fault) {
    return switch (fault) {
      case UNPARTITIONED_WINDOW, COALESCED_WRITE, NARROW_JDBC_READ ->
          truth(List.of(code("few-tasks")));
      case COSTLY_MERGED_ROWS -> truth(List.of(down("merged-partitions", LEAST_PARTITION)));
      case LARGE_ROW_GROUPS -> truth(List.of(code("input-skew")));
      case SLOW_COMMIT -> truth(List.of(code("write-commit")));
      case HASTY_IDLE_TIMEOUT ->
          truth(List.of(any("idle-timeout", IDLE_TIMEOUT)), List.of("dynamic-allocation"));
      case SCATTERED_STATE -> truth(List.of(code("state-partitions")));
      case SLOW_LISTING, REPEATED_LISTING -> truth(List.of(code("file-listing")));
      default -> throw unanswered(fault);
    };
  }

  private static GroundTruth ofStreams(Fault fault) {
    return switch (fault) {
      case LATE_STREAM -> truth(List.of(code("stream-behind")), SIZING);
      case HASTY_TRIGGER -> truth(List.of(code("stream-trigger")), with(SIZING, "driver-bound"));
      case IDLE_STREAM -> truth(List.of(code("stream-idle")), with(SIZING, "driver-bound"));
      case STREAMED_SMALL_FILES -> truth(List.of(code("stream-files")), SIZING);
      case ENDLESS_STATE -> truth(List.of(code("state-growth")), SIZING);
      case STATE_IN_HEAP -> truth(List.of(code("state-memory")), SIZING);
      default -> throw unanswered(fault);
    };
  }

  private static GroundTruth ofOperators(Fault fault) {
    return switch (fault) {
      case LOOP_JOIN -> truth(List.of(code("join-without-equality")));
      case COSTLY_RANGE_SORT -> truth(List.of(code("range-sort")));
      case EXPLODED_ROWS -> truth(List.of(code("row-explosion")));
      case PICKLED_ROWS -> truth(List.of(any("python-functions")));
      case LARGE_PYTHON_BATCHES ->
          truth(
              List.of(down("python-functions", "spark\\.sql\\.execution\\.arrow\\.max.*")),
              List.of("executor-loss"));
      case REWRITTEN_ROWS -> truth(List.of(code("row-rewrite")));
      default -> throw unanswered(fault);
    };
  }

  private static GroundTruth ofMemory(Fault fault) {
    return switch (fault) {
      case OVERSIZED_HEAP ->
          truth(List.of(down("executor-memory", HEAP)), List.of("executor-cores"));
      case HEAP_NEARLY_FULL ->
          truth(
              List.of(
                  up("gc-pressure", HEAP), down("gc-pressure", CORES), up("task-failures", HEAP)),
              List.of("executor-cores"));
      case GARBAGE_IN_CODE -> truth(List.of(code("gc-pressure")));
      case HEAP_EXHAUSTED ->
          truth(
              List.of(
                  up("task-failures", HEAP),
                  up("executor-loss", HEAP),
                  up("executor-memory", HEAP)),
              List.of("gc-pressure", "executor-cores"));
      case TIGHT_OVERHEAD -> truth(List.of(up("memory-overhead", OVERHEAD)));
      case OVERSIZED_OFF_HEAP ->
          truth(List.of(down("off-heap", "spark\\.memory\\.offHeap\\.size")));
      case TIGHT_DRIVER_HEAP -> truth(List.of(up("driver-memory", DRIVER)));
      case OVERSIZED_DRIVER_HEAP -> truth(List.of(down("driver-memory", DRIVER)));
      case LARGE_RESULTS ->
          truth(List.of(any("driver-result-size")), List.of("driver-memory", "task-failures"));
      default -> throw unanswered(fault);
    };
  }

  private static GroundTruth ofReliability(Fault fault) {
    return switch (fault) {
      case NATIVE_MEMORY ->
          truth(List.of(up("executor-loss", OVERHEAD), up("memory-overhead", OVERHEAD)));
      case SPOT_LOSSES -> truth(List.of(any("executor-loss")), List.of("compute-platform"));
      case LOST_HEARTBEATS -> truth(List.of(code("executor-loss")));
      case BAD_RECORDS -> truth(List.of(code("task-failures")));
      case BAD_HOST -> truth(List.of(any("task-failures")));
      case FLAKY_FETCHES ->
          truth(List.of(up("task-failures", "spark\\.shuffle\\.io\\.maxRetries")));
      case SLOW_HOST -> truth(List.of(any("straggler")), SIZING);
      case FAILED_CAST -> truth(List.of(code(FAILED)));
      case SMALL_KRYO_BUFFER -> truth(List.of(up(FAILED, "spark\\.kryoserializer\\.buffer\\.max")));
      case LATE_BROADCAST -> truth(List.of(any(FAILED, "spark\\.sql\\.broadcastTimeout")));
      default -> throw unanswered(fault);
    };
  }

  private static GroundTruth ofCode(Fault fault) {
    return switch (fault) {
      case SMALL_FILES_READ ->
          truth(List.of(any("small-files")), with(SIZING, "tiny-tasks", "input-splits"));
      case SMALL_FILES_WRITTEN -> truth(List.of(any("small-files")));
      case TINY_TASKS -> truth(List.of(any("tiny-tasks")), with(SIZING, "shuffle-partitions"));
      case DRIVER_GAPS -> truth(List.of(any("driver-bound")), SIZING);
      case RECOMPUTED_RDD, RECOMPUTED_QUERY -> truth(List.of(code("recomputation")));
      case UNUSED_CACHE -> truth(List.of(code("cache-waste")));
      case MISSED_BROADCAST -> truth(List.of(up("broadcast", BROADCAST)));
      case GROWING_LINEAGE, GROWING_PLAN -> truth(List.of(code("growing-lineage")));
      default -> throw unanswered(fault);
    };
  }

  private static GroundTruth ofCluster(Fault fault) {
    return switch (fault) {
      case OVERSIZED_CLUSTER -> truth(List.of(down("executor-count", INSTANCES)));
      case UNDERSIZED_CLUSTER -> truth(List.of(up("executor-count", INSTANCES)));
      case HUGE_EXECUTORS -> truth(List.of(down("executor-cores", CORES)));
      case UNFIT_NODE -> truth(List.of(down("executor-cores", CORES)));
      case NARROW_REST ->
          truth(List.of(any("dynamic-allocation", "spark\\.dynamicAllocation\\.enabled")));
      case HIGH_FLOOR -> truth(List.of(down("dynamic-allocation", MIN_EXECUTORS)));
      case OVERSIZED_WORKERS -> truth(List.of(down("compute-platform", WORKERS)));
      case IDLE_WORKERS -> truth(List.of(down("compute-platform", AUTOTERMINATION)));
      case DATA_ON_FEW_HOSTS -> truth(List.of(any("locality-wait", "spark\\.locality\\.wait")));
      default -> throw unanswered(fault);
    };
  }

  private static IllegalArgumentException unanswered(Fault fault) {
    return new IllegalArgumentException("nobody said what the right advice for " + fault + " is");
  }

  private static GroundTruth truth(List<ExpectedAdvice> answers) {
    return truth(answers, List.of());
  }

  private static GroundTruth truth(List<ExpectedAdvice> answers, List<String> companions) {
    return new GroundTruth(answers.get(0).ruleId(), answers, companions);
  }

  private static List<String> with(List<String> some, String... more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return all;
  }
}

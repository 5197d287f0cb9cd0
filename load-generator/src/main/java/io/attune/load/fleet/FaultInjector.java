package io.attune.load.fleet;

/**
 * Injects a fault into a healthy application. A fault changes a cause (a setting, the data, the
 * code, the machines) and never a metric: its effects follow from the simulation.
 */
final class FaultInjector {
  private FaultInjector() {}

  /** Creates an application with a fault. */
  static Blueprint of(Fault fault, Dice dice, double size) {
    return switch (fault) {
      case TOO_MANY_SHUFFLE_PARTITIONS,
          TOO_MUCH_PARALLELISM,
          TOO_FEW_SHUFFLE_PARTITIONS,
          SPILLING_SHUFFLE,
          SPILLING_CODE,
          FINE_SPLITS,
          COARSE_SPLITS,
          UNSPLITTABLE_FILES,
          SKEWED_JOIN,
          SKEWED_JOIN_BELOW_THRESHOLD,
          SKEWED_AGGREGATION,
          SKEWED_RDD,
          UNFIT_PARTITIONS ->
          PartitionFaults.of(fault, dice, size);
      case OVERSIZED_HEAP,
          HEAP_NEARLY_FULL,
          GARBAGE_IN_CODE,
          HEAP_EXHAUSTED,
          TIGHT_OVERHEAD,
          OVERSIZED_OFF_HEAP,
          TIGHT_DRIVER_HEAP,
          OVERSIZED_DRIVER_HEAP,
          LARGE_RESULTS ->
          MemoryFaults.of(fault, dice, size);
      case NATIVE_MEMORY,
          SPOT_LOSSES,
          LOST_HEARTBEATS,
          BAD_RECORDS,
          BAD_HOST,
          FLAKY_FETCHES,
          SLOW_HOST ->
          ReliabilityFaults.of(fault, dice, size);
      case SMALL_FILES_READ,
          SMALL_FILES_WRITTEN,
          TINY_TASKS,
          DRIVER_GAPS,
          RECOMPUTED_RDD,
          RECOMPUTED_QUERY,
          UNUSED_CACHE,
          MISSED_BROADCAST ->
          CodeFaults.of(fault, dice, size);
      case OVERSIZED_CLUSTER,
          UNDERSIZED_CLUSTER,
          HUGE_EXECUTORS,
          UNFIT_NODE,
          NARROW_REST,
          HIGH_FLOOR,
          OVERSIZED_WORKERS,
          IDLE_WORKERS ->
          ClusterFaults.of(fault, dice, size);
    };
  }
}

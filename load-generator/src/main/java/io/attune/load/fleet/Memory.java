package io.attune.load.fleet;

/**
 * Memory of an executor during a stage, MiB: live heap, a task's execution memory, spill, and
 * garbage collection.
 *
 * <p>The cost of a collection is proportional to the live share L of the heap, and its frequency
 * inversely proportional to the free share 1 − L, so the share of time in collections grows with L
 * ÷ (1 − L).
 */
final class Memory {
  private static final double MIN_PAGE_MIB = 0.25;

  private Memory() {}

  /** Execution memory that a task needs for its bytes. */
  static double wantedMib(StagePlan stage, double bytesMib) {
    return stage.expansion <= 0 ? 0 : Math.max(MIN_PAGE_MIB, stage.expansion * bytesMib);
  }

  /** Live heap of an executor while all of its slots run the stage. */
  static double liveMib(Blueprint blueprint, StagePlan stage, Sizes sizes) {
    double task = wantedMib(stage, sizes.of(stage).meanMib());
    double managed = Math.min(task, blueprint.slotMib());
    int busy = Math.min(blueprint.cores, sizes.of(stage).partitions());
    return Blueprint.BASE_HEAP_MIB + blueprint.cacheMib + busy * (managed + stage.ownHeapMib);
  }

  /** Share of a task's run time spent in garbage collection. */
  static double collectionShare(Blueprint blueprint, double liveMib) {
    double live = Math.min(0.985, liveMib / blueprint.heapMib);
    double odds = live / (1 - live);
    double share = blueprint.collection * odds / (1 + blueprint.collection * odds);
    return Math.min(0.6, share);
  }

  /**
   * What {@link Blueprint#collection} has to be for a share of run time at a share of live heap.
   */
  static double collection(double share, double live) {
    return share / (1 - share) * (1 - live) / live;
  }

  /** Peak of the used heap, including garbage. */
  static double peakHeapMib(Blueprint blueprint, double liveMib) {
    double live = Math.min(blueprint.heapMib * 0.985, liveMib);
    double free = blueprint.heapMib - live;
    // A nearly full heap is collected only when it is full.
    double fill = live > 0.8 * blueprint.heapMib ? 0.97 : blueprint.garbageFill;
    return live + fill * free;
  }
}

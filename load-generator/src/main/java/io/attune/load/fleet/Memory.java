package io.attune.load.fleet;

/**
 * Memory of an executor while a stage runs, MiB: what lives on the heap, what of the managed memory
 * a task gets, what it spills, and what the collector takes.
 *
 * <p>The collector's share follows from what copying and marking cost: a collection costs in
 * proportion to what lives (L of the heap) and comes as often as allocation fills what is free (1 −
 * L), so its share grows with L ÷ (1 − L).
 */
final class Memory {
  private static final double MIN_PAGE_MIB = 0.25;

  private Memory() {}

  /** Managed memory that a task would take for its bytes. */
  static double wantedMib(StagePlan stage, double bytesMib) {
    return stage.expansion <= 0 ? 0 : Math.max(MIN_PAGE_MIB, stage.expansion * bytesMib);
  }

  /** What lives on an executor's heap while all of its slots are busy with the stage. */
  static double liveMib(Blueprint blueprint, StagePlan stage, Sizes sizes) {
    double task = wantedMib(stage, sizes.of(stage).meanMib());
    double managed = Math.min(task, blueprint.slotMib());
    int busy = Math.min(blueprint.cores, sizes.of(stage).partitions());
    return Blueprint.BASE_HEAP_MIB + blueprint.cacheMib + busy * (managed + stage.ownHeapMib);
  }

  /** Share of a task's time that collections take, of its run time. */
  static double collectionShare(Blueprint blueprint, double liveMib) {
    double live = Math.min(0.985, liveMib / blueprint.heapMib);
    double odds = live / (1 - live);
    double share = blueprint.collection * odds / (1 + blueprint.collection * odds);
    return Math.min(0.6, share);
  }

  /** The most that was used of the heap, garbage included: it fills up before it is collected. */
  static double peakHeapMib(Blueprint blueprint, double liveMib) {
    double live = Math.min(blueprint.heapMib * 0.985, liveMib);
    double free = blueprint.heapMib - live;
    // A heap that is nearly full is collected only when it is full.
    double fill = live > 0.8 * blueprint.heapMib ? 0.97 : blueprint.garbageFill;
    return live + fill * free;
  }
}

package io.attune.benchmarks.lab;

/**
 * What a run costs: lifetimes of its executors × (cores + their memory in cores' worth). Memory is
 * heap and overhead together.
 */
final class LabPrices {
  /** GiB-hours cost about a tenth of core-hours on platforms that price them apart. */
  private static final double GIB_HOUR = 0.11;

  private static final double LEAST_OVERHEAD_GIB = 0.375;
  private static final double OVERHEAD_SHARE = 0.10;

  private LabPrices() {}

  /** Cost of one run, in core-hours' worth. */
  static double cost(Measured run) {
    double heap = run.memoryMib() / 1024.0;
    double gib = heap + Math.max(LEAST_OVERHEAD_GIB, OVERHEAD_SHARE * heap);
    return run.executorMs() / 3_600_000.0 * (run.cores() + GIB_HOUR * gib);
  }
}

package io.attune.benchmarks.agent;

import java.util.Arrays;

/** Collects times of events; adding one allocates nothing. Not thread-safe. */
final class Times {
  private final long[] nanos;
  private int count;

  /**
   * Makes an empty collection.
   *
   * @param most so many times fit in
   */
  Times(int most) {
    this.nanos = new long[most];
  }

  void add(long time) {
    nanos[count++] = time;
  }

  /** What they were like. */
  Spread spread() {
    if (count == 0) {
      return Spread.NONE;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return new Spread(
        count,
        Arrays.stream(sorted).average().orElse(0),
        sorted[rank(0.5)],
        sorted[rank(0.99)],
        sorted[count - 1]);
  }

  private int rank(double quantile) {
    return Math.max(0, (int) Math.ceil(quantile * count) - 1);
  }
}

package io.attune.benchmarks.agent;

import java.util.Arrays;

/** Records times of events without allocation. Not thread-safe. */
final class TimeRecorder {
  private final long[] nanos;
  private int count;

  /**
   * Creates an empty recorder.
   *
   * @param most capacity
   */
  TimeRecorder(int most) {
    this.nanos = new long[most];
  }

  void add(long time) {
    nanos[count++] = time;
  }

  /** Returns their distribution. */
  TimeDistribution spread() {
    if (count == 0) {
      return TimeDistribution.NONE;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return new TimeDistribution(
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

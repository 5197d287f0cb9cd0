package io.attune.benchmarks.lab;

import java.util.Arrays;

/**
 * One quantity before and after a change.
 *
 * @param before median of the runs before
 * @param after median of the runs after
 * @param noise the larger of the two half ranges, each over its median; 0 when there is one run
 *     only
 * @param repeats runs on the side that has fewer
 */
record BeforeAndAfter(double before, double after, double noise, int repeats) {
  /** Compares two series of runs. */
  static BeforeAndAfter of(double[] before, double[] after) {
    if (before.length == 0 || after.length == 0) {
      throw new IllegalArgumentException("there is nothing to compare");
    }
    return new BeforeAndAfter(
        median(before),
        median(after),
        Math.max(halfRange(before), halfRange(after)),
        Math.min(before.length, after.length));
  }

  /** Change over the value before; -0.35 is 35 % less. */
  double change() {
    return before == 0 ? 0 : after / before - 1;
  }

  /** Whether it grew by more than the bar allows and noise explains. */
  boolean isWorseBeyond(double bar) {
    return change() > bar + noise;
  }

  /** The middle value, or the mean of the two in the middle. */
  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double halfRange(double[] values) {
    double middle = median(values);
    double range =
        Arrays.stream(values).max().orElseThrow() - Arrays.stream(values).min().orElseThrow();
    return middle == 0 ? 0 : range / 2 / middle;
  }
}

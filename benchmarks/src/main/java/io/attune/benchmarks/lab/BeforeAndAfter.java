package io.attune.benchmarks.lab;

import io.attune.benchmarks.harness.Median;
import java.util.Arrays;

/**
 * A measured quantity before and after a change.
 *
 * @param before median of the runs before
 * @param after median of the runs after
 * @param noise the larger of the two half ranges relative to their medians; 0 with a single run
 * @param repeats number of runs on the side with fewer
 */
record BeforeAndAfter(double before, double after, double noise, int repeats) {
  /** Compares two series of runs. */
  static BeforeAndAfter of(double[] before, double[] after) {
    if (before.length == 0 || after.length == 0) {
      throw new IllegalArgumentException("there are no runs to compare");
    }
    return new BeforeAndAfter(
        Median.of(before),
        Median.of(after),
        Math.max(halfRange(before), halfRange(after)),
        Math.min(before.length, after.length));
  }

  /** Relative change; -0.35 is 35 % less. */
  double change() {
    return before == 0 ? 0 : after / before - 1;
  }

  /** Whether it increased by more than the limit plus noise. */
  boolean isWorseBeyond(double bar) {
    return change() > bar + noise;
  }

  private static double halfRange(double[] values) {
    double middle = Median.of(values);
    double range =
        Arrays.stream(values).max().orElseThrow() - Arrays.stream(values).min().orElseThrow();
    return middle == 0 ? 0 : range / 2 / middle;
  }
}

package io.attune.advisor.statistics;

import java.util.Arrays;
import java.util.Comparator;

/** The value at which half of the weight lies on either side. */
public final class WeightedMedian {
  private WeightedMedian() {}

  /**
   * The weighted median; where a half falls between two values, their mean.
   *
   * @param values at least one
   * @param weights positive, as many as values
   */
  public static double of(double[] values, double[] weights) {
    if (values.length == 0 || values.length != weights.length) {
      throw new IllegalArgumentException(
          values.length + " values and " + weights.length + " weights have no median");
    }
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
    double half = Arrays.stream(weights).sum() / 2;
    double below = 0;
    for (int i = 0; i < order.length; i++) {
      below += weights[order[i]];
      if (Math.abs(below - half) <= 1e-12 * half && i + 1 < order.length) {
        return (values[order[i]] + values[order[i + 1]]) / 2;
      }
      if (below > half) {
        return values[order[i]];
      }
    }
    return values[order[order.length - 1]];
  }

  /** Weights of values in the order of time, the last 1, halving with so many values after it. */
  public static double[] decayed(int count, double halfLife) {
    double[] weights = new double[count];
    Arrays.setAll(weights, i -> Math.pow(0.5, (count - 1 - i) / halfLife));
    return weights;
  }
}

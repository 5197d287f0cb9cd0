package io.attune.advisor.prediction;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How the predictions for a workload have compared with what happened.
 *
 * @param factor decayed median of actual ÷ predicted: what a prediction is multiplied by
 * @param logQuantile80 distance, as |ln(actual ÷ calibrated prediction)|, within which four of five
 *     future runs are expected; empty with fewer runs than the claim takes
 * @param runs observations it rests on
 */
public record Calibration(double factor, OptionalDouble logQuantile80, int runs) {
  private static final double COVERAGE = 0.8;
  private static final Calibration NONE = new Calibration(1, OptionalDouble.empty(), 0);

  /** Checks the fields. */
  public Calibration {
    requireNonNull(logQuantile80, "logQuantile80 is null");
    if (!(factor > 0) || Double.isInfinite(factor) || runs < 0) {
      throw new IllegalArgumentException(
          "A calibration multiplies by a positive number, not by " + factor + ".");
    }
  }

  /**
   * A prediction beside what happened.
   *
   * @param predictedMs what was predicted, uncalibrated, milliseconds
   * @param actualMs what happened, milliseconds
   */
  public record Observed(double predictedMs, double actualMs) {
    boolean usable() {
      return predictedMs > 0
          && actualMs > 0
          && !Double.isInfinite(predictedMs)
          && !Double.isInfinite(actualMs);
    }
  }

  /** Nothing is known: predictions stand as they are. */
  public static Calibration none() {
    return NONE;
  }

  /**
   * Learns from past runs.
   *
   * <p>The factor is the weighted median of actual ÷ predicted, a run's weight halving with every
   * {@code halfLifeRuns} runs after it. The quantile is that of split conformal prediction: the ⌈(n
   * + 1) · 0.8⌉-th smallest distance of n, which exists from four runs on. Pairs without a positive
   * prediction and a positive time are ignored.
   *
   * @param newestLast pairs, the newest last
   * @param halfLifeRuns runs after which a pair counts half, above 0
   */
  public static Calibration of(List<Observed> newestLast, double halfLifeRuns) {
    if (!(halfLifeRuns > 0)) {
      throw new IllegalArgumentException("A half-life is above 0, not " + halfLifeRuns + ".");
    }
    List<Observed> usable = newestLast.stream().filter(Observed::usable).toList();
    if (usable.isEmpty()) {
      return NONE;
    }
    int n = usable.size();
    List<double[]> ratios = new ArrayList<>(n);
    double total = 0;
    for (int i = 0; i < n; i++) {
      double weight = StrictMath.pow(0.5, (n - 1 - i) / halfLifeRuns);
      total += weight;
      ratios.add(
          new double[] {
            StrictMath.log(usable.get(i).actualMs() / usable.get(i).predictedMs()), weight
          });
    }
    ratios.sort(Comparator.comparingDouble((double[] r) -> r[0]).thenComparingDouble(r -> r[1]));
    double center = weightedMedian(ratios, total);
    double[] distances = ratios.stream().mapToDouble(r -> Math.abs(r[0] - center)).toArray();
    Arrays.sort(distances);
    int rank = (int) Math.ceil((n + 1) * COVERAGE - 1e-9);
    OptionalDouble quantile =
        rank <= n ? OptionalDouble.of(distances[rank - 1]) : OptionalDouble.empty();
    return new Calibration(StrictMath.exp(center), quantile, n);
  }

  /** The mean of lower and upper weighted median, so that two equal runs meet in the middle. */
  private static double weightedMedian(List<double[]> sorted, double total) {
    double below = 0;
    for (int i = 0; i < sorted.size(); i++) {
      below += sorted.get(i)[1];
      if (Math.abs(below - total / 2) < 1e-12 * total && i + 1 < sorted.size()) {
        return (sorted.get(i)[0] + sorted.get(i + 1)[0]) / 2;
      }
      if (below > total / 2) {
        return sorted.get(i)[0];
      }
    }
    return sorted.get(sorted.size() - 1)[0];
  }
}

package io.attune.advisor.outcome;

import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.statistics.WeightedMedian;
import io.attune.advisor.table.RuleTable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * The workload's own noise: how far runs with the same settings lie apart for no reason that is
 * known. The scale is the median absolute deviation of the logarithm, made comparable with a
 * standard deviation (× 1.4826) and corrected for few values (Croux and Rousseeuw, 1992); newer
 * runs count more.
 */
public final class Noise {
  private static final double NORMAL = 1.4826;

  /** Croux and Rousseeuw's factors for 2 to 9 values; n ÷ (n − 0.8) for more. */
  private static final double[] FEW = {1.196, 1.495, 1.363, 1.206, 1.200, 1.140, 1.129, 1.107};

  private Noise() {}

  /**
   * Standard deviation of ln time, at equal input where time follows input; empty when too few runs
   * had the same settings.
   */
  public static OptionalDouble ofTime(WorkloadHistory history, RuleTable table) {
    return logScale(
        history.runs(), RunSummary::spanMs, InputEffect.of(history.runs(), table), table);
  }

  /**
   * Difference, as a share, that two runs with the same settings stay within 19 times of 20; empty
   * when too few runs had the same settings.
   */
  public static OptionalDouble betweenTwoRuns(WorkloadHistory history, RuleTable table) {
    OptionalDouble scale = ofTime(history, table);
    return scale.isEmpty() ? scale : OptionalDouble.of(band(scale.getAsDouble(), 1, 1, table));
  }

  /** Difference, as a share, between medians of so many runs that noise alone can make. */
  static double band(double logScale, int before, int after, RuleTable table) {
    double sigmas = table.number("outcomes.noise-sigmas");
    return Math.expm1(sigmas * logScale * Math.sqrt(1.0 / before + 1.0 / after));
  }

  static OptionalDouble logScale(
      List<RunSummary> runs,
      ToDoubleFunction<RunSummary> quantity,
      InputEffect effect,
      RuleTable table) {
    double exponent = effect.isKnown() ? effect.least() : 0;
    double halfLife = table.number("history.half-life-runs");
    List<Double> distances = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (List<RunSummary> group : SameSettings.groups(runs)) {
      List<RunSummary> known = group.stream().filter(r -> quantity.applyAsDouble(r) > 0).toList();
      if (known.size() < 2) {
        continue;
      }
      double[] logs =
          known.stream()
              .mapToDouble(
                  r ->
                      Math.log(quantity.applyAsDouble(r))
                          - (r.input() > 0 ? exponent * Math.log(r.input()) : 0))
              .toArray();
      double[] decayed =
          known.stream()
              .mapToDouble(r -> Math.pow(0.5, (runs.size() - 1 - runs.indexOf(r)) / halfLife))
              .toArray();
      double middle = WeightedMedian.of(logs, decayed);
      for (int i = 0; i < logs.length; i++) {
        distances.add(Math.abs(logs[i] - middle));
        weights.add(decayed[i]);
      }
    }
    int n = distances.size();
    if (n < table.number("outcomes.noise-min-runs")) {
      return OptionalDouble.empty();
    }
    double median =
        WeightedMedian.of(
            distances.stream().mapToDouble(Double::doubleValue).toArray(),
            weights.stream().mapToDouble(Double::doubleValue).toArray());
    double few = n < 10 ? FEW[n - 2] : n / (n - 0.8);
    return OptionalDouble.of(NORMAL * few * median);
  }
}

package io.attune.benchmarks.predict;

import io.attune.advisor.prediction.ClusterSize;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Accuracy of a method over trials at other sizes. Errors are |predicted ÷ actual − 1|.
 *
 * @param predictions number of predictions
 * @param median median error
 * @param p90 90th percentile of the errors
 * @param worst largest error
 * @param bias median signed error
 * @param regret mean regret over (application, trained size): how much more the chosen size costs
 *     than the best
 * @param worstRegret largest regret
 */
record Accuracy(
    int predictions,
    double median,
    double p90,
    double worst,
    double bias,
    double regret,
    double worstRegret) {
  /** Price of waiting for the result, in slots. */
  private static final double WAITING_SLOTS = 4;

  static Accuracy of(List<Trial> all, Method method) {
    List<Trial> trials = all.stream().filter(Trial::elsewhere).toList();
    double[] errors = trials.stream().mapToDouble(t -> Math.abs(t.error(method))).toArray();
    double[] signed = trials.stream().mapToDouble(t -> t.error(method)).toArray();
    Arrays.sort(errors);
    Arrays.sort(signed);
    double[] regrets = regrets(all, method);
    return new Accuracy(
        errors.length,
        quantile(errors, 0.5),
        quantile(errors, 0.9),
        quantile(errors, 1),
        quantile(signed, 0.5),
        Arrays.stream(regrets).average().orElse(Double.NaN),
        Arrays.stream(regrets).max().orElse(Double.NaN));
  }

  /** Quantile by nearest rank, ⌈q · n⌉. */
  private static double quantile(double[] sorted, double q) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.max(0, (int) Math.ceil(q * sorted.length) - 1)];
  }

  /**
   * Regret for each trained run: the actual price of the size chosen by the predictions relative to
   * that of the best size, if waiting costs as much as {@value #WAITING_SLOTS} slots.
   */
  private static double[] regrets(List<Trial> trials, Method method) {
    Map<String, List<Trial>> choices = new LinkedHashMap<>();
    for (Trial trial : trials) {
      choices
          .computeIfAbsent(
              trial.application() + " " + trial.trained(), k -> new java.util.ArrayList<>())
          .add(trial);
    }
    return choices.values().stream().mapToDouble(choice -> regret(choice, method)).toArray();
  }

  private static double regret(List<Trial> choice, Method method) {
    double best = Double.MAX_VALUE;
    double promised = Double.MAX_VALUE;
    double paid = Double.NaN;
    for (Trial trial : choice) {
      best = Math.min(best, price(trial.asked(), trial.actualMs()));
      double price = price(trial.asked(), trial.spans().get(method));
      if (price < promised) {
        promised = price;
        paid = price(trial.asked(), trial.actualMs());
      }
    }
    return paid / best - 1;
  }

  private static double price(ClusterSize size, double spanMs) {
    return spanMs * (WAITING_SLOTS + size.slots());
  }
}

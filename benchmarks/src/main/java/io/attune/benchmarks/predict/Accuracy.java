package io.attune.benchmarks.predict;

import io.attune.advisor.prediction.ClusterSize;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How good a method is over a set of trials at other sizes. Errors are |predicted ÷ actual − 1|.
 *
 * @param predictions how many
 * @param median of the errors
 * @param p90 of the errors
 * @param worst of the errors
 * @param bias median of the signed errors
 * @param regret mean over (application, trained size) of what the chosen size costs more than the
 *     best
 * @param worstRegret the largest of those
 */
record Accuracy(
    int predictions,
    double median,
    double p90,
    double worst,
    double bias,
    double regret,
    double worstRegret) {
  /** Slots that cost as much as the waiting for the result. */
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

  /** Value of rank ⌈q · n⌉. */
  private static double quantile(double[] sorted, double q) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.max(0, (int) Math.ceil(q * sorted.length) - 1)];
  }

  /**
   * For each run looked at: the size that a user would choose by the predictions, when the time of
   * waiting is worth {@value #WAITING_SLOTS} slots, and what it really costs beside the best one.
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

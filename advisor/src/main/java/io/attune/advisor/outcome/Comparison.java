package io.attune.advisor.outcome;

import io.attune.advisor.history.RunSummary;
import io.attune.advisor.statistics.WeightedMedian;
import io.attune.advisor.table.RuleTable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * Runs after a change beside runs before it, in one quantity, at the input of the newest.
 *
 * <p>c(e) = median after of q ÷ input<sup>e</sup> over the decayed median before of the same, minus
 * 1, for the exponents that are possible. Where it is not known whether time follows input, {@code
 * low} and {@code high} are as far apart as that ignorance makes them.
 *
 * @param low change as a share, at least
 * @param high change as a share, at most
 * @param band difference that noise alone can make, as a share
 * @param noise whether the band comes from the workload's own runs, rather than being assumed
 * @param actual the newest run's
 * @param inputRatio input of the newest run over that of the runs before; empty when unknown
 * @param before runs before
 * @param after runs after
 */
record Comparison(
    double low,
    double high,
    double band,
    boolean noise,
    double actual,
    OptionalDouble inputRatio,
    int before,
    int after) {

  /** Compares; empty when the runs cannot be compared in this quantity. */
  static Optional<Comparison> of(
      List<RunSummary> before,
      List<RunSummary> after,
      List<RunSummary> all,
      ToDoubleFunction<RunSummary> quantity,
      RuleTable table) {
    List<RunSummary> baseline = usable(before, quantity);
    List<RunSummary> changed = usable(after, quantity);
    if (baseline.isEmpty() || changed.isEmpty()) {
      return Optional.empty();
    }
    boolean inputsKnown =
        baseline.stream().allMatch(r -> r.input() > 0)
            && changed.stream().allMatch(r -> r.input() > 0);
    InputEffect effect = inputsKnown ? InputEffect.of(all, table) : InputEffect.NONE;
    double halfLife = table.number("history.half-life-runs");
    double least = change(baseline, changed, quantity, effect.least(), halfLife);
    double most = change(baseline, changed, quantity, effect.most(), halfLife);
    // The change is monotone in the exponent only for one input ratio, so 1 is looked at as well.
    double one = effect.isKnown() ? least : change(baseline, changed, quantity, 1, halfLife);
    OptionalDouble scale = Noise.logScale(all, quantity, effect, table);
    double band =
        scale.isPresent()
            ? Noise.band(scale.getAsDouble(), baseline.size(), changed.size(), table)
            : table.number("outcomes.assumed-noise");
    RunSummary newest = changed.get(changed.size() - 1);
    OptionalDouble ratio =
        inputsKnown
            ? OptionalDouble.of(
                newest.input() / Math.exp(middle(baseline, r -> r.input(), halfLife)))
            : OptionalDouble.empty();
    return Optional.of(
        new Comparison(
            Math.min(one, Math.min(least, most)),
            Math.max(one, Math.max(least, most)),
            band,
            scale.isPresent(),
            quantity.applyAsDouble(newest),
            ratio,
            baseline.size(),
            changed.size()));
  }

  private static List<RunSummary> usable(
      List<RunSummary> runs, ToDoubleFunction<RunSummary> quantity) {
    return runs.stream()
        .filter(run -> SameSettings.isComparable(run) && quantity.applyAsDouble(run) > 0)
        .toList();
  }

  private static double change(
      List<RunSummary> before,
      List<RunSummary> after,
      ToDoubleFunction<RunSummary> quantity,
      double exponent,
      double halfLife) {
    ToDoubleFunction<RunSummary> adjusted =
        run -> quantity.applyAsDouble(run) / (exponent == 0 ? 1 : Math.pow(run.input(), exponent));
    return Math.expm1(middle(after, adjusted, halfLife) - middle(before, adjusted, halfLife));
  }

  /** Decayed median of the logarithm. */
  private static double middle(
      List<RunSummary> runs, ToDoubleFunction<RunSummary> quantity, double halfLife) {
    return WeightedMedian.of(
        runs.stream().mapToDouble(run -> Math.log(quantity.applyAsDouble(run))).toArray(),
        WeightedMedian.decayed(runs.size(), halfLife));
  }

  /** The change that can be claimed: the end nearer to none, none where the ends disagree. */
  double change() {
    return low > 0 ? low : Math.min(high, 0);
  }

  /** What the newest run would have been without the change. */
  double without() {
    return actual / (1 + change());
  }

  /** Saving as a share that is certain, whatever the exponent: negative when it is a loss. */
  double sureGain() {
    return -high;
  }

  /** Saving as a share that is possible. */
  double possibleGain() {
    return -low;
  }

  /** Loss as a share that is certain. */
  double sureLoss() {
    return low;
  }
}

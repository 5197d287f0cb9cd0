package io.attune.advisor.sizing;

import io.attune.schemas.Change;
import io.attune.schemas.ImpactBasis;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * What a change brings, by two replays of one run: without it and with it. Both are scaled by how
 * long the run really took against its own replay, so that an error that they share falls out.
 *
 * @param time change of the wall time, milliseconds
 * @param cost change of the cost of a run
 * @param timeShare time saved as a share of the time before; negative when it takes longer
 * @param costShare cost saved as a share of the cost before
 */
public record Gain(Change time, Change cost, double timeShare, double costShare) {
  private static final MathContext DIGITS = new MathContext(6);

  /**
   * From one to the other.
   *
   * @param scale real time ÷ replayed time
   * @param basis what the expected change rests on
   */
  static Gain between(Priced before, Priced after, double scale, ImpactBasis basis) {
    double was = before.prediction().spanMs() * scale;
    double wasCost = before.amount() * scale;
    Change time =
        new Change(
            (double) Math.round(after.spanMs() * scale - was),
            (double) Math.round(after.prediction().intervalLowMs() * scale - was),
            (double) Math.round(after.prediction().intervalHighMs() * scale - was),
            "ms",
            basis);
    Change cost =
        new Change(
            rounded(after.amount() * scale - wasCost),
            rounded(after.amountAt(after.prediction().intervalLowMs()) * scale - wasCost),
            rounded(after.amountAt(after.prediction().intervalHighMs()) * scale - wasCost),
            after.cost().unit(),
            basis);
    return new Gain(
        time,
        cost,
        before.spanMs() == 0 ? 0 : 1 - (double) after.spanMs() / before.spanMs(),
        before.amount() == 0 ? 0 : 1 - after.amount() / before.amount());
  }

  /** Six digits say all that is known, and do not depend on the order of an addition. */
  static double rounded(double amount) {
    return new BigDecimal(amount).round(DIGITS).doubleValue();
  }

  /** Whether it saves at least such a share of time or of cost. */
  public boolean saves(double share) {
    return timeShare >= share || costShare >= share;
  }
}

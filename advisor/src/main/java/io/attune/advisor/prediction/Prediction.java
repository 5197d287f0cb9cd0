package io.attune.advisor.prediction;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.ImpactBasis;

/**
 * What a run would take on another cluster. All times in milliseconds.
 *
 * @param size the cluster; under dynamic allocation the cluster at its largest
 * @param durationMs application start to end
 * @param spanMs first job start to last job end, calibrated
 * @param lowerBoundMs Graham's lower bound of the span, not calibrated
 * @param upperBoundMs Graham's upper bound of the span, not calibrated
 * @param intervalLowMs lower end of the 80 % interval of the span
 * @param intervalHighMs upper end of the 80 % interval of the span
 * @param basis {@code REPLAY} where the workload's history or the prediction lab gives the
 *     interval; {@code BOUND} where the run has not ended, or too many of its tasks are missing,
 *     and the interval is only the two bounds
 * @param busySlotMs time that tasks hold slots, summed over slots
 * @param executorMs lifetimes of the executors, summed
 */
public record Prediction(
    ClusterSize size,
    long durationMs,
    long spanMs,
    long lowerBoundMs,
    long upperBoundMs,
    long intervalLowMs,
    long intervalHighMs,
    ImpactBasis basis,
    long busySlotMs,
    long executorMs) {
  /** Checks the fields. */
  public Prediction {
    requireNonNull(size, "size is null");
    requireNonNull(basis, "basis is null");
  }

  /**
   * The same for a run that takes so much longer between its first and its last job.
   *
   * @param factor above 0
   */
  public Prediction times(double factor) {
    long span = Math.round(spanMs * factor);
    return new Prediction(
        size,
        durationMs - spanMs + span,
        span,
        Math.round(lowerBoundMs * factor),
        Math.round(upperBoundMs * factor),
        Math.round(intervalLowMs * factor),
        Math.round(intervalHighMs * factor),
        basis,
        Math.round(busySlotMs * factor),
        Math.max(0, executorMs + Math.round((factor - 1) * executorMs * share())));
  }

  /** The same with an interval that holds another one as well. */
  Prediction holding(Prediction other) {
    return with(
        spanMs,
        Math.min(intervalLowMs, other.intervalLowMs),
        Math.max(intervalHighMs, other.intervalHighMs));
  }

  /**
   * The same, taking no less than something that is known to have taken so long.
   *
   * @param leastMs milliseconds
   */
  public Prediction atLeast(long leastMs) {
    return spanMs >= leastMs
        ? this
        : with(leastMs, Math.max(intervalLowMs, leastMs), Math.max(intervalHighMs, leastMs));
  }

  private Prediction with(long span, long low, long high) {
    return new Prediction(
        size,
        durationMs + span - spanMs,
        span,
        lowerBoundMs,
        Math.max(upperBoundMs, span),
        low,
        high,
        basis,
        busySlotMs,
        executorMs + (span - spanMs) * size.executors());
  }

  /** What the span is of the whole run. */
  private double share() {
    return durationMs <= 0 ? 1 : (double) spanMs / durationMs;
  }
}

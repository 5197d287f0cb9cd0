package io.attune.advisor.sizing;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.cost.Cost;
import io.attune.advisor.prediction.ClusterSize;
import io.attune.advisor.prediction.Prediction;

/**
 * What a run would take and what it would cost.
 *
 * @param prediction time
 * @param cost cost
 */
public record Priced(Prediction prediction, Cost cost) {
  /** Checks the fields. */
  public Priced {
    requireNonNull(prediction, "prediction is null");
    requireNonNull(cost, "cost is null");
  }

  /** The cluster. */
  public ClusterSize size() {
    return prediction.size();
  }

  /** Executors. */
  public int executors() {
    return prediction.size().executors();
  }

  /** First job start to last job end, milliseconds. */
  public long spanMs() {
    return prediction.spanMs();
  }

  /** Cost of the run. */
  public double amount() {
    return cost.amount();
  }

  /** Cost at another span of the same cluster: executors and driver are paid for so much longer. */
  double amountAt(long spanMs) {
    double duration = Math.max(1, prediction.durationMs());
    return cost.amount() * Math.max(0, duration + spanMs - prediction.spanMs()) / duration;
  }
}

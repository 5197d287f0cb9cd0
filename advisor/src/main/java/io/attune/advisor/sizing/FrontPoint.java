package io.attune.advisor.sizing;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * One size of the cluster on the front of time and cost.
 *
 * @param asItRan time and cost of the run as it was
 * @param advised the same with what is advised about partitions and memory made; empty where that
 *     changes nothing
 * @param current whether it is the size of the run itself
 * @param chosen whether it is the size that is advised
 */
public record FrontPoint(
    Priced asItRan, Optional<Priced> advised, boolean current, boolean chosen) {
  /** Checks the fields. */
  public FrontPoint {
    requireNonNull(asItRan, "asItRan is null");
    requireNonNull(advised, "advised is null");
  }

  /** With the advice, whether or not it changes anything. */
  public Priced withAdvice() {
    return advised.orElse(asItRan);
  }

  /** The same, not chosen. */
  public FrontPoint notChosen() {
    return chosenIf(false);
  }

  FrontPoint chosenIf(boolean isChosen) {
    return chosen == isChosen ? this : new FrontPoint(asItRan, advised, current, isChosen);
  }
}

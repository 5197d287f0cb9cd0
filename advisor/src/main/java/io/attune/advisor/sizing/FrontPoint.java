package io.attune.advisor.sizing;

import static java.util.Objects.requireNonNull;

/**
 * One size of the cluster on the front of time and cost.
 *
 * @param priced time and cost
 * @param current whether it is the size of the run itself
 * @param chosen whether it is the size that the objective chooses
 */
public record FrontPoint(Priced priced, boolean current, boolean chosen) {
  /** Checks the fields. */
  public FrontPoint {
    requireNonNull(priced, "priced is null");
  }
}

package io.attune.advisor.sizing;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/**
 * What bounds the choice of a size.
 *
 * @param leastExecutors executors that are needed whatever the time: to serve shuffles, to hold
 *     what is cached
 * @param referenceSpanMs the span that "today" means, milliseconds; it does not creep up when each
 *     of many runs is chosen a little slower than the one before
 * @param heldExecutors executors that were advised after the last run and stay chosen while they
 *     are about as good; empty for none
 */
public record Limits(int leastExecutors, double referenceSpanMs, OptionalInt heldExecutors) {
  /** Without a size that was advised before. */
  public Limits(int leastExecutors, double referenceSpanMs) {
    this(leastExecutors, referenceSpanMs, OptionalInt.empty());
  }

  /** Checks the numbers. */
  public Limits {
    requireNonNull(heldExecutors, "heldExecutors is null");
    if (leastExecutors < 1 || !(referenceSpanMs >= 0)) {
      throw new IllegalArgumentException(
          "A cluster has at least 1 executor and a span of 0 or more, not "
              + leastExecutors
              + " and "
              + referenceSpanMs
              + ".");
    }
  }
}

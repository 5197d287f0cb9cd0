package io.attune.advisor.sizing;

/**
 * What bounds the choice of a size.
 *
 * @param leastExecutors executors that are needed whatever the time: to serve shuffles, to hold
 *     what is cached
 * @param referenceSpanMs the span that "today" means, milliseconds; it does not creep up when each
 *     of many runs is chosen a little slower than the one before
 */
public record Limits(int leastExecutors, double referenceSpanMs) {
  /** Checks the numbers. */
  public Limits {
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

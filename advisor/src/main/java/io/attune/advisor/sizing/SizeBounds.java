package io.attune.advisor.sizing;

import static java.util.Objects.requireNonNull;

import java.util.List;
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
 * @param partitions numbers of partitions that are advised, which a size has to suit
 */
public record SizeBounds(
    int leastExecutors, double referenceSpanMs, OptionalInt heldExecutors, List<Long> partitions) {
  /** A second wave of less than half of the slots is a wave for a few. */
  private static final double SECOND_WAVE = 1.5;

  /** Without a size that was advised before. */
  public SizeBounds(int leastExecutors, double referenceSpanMs) {
    this(leastExecutors, referenceSpanMs, OptionalInt.empty(), List.of());
  }

  /**
   * Whether the partitions that are advised suit so many slots: 4 partitions on 3 slots are two
   * waves, the second for one of them.
   */
  public boolean suits(int slots) {
    return partitions.stream().allMatch(n -> n <= slots || n >= SECOND_WAVE * slots);
  }

  /** Checks the numbers. */
  public SizeBounds {
    requireNonNull(heldExecutors, "heldExecutors is null");
    partitions = List.copyOf(partitions);
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

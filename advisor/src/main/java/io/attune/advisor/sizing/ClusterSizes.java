package io.attune.advisor.sizing;

import io.attune.advisor.prediction.ClusterSize;
import java.util.List;
import java.util.TreeSet;

/** Which sizes of a cluster are worth a look. */
public final class ClusterSizes {
  private static final double[] SHARES = {
    0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1, 1.25, 1.5, 2, 3, 4
  };

  private ClusterSizes() {}

  /**
   * Numbers of executors (of cores, in local mode) from an eighth of what there is up to some times
   * as many, the smallest first.
   *
   * @param most highest multiple
   */
  static List<Integer> around(int whole, double most) {
    TreeSet<Integer> counts = new TreeSet<>();
    for (double share : SHARES) {
      if (share <= most) {
        counts.add((int) Math.max(1, Math.round(whole * share)));
      }
    }
    return List.copyOf(counts);
  }

  /** The same executors, so many of them. */
  static ClusterSize withExecutors(ClusterSize size, int executors) {
    return new ClusterSize(executors, size.coresPerExecutor(), size.taskCpus());
  }

  /** One executor with so many slots, as in local mode. */
  static ClusterSize local(ClusterSize like, int slots) {
    return new ClusterSize(1, slots * like.taskCpus(), like.taskCpus());
  }

  /**
   * A cluster of exactly so many slots: executors as large as they are now where that divides, else
   * the largest that do.
   *
   * @param slots at least 1
   */
  public static ClusterSize ofSlots(ClusterSize like, int slots) {
    int each = Math.max(1, Math.min(slots, like.slotsPerExecutor()));
    if (each == like.slotsPerExecutor() && slots % each == 0) {
      return withExecutors(like, slots / each);
    }
    while (slots % each != 0) {
      each--;
    }
    return new ClusterSize(slots / each, each * like.taskCpus(), like.taskCpus());
  }
}

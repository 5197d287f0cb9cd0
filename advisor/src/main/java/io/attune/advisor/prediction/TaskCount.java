package io.attune.advisor.prediction;

import java.util.function.LongToDoubleFunction;

/** What decides how many tasks a stage has. */
interface TaskCount {
  /** The number is written into the program or its settings. */
  TaskCount FIXED = (tasks, parallelism) -> tasks;

  /**
   * So many tasks for each core, as in the run.
   *
   * @param before default parallelism of the run
   */
  static TaskCount following(long before) {
    return (tasks, parallelism) ->
        Math.max(1, Math.round((double) tasks * parallelism / Math.max(1, before)));
  }

  /**
   * What one run cannot tell apart: a number that follows the cluster and one that stands in the
   * program look the same at one size.
   *
   * @param likely the reading that a prediction follows
   * @param other the reading that its interval holds as well
   */
  record Undecided(TaskCount likely, TaskCount other) implements TaskCount {
    @Override
    public long on(long tasks, long parallelism) {
      return likely.on(tasks, parallelism);
    }

    @Override
    public TaskCount decided(boolean following) {
      return following == (likely == FIXED) ? other : likely;
    }
  }

  /** The other reading; itself where there is none. */
  default TaskCount other() {
    return this;
  }

  /**
   * One of the two readings; itself where there is only one.
   *
   * @param following the one that follows the cluster
   */
  default TaskCount decided(boolean following) {
    return this;
  }

  /**
   * Tasks on another cluster.
   *
   * @param tasks tasks in the run
   * @param parallelism Spark's default parallelism there
   */
  long on(long tasks, long parallelism);

  /**
   * A scan of files: pieces of {@code min(maxBytes, max(openCost, total ÷ parallelism))}, the count
   * in proportion to what it was.
   *
   * @param totalBytes bytes of all files, the cost of opening them included
   * @param maxBytes {@code spark.sql.files.maxPartitionBytes}
   * @param openCost {@code spark.sql.files.openCostInBytes}
   * @param before default parallelism of the run
   */
  static TaskCount splits(double totalBytes, double maxBytes, double openCost, long before) {
    double piece = Math.min(maxBytes, Math.max(openCost, totalBytes / before));
    return (tasks, parallelism) -> {
      double other = Math.min(maxBytes, Math.max(openCost, totalBytes / parallelism));
      return Math.max(1, Math.round(tasks * piece / other));
    };
  }

  /**
   * A shuffle whose partitions adaptive execution coalesces while keeping parallelism: neighbours
   * are put together, whole, up to {@code min(advisory, max(least, total ÷ parallelism))}. Where
   * they are uneven, small ones fill what even ones would leave; fewer tasks than even partitions
   * make show it, and then the count goes with the size alone. In proportion to what it was.
   *
   * @param partitions partitions before coalescing
   * @param totalBytes bytes of the shuffle
   * @param advisory {@code spark.sql.adaptive.advisoryPartitionSizeInBytes}
   * @param least {@code spark.sql.adaptive.coalescePartitions.minPartitionSize}
   * @param before default parallelism of the run
   */
  static TaskCount coalesced(
      long partitions, double totalBytes, double advisory, double least, long before) {
    LongToDoubleFunction filled =
        parallelism ->
            Math.min(
                partitions,
                totalBytes / Math.min(advisory, Math.max(least, totalBytes / parallelism)));
    LongToDoubleFunction whole =
        parallelism -> {
          long together = (long) (partitions / filled.applyAsDouble(parallelism) + 1e-6);
          return (partitions + together - 1) / together;
        };
    return (tasks, parallelism) -> {
      LongToDoubleFunction made = tasks < whole.applyAsDouble(before) ? filled : whole;
      double there =
          tasks * made.applyAsDouble(parallelism) / Math.max(1, made.applyAsDouble(before));
      return Math.max(1, Math.min(partitions, Math.round(there)));
    };
  }
}

package io.attune.advisor.prediction;

/**
 * A cluster under dynamic allocation.
 *
 * @param minExecutors executors kept when there is nothing to do, at least 0
 * @param initialExecutors executors asked for at the start, from min to max
 * @param maxExecutors most executors, at least 1
 * @param coresPerExecutor cores of each, at least {@code taskCpus}
 * @param taskCpus {@code spark.task.cpus}, at least 1
 * @param idleTimeoutMs time without a task after which an executor goes, milliseconds
 * @param executorStartMs time from asking for an executor to its first task, milliseconds
 */
public record DynamicSize(
    int minExecutors,
    int initialExecutors,
    int maxExecutors,
    int coresPerExecutor,
    int taskCpus,
    long idleTimeoutMs,
    long executorStartMs) {
  /** Checks the numbers. */
  public DynamicSize {
    if (minExecutors < 0
        || initialExecutors < minExecutors
        || maxExecutors < Math.max(1, initialExecutors)
        || taskCpus < 1
        || coresPerExecutor < taskCpus
        || idleTimeoutMs < 0
        || executorStartMs < 0) {
      throw new IllegalArgumentException(
          "Dynamic allocation needs 0 <= min <= initial <= max and room for a task on an executor,"
              + " not "
              + minExecutors
              + ", "
              + initialExecutors
              + ", "
              + maxExecutors
              + " with "
              + coresPerExecutor
              + " cores for tasks of "
              + taskCpus
              + ".");
    }
  }

  /** The cluster at its largest. */
  public ClusterSize largest() {
    return new ClusterSize(maxExecutors, coresPerExecutor, taskCpus);
  }
}

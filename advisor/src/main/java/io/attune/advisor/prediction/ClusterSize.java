package io.attune.advisor.prediction;

/**
 * A fixed cluster: so many equal executors from the beginning to the end.
 *
 * @param executors executors, at least 1
 * @param coresPerExecutor cores of each, at least {@code taskCpus}
 * @param taskCpus {@code spark.task.cpus}, at least 1
 */
public record ClusterSize(int executors, int coresPerExecutor, int taskCpus) {
  /** Checks the numbers. */
  public ClusterSize {
    if (executors < 1 || taskCpus < 1 || coresPerExecutor < taskCpus) {
      throw new IllegalArgumentException(
          "A cluster needs an executor and room for a task on it, not "
              + executors
              + " executors with "
              + coresPerExecutor
              + " cores for tasks of "
              + taskCpus
              + ".");
    }
  }

  /** Tasks that run at once on one executor. */
  public int slotsPerExecutor() {
    return coresPerExecutor / taskCpus;
  }

  /** Tasks that run at once. */
  public int slots() {
    return (int) Math.min(Integer.MAX_VALUE, (long) executors * slotsPerExecutor());
  }
}

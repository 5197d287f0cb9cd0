package io.attune.samples;

/**
 * A {@code local-cluster}, or local mode.
 *
 * @param executors executor processes; 0 for local mode, in which the driver runs the tasks
 * @param cores task slots per executor
 * @param memoryMib heap per executor, MiB
 */
public record LocalCluster(int executors, int cores, int memoryMib) {
  /** Local mode with so many threads and a driver of 512 MiB. */
  static LocalCluster local(int threads) {
    return new LocalCluster(0, threads, 512);
  }

  /**
   * The master URL.
   *
   * @return the value for {@code spark-submit --master}
   */
  public String master() {
    return executors == 0
        ? "local[" + cores + "]"
        : "local-cluster[" + executors + "," + cores + "," + memoryMib + "]";
  }
}

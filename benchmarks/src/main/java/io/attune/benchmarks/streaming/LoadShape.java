package io.attune.benchmarks.streaming;

/**
 * Size of a load.
 *
 * @param applications number of applications
 * @param live number of concurrent applications
 * @param stages consecutive stages per application
 * @param tasks tasks per stage
 * @param partitions partitions per input topic
 */
record LoadShape(int applications, int live, int stages, int tasks, int partitions) {
  LoadShape {
    if (applications < 1 || live < 1 || stages < 1 || tasks < 1 || partitions < 1) {
      throw new IllegalArgumentException("every size of a load has to be at least 1");
    }
  }

  /** Total number of task events. */
  long taskEvents() {
    return (long) applications * stages * tasks;
  }

  @Override
  public String toString() {
    return String.format(
        java.util.Locale.ROOT,
        "%,d applications (%,d at a time) x %,d stages x %,d tasks, %d partitions",
        applications,
        Math.min(live, applications),
        stages,
        tasks,
        partitions);
  }
}

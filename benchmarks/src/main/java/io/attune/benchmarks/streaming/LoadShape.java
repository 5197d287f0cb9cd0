package io.attune.benchmarks.streaming;

/**
 * Size of a load.
 *
 * @param applications number of applications
 * @param live number of concurrent applications
 * @param stages consecutive stages per application
 * @param tasks tasks per stage
 * @param partitions partitions per input topic
 * @param units job groups to which the jobs of an application belong in turn; 1: none is named
 */
record LoadShape(int applications, int live, int stages, int tasks, int partitions, int units) {
  LoadShape {
    int least = Math.min(Math.min(applications, live), Math.min(stages, tasks));
    if (Math.min(least, Math.min(partitions, units)) < 1) {
      throw new IllegalArgumentException("every size of a load has to be at least 1");
    }
  }

  /** Applications of one unit. */
  LoadShape(int applications, int live, int stages, int tasks, int partitions) {
    this(applications, live, stages, tasks, partitions, 1);
  }

  /** The same with so many units an application. */
  LoadShape withUnits(int wanted) {
    return new LoadShape(applications, live, stages, tasks, partitions, wanted);
  }

  /** Total number of task events. */
  long taskEvents() {
    return (long) applications * stages * tasks;
  }

  @Override
  public String toString() {
    return String.format(
        java.util.Locale.ROOT,
        "%,d applications (%,d at a time) x %,d stages x %,d tasks, %d partitions%s",
        applications,
        Math.min(live, applications),
        stages,
        tasks,
        partitions,
        units == 1 ? "" : ", " + units + " units each");
  }
}

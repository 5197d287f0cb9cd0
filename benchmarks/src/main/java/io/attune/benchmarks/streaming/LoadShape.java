package io.attune.benchmarks.streaming;

/**
 * How much of what a load consists of.
 *
 * @param applications applications in all
 * @param live how many of them run at the same time
 * @param stages stages of each, one after the other
 * @param tasks tasks of each stage
 * @param partitions partitions of each input topic
 */
record LoadShape(int applications, int live, int stages, int tasks, int partitions) {
  LoadShape {
    if (applications < 1 || live < 1 || stages < 1 || tasks < 1 || partitions < 1) {
      throw new IllegalArgumentException("every size of a load has to be at least 1");
    }
  }

  /** Task events in all. */
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

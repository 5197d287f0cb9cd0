package io.attune.benchmarks.streaming;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The full topology, as in {@code attune serve} without HTTP. */
final class AttuneSubject implements MeasuredProgram {
  private final String name;
  private final LoadCluster cluster;
  private final LoadCluster.Load load;
  private final Path scratch;
  private final Map<String, String> settings;
  private long pending;

  /**
   * @param settings settings that differ from the defaults
   */
  AttuneSubject(
      String name,
      LoadCluster cluster,
      LoadCluster.Load load,
      Path scratch,
      Map<String, String> settings) {
    this.name = name;
    this.cluster = cluster;
    this.load = load;
    this.scratch = scratch;
    this.settings = Map.copyOf(settings);
  }

  @Override
  public String name() {
    return name;
  }

  /** Under load, advice is limited to a share of the time and done later. */
  @Override
  public String remark() {
    return String.format(", %,d applications not assessed at the end", pending);
  }

  @Override
  public Pass run() throws IOException, InterruptedException {
    try (RunningAttune attune = new RunningAttune(cluster, load, scratch, settings)) {
      long wanted = load.shape().taskEvents();
      RunningAttune.TaskTimer watch = attune.timeTasks(wanted);
      attune.start();
      Pass pass = watch.pass();
      pending = attune.pending();
      if (attune.duplicates() > 0 || attune.events("task-metrics") != wanted) {
        throw new IOException(
            String.format(
                "%s counted %,d of %,d tasks, %,d of them twice",
                name, attune.events("task-metrics"), wanted, attune.duplicates()));
      }
      return pass.withResults(attune.published());
    }
  }
}

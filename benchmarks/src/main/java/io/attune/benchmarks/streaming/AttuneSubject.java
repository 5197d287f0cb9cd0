package io.attune.benchmarks.streaming;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The full topology, as {@code attune serve} runs it, but for HTTP. */
final class AttuneSubject implements Subject {
  private final String name;
  private final LoadCluster cluster;
  private final LoadCluster.Load load;
  private final Path scratch;
  private final Map<String, String> settings;
  private long pending;

  /**
   * @param settings of Attune, beyond its defaults
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

  /** While events wait advice takes a share of the time only; what is left of it comes after. */
  @Override
  public String remark() {
    return String.format(", %,d applications still to be judged at the end", pending);
  }

  @Override
  public Pass run() throws IOException, InterruptedException {
    try (RunningAttune attune = new RunningAttune(cluster, load, scratch, settings)) {
      long wanted = load.shape().taskEvents();
      RunningAttune.Stopwatch watch = attune.timeTasks(wanted);
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

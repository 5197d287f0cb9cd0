package io.attune.benchmarks.streaming;

import io.attune.streams.AttuneConfig;
import io.attune.streams.AttuneStreams;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The full topology, as {@code attune serve} runs it, but for HTTP. */
final class AttuneSubject implements Subject {
  private static final AtomicInteger RUNS = new AtomicInteger();
  private static final long LOOK_NANOS = 1_000_000;

  private final String name;
  private final LoadCluster cluster;
  private final LoadCluster.Load load;
  private final Path scratch;
  private final Map<String, String> settings;

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

  @Override
  public Pass run() throws IOException, InterruptedException {
    String id = "bench-" + ProcessHandle.current().pid() + "-" + RUNS.incrementAndGet();
    Path state = scratch.resolve(id);
    try (AttuneStreams attune = new AttuneStreams(AttuneConfig.of(settings(id, state)))) {
      Counter tasks = attune.metrics().events("task-metrics");
      long wanted = load.shape().taskEvents();
      Watch watch = new Watch(tasks, wanted);
      Thread watching = new Thread(watch, "watch");
      watching.start();
      attune.start();
      watching.join();
      double duplicates = attune.metrics().registry().get("attune.duplicates").counter().count();
      if (duplicates > 0 || (long) tasks.count() != wanted) {
        throw new IOException(
            String.format(
                "%s counted %,.0f of %,d tasks, %,.0f of them twice",
                name, tasks.count(), wanted, duplicates));
      }
      long published =
          (long)
              attune.metrics().registry().get("attune.recommendations.published").counter().count();
      return watch.pass().withResults(published);
    } finally {
      cluster.deleteTopics(id);
      delete(state);
    }
  }

  private Map<String, String> settings(String id, Path state) {
    Map<String, String> all = new HashMap<>();
    all.put("bootstrap.servers", cluster.bootstrapServers());
    all.put("schema.registry.url", cluster.registryUrl());
    all.put("application.id", id);
    all.put("topics.prefix", load.prefix());
    all.put("topics.partitions", Integer.toString(load.shape().partitions()));
    all.put("topics.replication.factor", "1");
    all.put("state.dir", state.toString());
    all.put("http.enabled", "false");
    all.put("standby.replicas", "0");
    all.putAll(settings);
    return all;
  }

  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> all = Files.walk(directory)) {
      paths = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }

  /** Takes the time from the first event to the last. */
  private static final class Watch implements Runnable {
    private final Counter tasks;
    private final long wanted;
    private Pass pass;

    Watch(Counter tasks, long wanted) {
      this.tasks = tasks;
      this.wanted = wanted;
    }

    @Override
    public void run() {
      while (tasks.count() == 0) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
      Meter meter = Meter.start();
      while (tasks.count() < wanted) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
      pass = meter.stop(wanted);
    }

    Pass pass() {
      return pass;
    }
  }
}

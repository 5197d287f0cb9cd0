package io.attune.benchmarks.streaming;

import io.attune.streams.AttuneStreams;
import io.attune.streams.config.AttuneConfig;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** An instance of Attune for a measurement, which removes its state afterwards. */
final class RunningAttune implements AutoCloseable {
  private static final AtomicInteger RUNS = new AtomicInteger();
  private static final long POLL_NANOS = 1_000_000;

  private final LoadCluster cluster;
  private final String id;
  private final Path state;
  private final AttuneStreams attune;

  RunningAttune(
      LoadCluster cluster, LoadCluster.Load load, Path scratch, Map<String, String> settings) {
    this.cluster = cluster;
    this.id = "bench-" + ProcessHandle.current().pid() + "-" + RUNS.incrementAndGet();
    this.state = scratch.resolve(id);
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
    this.attune = new AttuneStreams(AttuneConfig.of(all));
  }

  /** Starts it and waits until it is running. */
  RunningAttune start() {
    attune.start();
    return this;
  }

  /** Number of events of a topic counted so far. */
  long events(String topic) {
    return (long) attune.metrics().events(topic).count();
  }

  long duplicates() {
    return (long) attune.metrics().registry().get("attune.duplicates").counter().count();
  }

  long published() {
    return (long)
        attune.metrics().registry().get("attune.recommendations.published").counter().count();
  }

  /** Number of applications with changes that are not assessed yet. */
  long pending() {
    return attune.metrics().pendingApplications();
  }

  /** Waits until a number of events of a topic has been counted. */
  void await(String topic, long wanted) {
    while (events(topic) < wanted) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Waits until all records of a topic are committed. */
  void awaitCommit(String topic) {
    while (!cluster.isCommitted(id, topic)) {
      LockSupport.parkNanos(100 * POLL_NANOS);
    }
  }

  /**
   * Measures the time from the first to the last of the next task events. May be called before
   * {@link #start} if the events are already in the topic.
   */
  TaskTimer timeTasks(long wanted) {
    TaskTimer watch = new TaskTimer(attune.metrics().events("task-metrics"), wanted);
    watch.start();
    return watch;
  }

  @Override
  public void close() throws IOException {
    attune.close();
    cluster.deleteTopics(id);
    StateDirectories.delete(state);
  }

  /** Measures the time on a separate thread. */
  static final class TaskTimer extends Thread {
    private final Counter tasks;
    private final long before;
    private final long wanted;
    private MeasuredProgram.Pass pass;

    private TaskTimer(Counter tasks, long wanted) {
      super("stopwatch");
      this.tasks = tasks;
      this.before = (long) tasks.count();
      this.wanted = wanted;
      setDaemon(true);
    }

    @Override
    public void run() {
      while (tasks.count() == before) {
        LockSupport.parkNanos(POLL_NANOS);
      }
      Meter meter = Meter.start();
      while (tasks.count() < before + wanted) {
        LockSupport.parkNanos(POLL_NANOS);
      }
      pass = meter.stop(wanted);
    }

    MeasuredProgram.Pass pass() throws InterruptedException {
      join();
      return pass;
    }
  }
}

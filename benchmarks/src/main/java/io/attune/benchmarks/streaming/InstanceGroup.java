package io.attune.benchmarks.streaming;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Instances of Attune with the same application id, each in its own process. */
final class InstanceGroup implements AutoCloseable {
  private static final AtomicInteger GROUP_NUMBERS = new AtomicInteger();
  private static final long POLL_NANOS = 5_000_000;

  /** Shorter than Kafka's default of 45 s, to make the benchmark faster. */
  private static final String SESSION_MS = "6000";

  private final LoadCluster cluster;
  private final LoadCluster.Load load;
  private final Path directory;
  private final String id;
  private final Map<String, String> settings;
  private final List<InstanceProcess> instances = new ArrayList<>();
  private int started;

  /**
   * @param settings settings of Attune, in addition to those of every benchmark of instances
   */
  InstanceGroup(
      LoadCluster cluster, LoadCluster.Load load, Path scratch, Map<String, String> settings) {
    this.cluster = cluster;
    this.load = load;
    this.id = "instances-" + ProcessHandle.current().pid() + "-" + GROUP_NUMBERS.incrementAndGet();
    this.directory = scratch.resolve(id);
    Map<String, String> all = new HashMap<>();
    all.put("bootstrap.servers", cluster.bootstrapServers());
    all.put("schema.registry.url", cluster.registryUrl());
    all.put("application.id", id);
    all.put("topics.prefix", load.prefix());
    all.put("topics.partitions", Integer.toString(load.shape().partitions()));
    all.put("topics.replication.factor", "1");
    all.put("http.enabled", "false");
    all.put("threads", "1");
    // Measured are the cost per event and the distribution of work, not advice.
    all.put("advice.interval", "1h");
    all.put("advice.stage.tasks", "1000000000");
    all.put("kafka.main.consumer.isolation.level", "read_committed");
    all.put("kafka.session.timeout.ms", SESSION_MS);
    all.put("kafka.heartbeat.interval.ms", "1500");
    all.putAll(settings);
    this.settings = all;
  }

  String id() {
    return id;
  }

  /** Returns a state directory of this group. */
  Path state(int number) {
    return directory.resolve(Integer.toString(number));
  }

  /** Adds an instance with a new state directory and waits until it is running. */
  InstanceProcess add() throws IOException {
    return add(state(++started));
  }

  /** Adds an instance with an existing state directory and waits until it is running. */
  InstanceProcess add(Path state) throws IOException {
    Files.createDirectories(state);
    Map<String, String> own = new HashMap<>(settings);
    own.put("state.dir", state.toString());
    InstanceProcess instance = InstanceProcess.start(own, directory.resolve("log"));
    instances.add(instance);
    return instance.awaitRunning();
  }

  /** Stops an instance gracefully. */
  void stop(InstanceProcess instance) throws IOException {
    instances.remove(instance);
    instance.close();
  }

  /** Kills an instance. */
  void kill(InstanceProcess instance) throws InterruptedException {
    instances.remove(instance);
    instance.kill();
  }

  /** Waits until all task events are committed. */
  void awaitCommit() {
    while (!cluster.isCommitted(id, load.topics().taskMetrics().name())) {
      LockSupport.parkNanos(20 * POLL_NANOS);
    }
  }

  /** Sum of the running instances' counts. */
  InstanceProcess.Count count() throws IOException {
    InstanceProcess.Count sum = new InstanceProcess.Count(0, 0, 0);
    for (InstanceProcess instance : instances) {
      sum = sum.plus(instance.count());
    }
    return sum;
  }

  /** Waits until the running instances have counted a number of tasks. */
  InstanceProcess.Count await(long tasks) throws IOException {
    while (true) {
      InstanceProcess.Count count = count();
      if (count.tasks() >= tasks) {
        return count;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  @Override
  public void close() throws IOException {
    for (InstanceProcess instance : new ArrayList<>(instances)) {
      stop(instance);
    }
    cluster.deleteTopics(id);
    StateDirectories.delete(directory);
  }
}

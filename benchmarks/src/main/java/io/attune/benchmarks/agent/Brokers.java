package io.attune.benchmarks.agent;

import io.attune.benchmarks.streaming.BrokerProcess;
import io.attune.embedded.LoopbackPorts;
import io.attune.registry.EmbeddedSchemaRegistry;
import io.attune.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Brokers that are fast, slow, unreachable and unresponsive, and a schema registry. */
final class Brokers implements AutoCloseable {
  private static final long TIMEOUT_NANOS = 30_000_000_000L;

  private final List<AutoCloseable> parts = new ArrayList<>();
  private final String fast;
  private final String slow;
  private final String dead;
  private final String silent;
  private final String registry;
  private final Map<String, Admin> admins = new HashMap<>();

  private Brokers(String fast, String slow, String silent, String registry) {
    this.fast = fast;
    this.slow = slow;
    this.dead = LoopbackPorts.ADDRESS + ":" + LoopbackPorts.free();
    this.silent = silent;
    this.registry = registry;
  }

  /**
   * Starts the brokers.
   *
   * @param logs directory for their logs
   * @param withSlow whether to start one behind a slow connection
   */
  static Brokers start(Path logs, boolean withSlow) throws IOException, InterruptedException {
    List<AutoCloseable> started = new ArrayList<>();
    try {
      SlowProxy nowhere = new SlowProxy();
      started.add(nowhere);
      EmbeddedSchemaRegistry registry = EmbeddedSchemaRegistry.start(0);
      started.add(registry);
      String slow = null;
      if (withSlow) {
        SlowProxy line = new SlowProxy();
        started.add(line);
        slow = line.address();
        // The advertised listener is the slow connection.
        BrokerProcess behind =
            BrokerProcess.start(
                logs.resolve("broker-slow.log"), "advertised.listeners=PLAINTEXT://" + slow);
        started.add(behind);
        String end = behind.bootstrapServers();
        line.leadTo(Integer.parseInt(end.substring(end.lastIndexOf(':') + 1)));
      }
      BrokerProcess near = BrokerProcess.start(logs.resolve("broker-fast.log"));
      started.add(near);
      Brokers brokers =
          new Brokers(near.bootstrapServers(), slow, nowhere.address(), registry.url());
      brokers.parts.addAll(started);
      brokers.createTopics();
      return brokers;
    } catch (IOException | RuntimeException | InterruptedException e) {
      closeAll(started);
      throw e;
    }
  }

  String fast() {
    return fast;
  }

  /** Null if it was not started. */
  String slow() {
    return slow;
  }

  String dead() {
    return dead;
  }

  String silent() {
    return silent;
  }

  String registry() {
    return registry;
  }

  private void createTopics() throws IOException, InterruptedException {
    List<String> near = new ArrayList<>(agentTopics(Names.FAST));
    near.addAll(agentTopics(Names.FLOOD));
    near.add(Names.SPARK_MEASURE_TOPIC);
    create(fast, near);
    if (slow == null) {
      return;
    }
    List<String> far = new ArrayList<>(agentTopics(Names.SLOW));
    far.add(Names.SPARK_MEASURE_TOPIC);
    create(slow, far);
  }

  private static List<String> agentTopics(String broker) {
    return new Topics(Names.topicPrefix(broker)).inputs().stream().map(Topics.Topic::name).toList();
  }

  private void create(String bootstrap, List<String> names)
      throws IOException, InterruptedException {
    Admin admin = admin(bootstrap);
    try {
      admin
          .createTopics(
              names.stream()
                  .map(name -> new NewTopic(name, Optional.of(1), Optional.of((short) 1)))
                  .toList())
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IOException("the topics cannot be created: " + e.getCause().getMessage(), e);
    }
    long deadline = System.nanoTime() + TIMEOUT_NANOS;
    while (true) {
      try {
        admin.describeTopics(names).allTopicNames().get();
        return;
      } catch (ExecutionException e) {
        // A new topic is not immediately known to all parts of the broker.
        if (System.nanoTime() > deadline) {
          throw new IOException("the topics did not appear: " + e.getCause().getMessage(), e);
        }
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private Admin admin(String bootstrap) {
    return admins.computeIfAbsent(
        bootstrap,
        servers -> {
          Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
          parts.add(0, admin);
          return admin;
        });
  }

  /** Number of records in the agent's topic of tasks at a broker. */
  long tasksAt(String broker) throws IOException, InterruptedException {
    return records(broker, List.of(new Topics(Names.topicPrefix(broker)).taskMetrics().name()));
  }

  /** Number of records in all of the agent's topics at a broker. */
  long recordsAt(String broker) throws IOException, InterruptedException {
    return records(broker, agentTopics(broker));
  }

  private long records(String broker, List<String> topics)
      throws IOException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    topics.forEach(topic -> ends.put(new TopicPartition(topic, 0), OffsetSpec.latest()));
    try {
      return admin(broker.equals(Names.SLOW) ? slow : fast)
          .listOffsets(ends)
          .all()
          .get()
          .values()
          .stream()
          .mapToLong(end -> end.offset())
          .sum();
    } catch (ExecutionException e) {
      throw new IOException("the topics cannot be read: " + e.getCause().getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    closeAll(parts);
  }

  private static void closeAll(List<AutoCloseable> parts) throws IOException {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}

package io.attune.benchmarks.streaming;

import io.attune.registry.AvroSerdes;
import io.attune.registry.EmbeddedSchemaRegistry;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;
import io.attune.schemas.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** A broker in its own process, a registry in this one, and topics with loads. */
final class LoadCluster implements AutoCloseable {
  /** Number of records with the same timestamp, which then increases by a millisecond. */
  private static final int RECORDS_PER_MILLISECOND = 100;

  private static final long TIMEOUT_NANOS = 30_000_000_000L;

  private final BrokerProcess broker;
  private final EmbeddedSchemaRegistry registry;
  private final Admin admin;
  private final AvroSerdes serdes;
  private final Serializer<SpecificRecord> values;

  LoadCluster(Path scratch) throws IOException {
    this.broker = BrokerProcess.start(scratch.resolve("broker.log"));
    this.registry = EmbeddedSchemaRegistry.start(0);
    this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    this.serdes = AvroSerdes.from(Map.of("schema.registry.url", registry.url()));
    this.values = serdes.serializer(false);
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  String registryUrl() {
    return registry.url();
  }

  AvroSerdes serdes() {
    return serdes;
  }

  /** Serializer of all events. */
  Serializer<SpecificRecord> values() {
    return values;
  }

  /** Creates a load's topics: Attune's, and the textbook's. */
  void createTopics(Load load) throws IOException, InterruptedException {
    List<NewTopic> wanted = new ArrayList<>();
    for (Topics.Topic topic : load.topics().all()) {
      wanted.add(
          new NewTopic(topic.name(), Optional.of(load.shape().partitions()), Optional.of((short) 1))
              .configs(Map.of("cleanup.policy", topic.cleanup().policy())));
    }
    wanted.add(
        new NewTopic(
            load.tasksByStage(), Optional.of(load.shape().partitions()), Optional.of((short) 1)));
    try {
      admin.createTopics(wanted).all().get();
    } catch (ExecutionException e) {
      throw new IOException("the topics cannot be created: " + e.getCause().getMessage(), e);
    }
    awaitTopics(wanted.stream().map(NewTopic::name).toList());
  }

  /**
   * Waits until the topics have leaders. A new topic is not immediately known to all parts of the
   * broker; without a leader, consecutive batches of a producer may be accepted out of order, and
   * the first is then rejected. Offsets are requested because only leaders answer that.
   */
  private void awaitTopics(List<String> names) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT_NANOS;
    while (true) {
      try {
        ends(names);
        return;
      } catch (ExecutionException e) {
        if (System.nanoTime() > deadline) {
          throw new IOException("the topics did not appear: " + e.getCause().getMessage(), e);
        }
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  /**
   * Encodes and sends a load.
   *
   * @return number of events sent
   */
  long produce(Load load, boolean textbookToo) throws IOException, InterruptedException {
    createTopics(load);
    LoadShape shape = load.shape();
    long sent = 0;
    Refusal refusal = new Refusal();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      SplittableRandom random = new SplittableRandom(7);
      List<SyntheticRun> live = new ArrayList<>();
      int next = 0;
      long start = System.currentTimeMillis();
      while (true) {
        while (live.size() < shape.live() && next < shape.applications()) {
          live.add(new SyntheticRun(next++, shape));
        }
        if (live.isEmpty()) {
          break;
        }
        int at = random.nextInt(live.size());
        SyntheticRun run = live.get(at);
        SpecificRecord event = run.next();
        if (event == null) {
          live.set(at, live.get(live.size() - 1));
          live.remove(live.size() - 1);
          continue;
        }
        long time = start + sent / RECORDS_PER_MILLISECOND;
        sent++;
        send(producer, refusal, load, run, event, time, textbookToo);
      }
    }
    refusal.throwIfAny();
    return sent;
  }

  KafkaProducer<byte[], byte[]> producer() {
    return producer(Map.of());
  }

  /** Creates a producer for records that become visible at once. */
  KafkaProducer<byte[], byte[]> transactionalProducer(String id) {
    return producer(Map.of("transactional.id", id, "transaction.timeout.ms", "900000"));
  }

  KafkaProducer<byte[], byte[]> producer(Map<String, ?> more) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", broker.bootstrapServers());
    config.put("linger.ms", "50");
    config.put("batch.size", "65536");
    // As in the agent.
    config.put("compression.type", "lz4");
    config.put("buffer.memory", Integer.toString(64 << 20));
    config.putAll(more);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer,
      Callback sent,
      Load load,
      SyntheticRun run,
      SpecificRecord event,
      long time,
      boolean textbookToo) {
    byte[] key = run.applicationId().getBytes(StandardCharsets.UTF_8);
    String topic = load.topicOf(event);
    byte[] value = values.serialize(topic, event);
    producer.send(new ProducerRecord<>(topic, null, time, key, value), sent);
    if (textbookToo && event instanceof TaskMetrics task) {
      byte[] stage =
          (run.applicationId() + "/" + task.getStageId() + "/" + task.getStageAttempt())
              .getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(load.tasksByStage(), null, time, stage, value), sent);
    }
  }

  /**
   * Whether a group has committed all records of a topic.
   *
   * @param group the group's id
   */
  boolean isCommitted(String group, String topic) {
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      for (Map.Entry<TopicPartition, Long> end : ends(List.of(topic)).entrySet()) {
        OffsetAndMetadata reached = committed.get(end.getKey());
        // The end marker of a transaction is not a record.
        if (end.getValue() > 0 && (reached == null || reached.offset() < end.getValue() - 1)) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading the offsets of a group", e);
    } catch (ExecutionException e) {
      // Rebalancing; try again.
      return false;
    }
  }

  /** Size of the topics with a prefix and suffix. */
  Size size(String prefix, String suffix) throws IOException, InterruptedException {
    try {
      List<String> names =
          admin.listTopics().names().get().stream()
              .filter(n -> n.startsWith(prefix) && n.endsWith(suffix))
              .toList();
      long records = ends(names).values().stream().mapToLong(Long::longValue).sum();
      int broker = admin.describeCluster().nodes().get().iterator().next().id();
      long bytes =
          admin
              .describeLogDirs(List.of(broker))
              .allDescriptions()
              .get()
              .get(broker)
              .values()
              .stream()
              .flatMap(d -> d.replicaInfos().entrySet().stream())
              .filter(e -> names.contains(e.getKey().topic()))
              .mapToLong(e -> e.getValue().size())
              .sum();
      return new Size(records, bytes);
    } catch (ExecutionException e) {
      throw new IOException("the topics cannot be measured: " + e.getCause().getMessage(), e);
    }
  }

  /**
   * Size of topics.
   *
   * @param records number of records
   * @param bytes compressed bytes on the broker
   */
  record Size(long records, long bytes) {}

  private Map<TopicPartition, Long> ends(List<String> names)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    admin
        .describeTopics(names)
        .allTopicNames()
        .get()
        .forEach(
            (name, topic) ->
                topic
                    .partitions()
                    .forEach(
                        p ->
                            wanted.put(
                                new TopicPartition(name, p.partition()), OffsetSpec.latest())));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin.listOffsets(wanted).all().get().forEach((p, info) -> ends.put(p, info.offset()));
    return ends;
  }

  /** Deletes topics with a prefix: changelogs and repartition topics of a measurement. */
  void deleteTopics(String prefix) {
    try {
      Collection<String> names =
          admin.listTopics().names().get().stream().filter(n -> n.startsWith(prefix)).toList();
      admin.deleteTopics(names).all().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("topics of a measurement cannot be removed", e.getCause());
    }
  }

  @Override
  public void close() throws IOException {
    admin.close();
    registry.close();
    broker.close();
  }

  /**
   * A load with a topic prefix.
   *
   * @param name part of the prefix
   * @param shape size of the load
   */
  record Load(String name, LoadShape shape) {
    String prefix() {
      return name + ".";
    }

    Topics topics() {
      return new Topics(prefix());
    }

    /**
     * Topic with the task events keyed by stage attempt, so that the textbook needs no
     * repartitioning.
     */
    String tasksByStage() {
      return prefix() + "tasks-by-stage";
    }

    String topicOf(SpecificRecord event) {
      if (event instanceof TaskMetrics) {
        return topics().taskMetrics().name();
      }
      if (event instanceof LifecycleEvent) {
        return topics().lifecycle().name();
      }
      return topics().executorMetrics().name();
    }
  }

  /** Keeps the first send error. */
  private static final class Refusal implements Callback {
    private final AtomicReference<Exception> first = new AtomicReference<>();

    @Override
    public void onCompletion(RecordMetadata sent, Exception failure) {
      if (failure != null) {
        first.compareAndSet(null, failure);
      }
    }

    void throwIfAny() throws IOException {
      if (first.get() != null) {
        throw new IOException(
            "an event of the load could not be sent: " + first.get(), first.get());
      }
    }
  }
}

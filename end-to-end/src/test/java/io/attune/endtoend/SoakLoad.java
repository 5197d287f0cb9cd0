package io.attune.endtoend;

import io.attune.load.fleet.Fault;
import io.attune.load.fleet.Fleet;
import io.attune.load.fleet.FleetOptions;
import io.attune.load.fleet.FleetStream;
import io.attune.registry.AvroSerdes;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.StageStatistics;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskMetrics;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.intake.EventSerdes;
import io.attune.streams.testing.Cluster;
import io.attune.streams.testing.StreamStories;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** A fleet without end at a rate, and what its consumer is told of each stage. */
final class SoakLoad implements AutoCloseable {
  private static final int AT_ONCE = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AttuneConfig config;
  private final int rate;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Serializer<SpecificRecord> values;
  private final Thread thread = new Thread(this::send, "fleet");
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong applications = new AtomicLong();
  private volatile boolean stopped;
  private long tasks;

  /** Distinct tasks that succeeded, by stage attempt. */
  private final Map<String, Integer> sent = new HashMap<>();

  /** The same of applications that have not ended, by application. */
  private final Map<String, Map<String, BitSet>> live = new HashMap<>();

  SoakLoad(AttuneConfig config, int rate) {
    this.config = config;
    this.rate = rate;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                config.get(Options.BOOTSTRAP_SERVERS),
                "linger.ms",
                "20",
                "buffer.memory",
                "16000000",
                "max.block.ms",
                "240000",
                "delivery.timeout.ms",
                "240000"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.values = AvroSerdes.from(EventSerdes.properties(config)).serializer(false);
  }

  void start() {
    thread.start();
  }

  /** Ends the load; of applications that have not ended nothing is said, as their stages run on. */
  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
    throwIfFailed();
  }

  void throwIfFailed() {
    if (failure.get() != null) {
      throw new AssertionError("the load was not sent", failure.get());
    }
  }

  long events() {
    return events.get();
  }

  long applications() {
    return applications.get();
  }

  long tasks() {
    return tasks;
  }

  int stages() {
    return sent.size();
  }

  private void send() {
    try {
      Fleet fleet = new Fleet(new FleetOptions(300, 7, 0.5, EnumSet.allOf(Fault.class), 1));
      FleetStream stream =
          new FleetStream(fleet, Long.MAX_VALUE, AT_ONCE, new Sink(), true, workload -> {});
      long begin = System.nanoTime();
      while (!stopped && stream.next()) {
        long due = begin + (long) (events.get() * 1e9 / rate);
        if (due - System.nanoTime() > 1_000_000) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
      producer.flush();
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  private void produce(SpecificRecord event) {
    String topic = Cluster.topicOf(config, event);
    byte[] key = StreamStories.applicationId(event).getBytes(StandardCharsets.UTF_8);
    producer.send(
        new ProducerRecord<>(topic, key, values.serialize(topic, event)),
        (metadata, e) -> {
          if (e != null) {
            failure.compareAndSet(null, e);
          }
        });
    events.incrementAndGet();
  }

  private void count(Map<String, BitSet> stages) {
    stages.forEach((stage, indexes) -> sent.put(stage, indexes.cardinality()));
  }

  /** Sends each event and counts the tasks. */
  private final class Sink implements EventSink {
    @Override
    public void task(TaskMetrics task) {
      produce(task);
      BitSet indexes =
          live.computeIfAbsent(task.getApplicationId(), id -> new HashMap<>())
              .computeIfAbsent(
                  task.getApplicationId() + "/" + task.getStageId() + "/" + task.getStageAttempt(),
                  id -> new BitSet());
      if (task.getEndReason() == TaskEndReason.SUCCESS && !indexes.get(task.getTaskIndex())) {
        indexes.set(task.getTaskIndex());
        tasks++;
      }
    }

    @Override
    public void executor(ExecutorMetrics event) {
      produce(event);
    }

    @Override
    public void lifecycle(LifecycleEvent event) {
      produce(event);
      if (StreamStories.isEnd(event)) {
        applications.incrementAndGet();
        Map<String, BitSet> stages = live.remove(event.getApplicationId());
        if (stages != null) {
          count(stages);
        }
      }
    }
  }

  /** Stages of which the statistics topic says another number of tasks than was sent. */
  Map<String, Integer> difference() {
    Map<String, Integer> wrong = new TreeMap<>(sent);
    try (Deserializer<StageStatistics> statistics =
        AvroSerdes.from(EventSerdes.properties(config))
            .deserializer(StageStatistics.class, false)) {
      String topic = config.topics().stageStatistics().name();
      Map<String, Integer> told = new HashMap<>();
      read(
          topic,
          record -> {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() != null) {
              told.put(key, statistics.deserialize(topic, record.value()).getTasksSeen());
            }
          });
      Set<String> unknown = new HashSet<>(told.keySet());
      unknown.removeAll(sent.keySet());
      unknown.removeIf(stage -> live.containsKey(stage.substring(0, stage.indexOf('/'))));
      told.forEach((stage, number) -> wrong.remove(stage, number));
      unknown.forEach(stage -> wrong.put(stage, -1));
    }
    return wrong;
  }

  long deadLetters() {
    long[] number = {0};
    read(config.topics().deadLetters().name(), record -> number[0]++);
    return number[0];
  }

  private void read(String topic, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> to) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                config.get(Options.BOOTSTRAP_SERVERS),
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .collect(Collectors.toList());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofSeconds(1)).forEach(to);
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    values.close();
    producer.close(PATIENCE);
  }
}

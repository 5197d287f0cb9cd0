package io.attune.benchmarks.follow;

import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.GrowingLog;
import io.attune.eventlog.LogPlaces;
import io.attune.eventlog.LogStores;
import io.attune.local.LocalStack;
import io.attune.registry.AvroSerdes;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskMetrics;
import io.attune.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * When each event of a log could be read from its file, looked at fifty times a second, and when
 * its record was in Kafka, where a consumer sees it.
 */
public final class Delays implements AutoCloseable {

  private static final long LOOK_MILLIS = 20;

  private final LocalStack stack;
  private final Path logs;
  private final String workload;
  private final Topics topics = new Topics(Topics.DEFAULT_PREFIX);
  private final Map<Long, Long> readable = new HashMap<>();
  private final Map<String, Map<Long, Long>> arrived = new HashMap<>();
  private final Thread looking;
  private final Thread listening;
  private volatile boolean closed;
  private volatile boolean ended;
  private volatile long endMillis;
  private volatile long firstStageEnd;
  private volatile long firstAdvice;
  private volatile String application = "";

  /**
   * What was found.
   *
   * @param records seconds from when an event could be read to when its record was in Kafka, of
   *     each
   * @param firstAdvice seconds from the first end of a stage to the first recommendation
   * @param advisedBeforeTheEnd whether that was before the application's end could be read
   */
  public record DelaysSeen(List<Double> records, double firstAdvice, boolean advisedBeforeTheEnd) {}

  private Delays(LocalStack stack, Path logs, String workload) {
    this.stack = stack;
    this.logs = logs;
    this.workload = workload;
    this.looking = new Thread(this::look, "delays");
    this.listening = new Thread(this::listen, "arrivals");
    looking.setDaemon(true);
    listening.setDaemon(true);
  }

  /**
   * Begins to look.
   *
   * @param logs directory with the one log
   * @param workload its workload
   */
  public static Delays observe(LocalStack stack, Path logs, String workload) {
    Delays delays = new Delays(stack, logs, workload);
    delays.looking.start();
    delays.listening.start();
    return delays;
  }

  private void look() {
    GrowingLog growing = null;
    while (!closed && !ended) {
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        List<EventLog> found = new LogPlaces(LogStores.LOCAL).list(List.of(logs.toString())).logs();
        if (!found.isEmpty()) {
          if (growing == null) {
            growing = new EventLogReader().growing(found.get(0), Seen::new);
          }
          growing.read(found.get(0));
        }
      } catch (IOException | RuntimeException e) {
        // It is being renamed.
        continue;
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private final class Seen implements EventSink {
    @Override
    public void task(TaskMetrics event) {
      see(event.getSequence());
    }

    @Override
    public void executor(ExecutorMetrics event) {
      see(event.getSequence());
    }

    @Override
    public void lifecycle(LifecycleEvent event) {
      see(event.getSequence());
      application = event.getApplicationId();
      if (event.getKind() == LifecycleKind.STAGE_COMPLETED && firstStageEnd == 0) {
        firstStageEnd = System.currentTimeMillis();
      }
      if (event.getKind() == LifecycleKind.APPLICATION_ENDED) {
        endMillis = System.currentTimeMillis();
        ended = true;
      }
    }
  }

  private synchronized void see(long sequence) {
    readable.putIfAbsent(sequence, System.currentTimeMillis());
  }

  private void listen() {
    try (KafkaConsumer<String, byte[]> consumer = consumer();
        Deserializer<TaskMetrics> tasks = deserializer(TaskMetrics.class);
        Deserializer<ExecutorMetrics> executors = deserializer(ExecutorMetrics.class);
        Deserializer<LifecycleEvent> others = deserializer(LifecycleEvent.class)) {
      while (!closed) {
        for (ConsumerRecord<String, byte[]> one : consumer.poll(Duration.ofMillis(200))) {
          long now = System.currentTimeMillis();
          String topic = one.topic();
          if (topic.equals(topics.recommendations().name())) {
            if (firstAdvice == 0 && one.key().startsWith(workload + "/")) {
              firstAdvice = now;
            }
            continue;
          }
          long sequence =
              topic.equals(topics.taskMetrics().name())
                  ? tasks.deserialize(topic, one.value()).getSequence()
                  : topic.equals(topics.lifecycle().name())
                      ? others.deserialize(topic, one.value()).getSequence()
                      : executors.deserialize(topic, one.value()).getSequence();
          synchronized (this) {
            arrived.computeIfAbsent(one.key(), key -> new HashMap<>()).putIfAbsent(sequence, now);
          }
        }
      }
    }
  }

  /** Waits until the end of a stage can be read. */
  public void awaitFirstStageEnd(Duration patience) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (firstStageEnd == 0) {
      if (System.nanoTime() > deadline) {
        throw new IOException("no stage of " + workload + " ended within " + patience);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  /** Waits until all records of the log are in Kafka, and some advice. */
  public DelaysSeen awaitEnd(Duration patience) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    looking.join(patience.toMillis());
    while (!isAllThere() || firstAdvice == 0) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "of the " + readable.size() + " records of " + workload + " some are not in Kafka");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    List<Double> delays = new ArrayList<>();
    synchronized (this) {
      Map<Long, Long> there = arrived.get(application);
      readable.forEach(
          (sequence, at) -> delays.add(Math.max(0, there.get(sequence) - at) / 1_000.0));
    }
    return new DelaysSeen(delays, (firstAdvice - firstStageEnd) / 1_000.0, firstAdvice < endMillis);
  }

  private synchronized boolean isAllThere() {
    return arrived.getOrDefault(application, Map.of()).keySet().containsAll(readable.keySet());
  }

  private <T extends org.apache.avro.specific.SpecificRecord> Deserializer<T> deserializer(
      Class<T> type) {
    return AvroSerdes.from(stack.clientProperties()).deserializer(type, false);
  }

  private KafkaConsumer<String, byte[]> consumer() {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", stack.bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    List<Topics.Topic> read = new ArrayList<>(topics.inputs());
    read.add(topics.recommendations());
    for (Topics.Topic topic : read) {
      consumer
          .partitionsFor(topic.name())
          .forEach(one -> partitions.add(new TopicPartition(one.topic(), one.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    return consumer;
  }

  @Override
  public void close() {
    closed = true;
    try {
      listening.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.attune.server.view;

import static java.util.Objects.requireNonNull;

import io.attune.registry.BadRecords;
import io.attune.streams.errors.DistinctErrors;
import io.attune.streams.metrics.AttuneMetrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic from its beginning and goes on reading, with a consumer without a group: what is on
 * it, whichever instance wrote it. A record that cannot be read is counted and passed over; what
 * was known under its key stays. Any other failure is tried again from the beginning, without
 * forgetting what is shown.
 *
 * @param <V> value
 */
public final class TopicReader<V> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final String topic;
  private final String name;
  private final Supplier<? extends Consumer<String, byte[]>> consumers;
  private final Supplier<? extends Deserializer<V>> values;
  private final AttuneMetrics metrics;
  private final Duration pause;
  private final Sink<V> sink;
  private final DistinctErrors errors = new DistinctErrors(LOG, InstantSource.system(), QUIET);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile Consumer<String, byte[]> consumer;
  private volatile boolean caughtUp;
  private volatile String failure;

  /** Takes what is read, on the reading thread. */
  interface Sink<V> {
    /** The topic is read from its beginning, for the first time or again. */
    void begin();

    /** A record was read; null for a tombstone. */
    void put(String key, V value);

    /** The record of this key cannot be read. */
    void keep(String key);

    /** All that was on the topic when it was begun has been read. */
    void reachEnd();
  }

  /**
   * Nothing is read before {@link #start}.
   *
   * @param name what its records are, in the singular, for metrics and the thread
   * @param consumers makes a consumer without a group, for each attempt
   * @param values makes what reads values; fails at once when the registry does not answer
   */
  TopicReader(
      String topic,
      String name,
      Supplier<? extends Consumer<String, byte[]>> consumers,
      Supplier<? extends Deserializer<V>> values,
      AttuneMetrics metrics,
      Sink<V> sink) {
    this(topic, name, consumers, values, metrics, sink, PAUSE);
  }

  TopicReader(
      String topic,
      String name,
      Supplier<? extends Consumer<String, byte[]>> consumers,
      Supplier<? extends Deserializer<V>> values,
      AttuneMetrics metrics,
      Sink<V> sink,
      Duration pause) {
    this.topic = requireNonNull(topic, "topic is null");
    this.name = requireNonNull(name, "name is null");
    this.consumers = requireNonNull(consumers, "consumers is null");
    this.values = requireNonNull(values, "values is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.sink = requireNonNull(sink, "sink is null");
    this.pause = requireNonNull(pause, "pause is null");
    this.thread = new Thread(this::run, "attune-" + name + "-view");
    thread.setDaemon(true);
  }

  /** Begins to read. */
  void start() {
    thread.start();
  }

  /** Whether all that was there before the start has been read once. */
  boolean isCaughtUp() {
    return caughtUp;
  }

  /** Why nothing can be read at the moment, one sentence; empty while all is well. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  private void run() {
    while (closing.getCount() > 0) {
      try {
        read();
      } catch (WakeupException e) {
        return;
      } catch (RuntimeException e) {
        metrics.failure(name + "-view");
        failure = "Topic " + topic + " cannot be read: " + e.getMessage();
        LOG.warn("{}; trying again in {}", failure, pause);
        pause();
      }
    }
  }

  private void pause() {
    try {
      closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (Consumer<String, byte[]> opened = consumers.get();
        Deserializer<V> reader = values.get()) {
      consumer = opened;
      List<TopicPartition> partitions =
          opened.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      opened.assign(partitions);
      opened.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = opened.endOffsets(partitions);
      sink.begin();
      boolean atEnd = false;
      while (closing.getCount() > 0) {
        if (!atEnd && partitions.stream().allMatch(p -> opened.position(p) >= ends.get(p))) {
          atEnd = true;
          sink.reachEnd();
          failure = null;
          caughtUp = true;
        }
        for (ConsumerRecord<String, byte[]> record : opened.poll(POLL)) {
          accept(record, reader);
        }
      }
    } finally {
      consumer = null;
    }
  }

  private void accept(ConsumerRecord<String, byte[]> record, Deserializer<V> reader) {
    if (record.key() == null) {
      passOver(record, "no key", "it has no key");
      return;
    }
    if (record.value() == null) {
      sink.put(record.key(), null);
      return;
    }
    V value;
    try {
      value = reader.deserialize(record.topic(), record.headers(), record.value());
    } catch (RuntimeException e) {
      if (!BadRecords.isBadRecord(e)) {
        throw e;
      }
      sink.keep(record.key());
      passOver(record, e.getClass().getSimpleName(), e.getMessage());
      return;
    }
    sink.put(record.key(), value);
  }

  private void passOver(ConsumerRecord<String, byte[]> record, String kind, String reason) {
    metrics.failure(name + "-record");
    errors.note(
        kind,
        "Passed over a record of topic "
            + record.topic()
            + ", partition "
            + record.partition()
            + ", offset "
            + record.offset()
            + ": "
            + reason);
  }

  @Override
  public void close() {
    closing.countDown();
    Consumer<String, byte[]> open = consumer;
    if (open != null) {
      open.wakeup();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

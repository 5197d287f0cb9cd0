package io.attune.server;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.Recommendation;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.errors.Patience;
import io.attune.streams.intake.EventSerdes;
import io.attune.streams.metrics.AttuneMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The compacted topic of recommendations as a map: what is published now, of every workload,
 * whichever instance published it. Read from its beginning by a consumer without a group.
 */
public final class RecommendationView implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecommendationView.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final AttuneConfig config;
  private final AttuneMetrics metrics;
  private final Map<String, Recommendation> current = new ConcurrentSkipListMap<>();
  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "attune-recommendation-view");
  private volatile KafkaConsumer<String, byte[]> consumer;
  private volatile boolean caughtUp;

  /**
   * A change on the topic.
   *
   * @param key record key
   * @param recommendation what is published; null when it was withdrawn
   */
  public record Change(String key, Recommendation recommendation) {}

  /** Nothing is read before {@link #start}. */
  public RecommendationView(AttuneConfig config, AttuneMetrics metrics) {
    this.config = requireNonNull(config, "config is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    thread.setDaemon(true);
  }

  /** Begins to read. */
  public void start() {
    thread.start();
  }

  /** What is published now, ordered by key. */
  public Collection<Recommendation> current() {
    return List.copyOf(current.values());
  }

  /** Whether all that was published before the start has been read once. */
  boolean isCaughtUp() {
    return caughtUp;
  }

  /**
   * Hears of changes from now on; runs on the reading thread and must not block.
   *
   * @return to be run when it is to hear no more
   */
  Runnable listen(Consumer<Change> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void run() {
    while (closing.getCount() > 0) {
      try {
        read();
      } catch (WakeupException e) {
        return;
      } catch (RuntimeException e) {
        metrics.failure("recommendation-view");
        LOG.warn("Reading recommendations for the dashboard failed, again in {}: {}", PAUSE, e);
        pause();
      }
    }
  }

  private void pause() {
    try {
      closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    String topic = config.topics().recommendations().name();
    Deserializer<Recommendation> values =
        new EventSerdes(config, new Patience(Duration.ZERO)).recommendation().deserializer();
    try (KafkaConsumer<String, byte[]> opened =
            new KafkaConsumer<>(
                properties(), new StringDeserializer(), new ByteArrayDeserializer());
        values) {
      consumer = opened;
      List<TopicPartition> partitions = new ArrayList<>();
      for (PartitionInfo info : opened.partitionsFor(topic)) {
        partitions.add(new TopicPartition(topic, info.partition()));
      }
      opened.assign(partitions);
      opened.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = opened.endOffsets(partitions);
      while (closing.getCount() > 0) {
        if (!caughtUp) {
          caughtUp = partitions.stream().allMatch(p -> opened.position(p) >= ends.get(p));
        }
        for (ConsumerRecord<String, byte[]> record : opened.poll(POLL)) {
          accept(record, values);
        }
      }
    } finally {
      consumer = null;
    }
  }

  private void accept(ConsumerRecord<String, byte[]> record, Deserializer<Recommendation> values) {
    if (record.key() == null) {
      return;
    }
    Recommendation now =
        record.value() == null ? null : values.deserialize(record.topic(), record.value());
    Recommendation before =
        now == null ? current.remove(record.key()) : current.put(record.key(), now);
    if (now == null ? before != null : !now.equals(before)) {
      Change change = new Change(record.key(), now);
      listeners.forEach(listener -> listener.accept(change));
    }
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>();
    config
        .kafka()
        .forEach(
            (name, value) -> {
              if (ConsumerConfig.configNames().contains(name)) {
                properties.put(name, value);
              }
            });
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.get(Options.BOOTSTRAP_SERVERS));
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return properties;
  }

  @Override
  public void close() {
    closing.countDown();
    KafkaConsumer<String, byte[]> open = consumer;
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

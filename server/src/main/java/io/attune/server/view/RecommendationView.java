package io.attune.server.view;

import static java.util.Objects.requireNonNull;

import io.attune.registry.BadRecords;
import io.attune.schemas.Recommendation;
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
 * Reads the compacted topic of recommendations from its beginning, with a consumer without a group:
 * what is published now, whichever instance published it. A record that cannot be read is counted
 * and passed over; what was known under its key stays. Any other failure is tried again from the
 * beginning, without forgetting what is shown.
 */
public final class RecommendationView implements Recommendations, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecommendationView.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final String topic;
  private final Supplier<? extends Consumer<String, byte[]>> consumers;
  private final Supplier<? extends Deserializer<Recommendation>> values;
  private final AttuneMetrics metrics;
  private final Duration pause;
  private final DistinctErrors errors = new DistinctErrors(LOG, InstantSource.system(), QUIET);
  private final PublishedTable table = new PublishedTable();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "attune-recommendation-view");
  private volatile Consumer<String, byte[]> consumer;
  private volatile boolean caughtUp;
  private volatile String failure;

  /**
   * Nothing is read before {@link #start}.
   *
   * @param topic topic of recommendations
   * @param consumers makes a consumer without a group, for each attempt
   * @param values makes what reads values; fails at once when the registry does not answer
   */
  public RecommendationView(
      String topic,
      Supplier<? extends Consumer<String, byte[]>> consumers,
      Supplier<? extends Deserializer<Recommendation>> values,
      AttuneMetrics metrics) {
    this(topic, consumers, values, metrics, PAUSE);
  }

  RecommendationView(
      String topic,
      Supplier<? extends Consumer<String, byte[]>> consumers,
      Supplier<? extends Deserializer<Recommendation>> values,
      AttuneMetrics metrics,
      Duration pause) {
    this.topic = requireNonNull(topic, "topic is null");
    this.consumers = requireNonNull(consumers, "consumers is null");
    this.values = requireNonNull(values, "values is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.pause = requireNonNull(pause, "pause is null");
    thread.setDaemon(true);
  }

  /** Begins to read. */
  public void start() {
    thread.start();
  }

  @Override
  public List<Published> current() {
    return table.rows();
  }

  @Override
  public boolean isCaughtUp() {
    return caughtUp;
  }

  @Override
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public Runnable listen(java.util.function.Consumer<Update> listener) {
    return table.listen(listener);
  }

  private void run() {
    while (closing.getCount() > 0) {
      try {
        read();
      } catch (WakeupException e) {
        return;
      } catch (RuntimeException e) {
        metrics.failure("recommendation-view");
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
        Deserializer<Recommendation> reader = values.get()) {
      consumer = opened;
      List<TopicPartition> partitions =
          opened.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      opened.assign(partitions);
      opened.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = opened.endOffsets(partitions);
      table.begin();
      boolean atEnd = false;
      while (closing.getCount() > 0) {
        if (!atEnd && partitions.stream().allMatch(p -> opened.position(p) >= ends.get(p))) {
          atEnd = true;
          table.reachEnd();
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

  private void accept(ConsumerRecord<String, byte[]> record, Deserializer<Recommendation> reader) {
    if (record.key() == null) {
      passOver(record, "no key", "it has no key");
      return;
    }
    if (record.value() == null) {
      table.put(record.key(), null);
      return;
    }
    Recommendation recommendation;
    try {
      recommendation = reader.deserialize(record.topic(), record.headers(), record.value());
    } catch (RuntimeException e) {
      if (!BadRecords.isBadRecord(e)) {
        throw e;
      }
      table.keep(record.key());
      passOver(record, e.getClass().getSimpleName(), e.getMessage());
      return;
    }
    table.put(record.key(), recommendation);
  }

  private void passOver(ConsumerRecord<String, byte[]> record, String kind, String reason) {
    metrics.failure("recommendation-record");
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

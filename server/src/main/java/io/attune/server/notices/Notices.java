package io.attune.server.notices;

import static java.util.Objects.requireNonNull;

import io.attune.registry.BadRecords;
import io.attune.schemas.Recommendation;
import io.attune.streams.errors.DistinctErrors;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic of recommendations in a consumer group, so that of several instances one tells
 * each thing, and hands what is new to the senders. An offset is committed when everything before
 * it has arrived or was given up: after a crash something can be told again, with the same id.
 *
 * <p>What was told before is not remembered but read again: when a partition is assigned it is read
 * from its beginning, in silence up to what the group has committed. A group that has committed
 * nothing begins at the end: what stands when notices are switched on is told by the digest.
 */
public final class Notices implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration QUIET = Duration.ofMinutes(10);

  /** Notices that may wait before nothing more is read. */
  private static final int MOST_PENDING = WebhookSender.MOST_WAITING / 2;

  private final String topic;
  private final Supplier<? extends Consumer<String, byte[]>> consumers;
  private final Supplier<? extends Deserializer<Recommendation>> values;
  private final Supplier<List<Recommendation>> standing;
  private final InstantSource clock;
  private final List<WebhookSender> senders;
  private final DistinctErrors errors;
  private final Thread thread = new Thread(this::run, "attune-notices");
  private final Map<Integer, NoticeMemory> memories = new HashMap<>();
  private final NoticePositions positions = new NoticePositions();
  private volatile @Nullable Consumer<String, byte[]> consumer;
  private volatile boolean closed;

  /**
   * Nothing is read before {@link #start}.
   *
   * @param topic topic of recommendations
   * @param consumers makes a consumer with the group of notices, which commits nothing by itself
   * @param values makes what reads values
   * @param standing every recommendation that stands, or none as long as that is not known
   * @param webhooks file of the webhooks
   */
  public Notices(
      String topic,
      Supplier<? extends Consumer<String, byte[]>> consumers,
      Supplier<? extends Deserializer<Recommendation>> values,
      Supplier<List<Recommendation>> standing,
      Path webhooks,
      MeterRegistry registry) {
    this(
        topic,
        consumers,
        values,
        standing,
        WebhookFile.read(webhooks),
        registry,
        WebhookSender.Retries.STANDARD,
        InstantSource.system());
  }

  Notices(
      String topic,
      Supplier<? extends Consumer<String, byte[]>> consumers,
      Supplier<? extends Deserializer<Recommendation>> values,
      Supplier<List<Recommendation>> standing,
      List<Webhook> webhooks,
      MeterRegistry registry,
      WebhookSender.Retries retries,
      InstantSource clock) {
    this.topic = requireNonNull(topic, "topic is null");
    this.consumers = requireNonNull(consumers, "consumers is null");
    this.values = requireNonNull(values, "values is null");
    this.standing = requireNonNull(standing, "standing is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.errors = new DistinctErrors(LOG, clock, QUIET);
    // A webhook that answers with another address is not followed there.
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(retries.answer())
            .build();
    NoticeMetrics metrics = new NoticeMetrics(registry);
    webhooks.forEach(metrics::register);
    this.senders =
        webhooks.stream()
            .map(hook -> new WebhookSender(hook, client, retries, clock, metrics, errors))
            .toList();
    thread.setDaemon(true);
  }

  /** Begins to read and to tell. */
  public void start() {
    senders.forEach(WebhookSender::start);
    thread.start();
  }

  private void run() {
    while (!closed) {
      try (Consumer<String, byte[]> opened = consumers.get();
          Deserializer<Recommendation> reader = values.get()) {
        consumer = opened;
        opened.subscribe(List.of(topic), positions.on(opened, memories));
        while (!closed) {
          round(opened, reader);
        }
        positions.commit(opened);
      } catch (WakeupException e) {
        return;
      } catch (RuntimeException e) {
        errors.note("reading", "Notices cannot read topic " + topic + ": " + e.getMessage());
        pause();
      } finally {
        consumer = null;
      }
    }
  }

  private void round(Consumer<String, byte[]> opened, Deserializer<Recommendation> reader) {
    ConsumerRecords<String, byte[]> records = opened.poll(POLL);
    for (ConsumerRecord<String, byte[]> record : records) {
      accept(record, reader);
    }
    digest(opened);
    int pending = senders.stream().mapToInt(WebhookSender::pending).sum();
    if (pending == 0) {
      positions.commit(opened);
    }
    if (pending > MOST_PENDING) {
      opened.pause(opened.assignment());
    } else if (!opened.paused().isEmpty()) {
      opened.resume(opened.paused());
    }
  }

  private void accept(ConsumerRecord<String, byte[]> record, Deserializer<Recommendation> reader) {
    positions.read(record);
    Recommendation now;
    try {
      now =
          record.value() == null
              ? null
              : reader.deserialize(record.topic(), record.headers(), record.value());
    } catch (RuntimeException e) {
      if (BadRecords.isBadRecord(e)) {
        return;
      }
      throw e;
    }
    if (record.key() == null) {
      return;
    }
    NoticeMemory.Told told =
        memories
            .computeIfAbsent(record.partition(), partition -> new NoticeMemory())
            .accept(record.key(), now);
    if (positions.isNews(record)) {
      senders.forEach(sender -> told.notice(sender.webhook()).ifPresent(sender::offer));
    }
  }

  /** Once a week, by the instance that has the first partition, which keeps the week as well. */
  private void digest(Consumer<String, byte[]> opened) {
    TopicPartition first = new TopicPartition(topic, 0);
    if (!opened.assignment().contains(first)) {
      return;
    }
    String week = Digest.week(clock.instant());
    if (positions.isDigestDue(week)) {
      List<Recommendation> all = standing.get();
      if (!all.isEmpty()) {
        Digest.of(week, all)
            .ifPresent(
                notice ->
                    senders.stream()
                        .filter(sender -> sender.webhook().kinds().contains(Notice.Kind.DIGEST))
                        .forEach(sender -> sender.offer(notice)));
        positions.digestTold(week);
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    Consumer<String, byte[]> reading = consumer;
    if (reading != null) {
      reading.wakeup();
    }
    senders.forEach(WebhookSender::close);
    try {
      thread.join(POLL.multipliedBy(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

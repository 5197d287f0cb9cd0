package io.attune.streams.errors;

import static java.util.Objects.requireNonNull;

import io.attune.streams.metrics.AttuneMetrics;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/**
 * Makes, counts and logs every dead letter. The handlers, which Kafka Streams creates by class
 * name, get it through the configuration under {@link #CONFIG}. Safe for several threads.
 */
public final class DeadLetters {
  /** Name in Kafka Streams' configuration under which this stands. */
  public static final String CONFIG = "attune.dead.letters";

  /** No topic that is of any use takes less. */
  private static final int SMALLEST_LIMIT = 4_096;

  private static final int STEP = 8;

  /** Characters of a message in the log. */
  private static final int LOGGED = DeadLetterRecords.MESSAGE_LIMIT;

  private final AttuneMetrics metrics;
  private final DistinctErrors errors;
  private final String topic;
  private final DeadLetterRecords records;

  /** Bytes of a dead letter; lowered when the topic refuses one. */
  private final AtomicInteger limit;

  /**
   * @param errors where to log
   * @param topic topic of dead letters
   * @param maxBytes bytes of a dead letter at most
   */
  public DeadLetters(AttuneMetrics metrics, DistinctErrors errors, String topic, long maxBytes) {
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.errors = requireNonNull(errors, "errors is null");
    this.topic = requireNonNull(topic, "topic is null");
    this.records = new DeadLetterRecords(topic);
    this.limit = new AtomicInteger((int) Math.min(Integer.MAX_VALUE, maxBytes));
  }

  static DeadLetters from(Map<String, ?> configs) {
    if (!(configs.get(CONFIG) instanceof DeadLetters)) {
      throw new IllegalStateException(CONFIG + " is not in the configuration");
    }
    return (DeadLetters) configs.get(CONFIG);
  }

  /** Counts and logs a record that cannot be used, and makes its dead letter. */
  ProducerRecord<byte[], byte[]> putAside(
      ErrorHandlerContext origin, byte[] key, byte[] value, Exception failure) {
    String kind = failure.getClass().getSimpleName();
    String message = DeadLetterRecords.cut(String.valueOf(failure.getMessage()), LOGGED);
    metrics.deadLetter(String.valueOf(origin.topic()), kind);
    errors.note(
        origin.topic() + "/" + kind + "/" + message,
        "Put aside a record as a dead letter: "
            + where(origin)
            + ", at "
            + origin.processorNodeId()
            + ": "
            + message);
    return records.of(origin, key, value, failure, limit.get());
  }

  private static String where(ErrorHandlerContext origin) {
    return "topic "
        + origin.topic()
        + ", partition "
        + origin.partition()
        + ", offset "
        + origin.offset();
  }

  void failedWithoutRecord(String where, Exception failure) {
    metrics.failure(where);
    errors.note(where + "/" + failure.getClass().getName(), "Failed at " + where + ": " + failure);
  }

  /** Whether a record is a dead letter. */
  boolean isOne(ProducerRecord<?, ?> record) {
    return topic.equals(record.topic());
  }

  /**
   * The topic refused a dead letter as too large: those to come are smaller.
   *
   * @param letter the one that was refused
   * @return a smaller one in its place; empty when it cannot be made smaller and is lost
   */
  Optional<ProducerRecord<byte[], byte[]>> refused(
      ErrorHandlerContext origin, ProducerRecord<byte[], byte[]> letter, Exception reason) {
    long size = DeadLetterRecords.size(letter);
    int smaller = (int) Math.max(SMALLEST_LIMIT, Math.min(limit.get(), size / STEP));
    limit.accumulateAndGet(smaller, Math::min);
    Optional<ProducerRecord<byte[], byte[]>> stub =
        size <= SMALLEST_LIMIT ? Optional.empty() : Optional.of(records.smaller(letter, smaller));
    metrics.failure(stub.isPresent() ? "dead-letter-cut" : "dead-letter-lost");
    errors.note(
        "refused/" + stub.isPresent(),
        "The topic "
            + topic
            + " refused a dead letter of "
            + size
            + " bytes, from "
            + where(origin)
            + " ("
            + reason.getMessage()
            + "): "
            + stub.map(s -> "a stub takes its place; raise the topic's max.message.bytes")
                .orElse("it is lost"));
    return stub;
  }

  /** A result could not be published: it is counted and left out. */
  void resultLeftOut(ErrorHandlerContext origin, String resultTopic, Exception reason) {
    metrics.failure("result-" + resultTopic);
    errors.note(
        resultTopic + "/" + reason.getClass().getName(),
        "A result for the topic "
            + resultTopic
            + " was left out, from "
            + where(origin)
            + ": "
            + DeadLetterRecords.cut(String.valueOf(reason.getMessage()), LOGGED));
  }
}

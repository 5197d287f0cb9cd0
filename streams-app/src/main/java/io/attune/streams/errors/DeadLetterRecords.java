package io.attune.streams.errors;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/**
 * Makes dead letters: the record as it was received, with Kafka Streams' error headers (KIP-1034).
 * One that would be larger than the topic takes becomes a stub: the error headers, the sizes of
 * what was received, and the first bytes of key and value.
 */
final class DeadLetterRecords {
  static final String EXCEPTION = "__streams.errors.exception";
  static final String MESSAGE = "__streams.errors.message";
  static final String STACK_TRACE = "__streams.errors.stacktrace";
  static final String TOPIC = "__streams.errors.topic";
  static final String PARTITION = "__streams.errors.partition";
  static final String OFFSET = "__streams.errors.offset";

  /** Time of the record, epoch milliseconds; the dead letter itself has the time of its writing. */
  static final String TIMESTAMP = "attune.errors.timestamp";

  /** Of a stub: bytes of the key as it was received, -1 when it was null. */
  static final String KEY_BYTES = "attune.stub.key.bytes";

  /** Of a stub: bytes of the value as it was received, -1 when it was null. */
  static final String VALUE_BYTES = "attune.stub.value.bytes";

  /** Of a stub: how many headers of the record were left out. */
  static final String HEADERS = "attune.stub.headers";

  /** Characters of a message that are kept. */
  static final int MESSAGE_LIMIT = 500;

  private static final int STACK_TRACE_LIMIT = 4_000;
  private static final int STUB_KEY_BYTES = 256;
  private static final int STUB_VALUE_BYTES = 4_096;
  private static final int SMALLEST_CUT = 32;

  /** Of a batch with one record, and of the lengths in it. */
  private static final int OVERHEAD = 128;

  private static final int HEADER_OVERHEAD = 10;

  private final String topic;

  /**
   * @param topic topic of dead letters
   */
  DeadLetterRecords(String topic) {
    this.topic = requireNonNull(topic, "topic is null");
  }

  /**
   * Makes one.
   *
   * @param key as it was received, may be null
   * @param value as it was received, may be null
   * @param limit bytes that it may have at most
   */
  ProducerRecord<byte[], byte[]> of(
      ErrorHandlerContext origin, byte[] key, byte[] value, Exception failure, int limit) {
    ProducerRecord<byte[], byte[]> whole = new ProducerRecord<>(topic, null, null, key, value);
    if (origin.headers() != null) {
      origin.headers().forEach(whole.headers()::add);
    }
    addReason(whole.headers(), origin, failure);
    whole.headers().add(STACK_TRACE, text(cut(stackTrace(failure), STACK_TRACE_LIMIT)));
    return size(whole) <= limit ? whole : stub(origin, key, value, failure, limit);
  }

  private ProducerRecord<byte[], byte[]> stub(
      ErrorHandlerContext origin, byte[] key, byte[] value, Exception failure, int limit) {
    int valueBytes = Math.min(STUB_VALUE_BYTES, Math.max(SMALLEST_CUT, limit / 4));
    int keyBytes = Math.min(STUB_KEY_BYTES, Math.max(SMALLEST_CUT, limit / 8));
    ProducerRecord<byte[], byte[]> stub =
        new ProducerRecord<>(topic, null, null, cut(key, keyBytes), cut(value, valueBytes));
    addReason(stub.headers(), origin, failure);
    addSizes(stub.headers(), key, value, origin.headers());
    return stub;
  }

  /** The same in fewer bytes: without what is not needed to find the record again. */
  ProducerRecord<byte[], byte[]> smaller(ProducerRecord<byte[], byte[]> letter, int limit) {
    ProducerRecord<byte[], byte[]> stub =
        new ProducerRecord<>(
            topic,
            null,
            null,
            cut(letter.key(), Math.max(SMALLEST_CUT, limit / 8)),
            cut(letter.value(), Math.max(SMALLEST_CUT, limit / 4)));
    for (String name : List.of(EXCEPTION, MESSAGE, TOPIC, PARTITION, OFFSET, TIMESTAMP)) {
      Header kept = letter.headers().lastHeader(name);
      if (kept != null) {
        stub.headers().add(name, cut(kept.value(), MESSAGE_LIMIT));
      }
    }
    addSizes(stub.headers(), letter.key(), letter.value(), letter.headers());
    // Of a stub, those of what was received stand already.
    for (String name : List.of(KEY_BYTES, VALUE_BYTES, HEADERS)) {
      Header received = letter.headers().lastHeader(name);
      if (received != null) {
        stub.headers().remove(name).add(received);
      }
    }
    return stub;
  }

  private static void addSizes(Headers to, byte[] key, byte[] value, Headers received) {
    to.add(KEY_BYTES, text(length(key)));
    to.add(VALUE_BYTES, text(length(value)));
    to.add(HEADERS, text(count(received)));
  }

  private static void addReason(Headers headers, ErrorHandlerContext origin, Exception failure) {
    headers.add(EXCEPTION, text(failure.getClass().getName()));
    headers.add(MESSAGE, text(cut(String.valueOf(failure.getMessage()), MESSAGE_LIMIT)));
    headers.add(TOPIC, text(String.valueOf(origin.topic())));
    headers.add(PARTITION, text(origin.partition()));
    headers.add(OFFSET, text(origin.offset()));
    headers.add(TIMESTAMP, text(origin.timestamp()));
  }

  /** Bytes that a record takes in a batch of its own, not compressed; at least as many. */
  static long size(ProducerRecord<byte[], byte[]> record) {
    long size = (long) OVERHEAD + length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      size += HEADER_OVERHEAD + 3L * header.key().length() + length(header.value());
    }
    return size;
  }

  private static int count(Headers headers) {
    return headers == null ? 0 : headers.toArray().length;
  }

  private static int length(byte[] bytes) {
    return bytes == null ? -1 : bytes.length;
  }

  private static byte[] cut(byte[] bytes, int limit) {
    return bytes == null || bytes.length <= limit ? bytes : Arrays.copyOf(bytes, limit);
  }

  /** The first characters of a text. */
  static String cut(String text, int limit) {
    return text.length() <= limit ? text : text.substring(0, limit) + "...";
  }

  private static byte[] text(Object value) {
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String stackTrace(Exception failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}

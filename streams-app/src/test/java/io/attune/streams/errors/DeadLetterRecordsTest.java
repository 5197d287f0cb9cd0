package io.attune.streams.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.registry.BadRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class DeadLetterRecordsTest {
  private static final byte[] KEY = "app-1".getBytes(StandardCharsets.UTF_8);
  private final DeadLetterRecords records = new DeadLetterRecords("dead");

  @Test
  void whatFitsIsKeptAsItWasReceived() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("trace", new byte[] {1});
    ProducerRecord<byte[], byte[]> letter =
        records.of(origin(headers), KEY, new byte[100], new BadRecordException("bad"), 1 << 20);
    assertThat(letter.key()).isEqualTo(KEY);
    assertThat(letter.value()).hasSize(100);
    assertThat(letter.headers().lastHeader("trace").value()).containsExactly(1);
    assertThat(text(letter, DeadLetterRecords.MESSAGE)).isEqualTo("bad");
    assertThat(text(letter, DeadLetterRecords.OFFSET)).isEqualTo("42");
    assertThat(letter.headers().lastHeader(DeadLetterRecords.VALUE_BYTES)).isNull();
  }

  @Test
  void whatDoesNotFitLeavesAStubThatSaysWhatItWas() {
    byte[] value = new byte[10 << 20];
    Arrays.fill(value, (byte) 7);
    ProducerRecord<byte[], byte[]> letter =
        records.of(origin(new RecordHeaders()), KEY, value, new BadRecordException("bad"), 100_000);
    assertThat(letter.key()).isEqualTo(KEY);
    assertThat(letter.value()).isEqualTo(Arrays.copyOf(value, 4_096));
    assertThat(text(letter, DeadLetterRecords.VALUE_BYTES)).isEqualTo("10485760");
    assertThat(text(letter, DeadLetterRecords.TOPIC)).isEqualTo("in");
    assertThat(text(letter, DeadLetterRecords.PARTITION)).isEqualTo("3");
    assertThat(text(letter, DeadLetterRecords.OFFSET)).isEqualTo("42");
    assertThat(text(letter, DeadLetterRecords.EXCEPTION)).endsWith("BadRecordException");
  }

  @Property(tries = 200)
  void itIsNeverLargerThanItMayBe(
      @ForAll @IntRange(max = 3_000_000) int keyBytes,
      @ForAll @IntRange(max = 3_000_000) int valueBytes,
      @ForAll @IntRange(max = 50) int headers,
      @ForAll @IntRange(max = 100_000) int headerBytes,
      @ForAll @IntRange(max = 100_000) int messageCharacters,
      @ForAll @IntRange(min = 4_096, max = 1 << 20) int limit) {
    RecordHeaders received = new RecordHeaders();
    for (int i = 0; i < headers; i++) {
      received.add("h" + i, new byte[headerBytes]);
    }
    BadRecordException failure = new BadRecordException("\u20ac".repeat(messageCharacters));
    ProducerRecord<byte[], byte[]> letter =
        records.of(origin(received), new byte[keyBytes], new byte[valueBytes], failure, limit);
    assertThat(DeadLetterRecords.size(letter)).isLessThanOrEqualTo(limit);
    ProducerRecord<byte[], byte[]> smaller = records.smaller(letter, 4_096);
    assertThat(DeadLetterRecords.size(smaller)).isLessThanOrEqualTo(4_096);
    assertThat(text(smaller, DeadLetterRecords.OFFSET)).isEqualTo("42");
    if (letter.headers().lastHeader(DeadLetterRecords.VALUE_BYTES) != null) {
      assertThat(text(smaller, DeadLetterRecords.VALUE_BYTES))
          .isEqualTo(Integer.toString(valueBytes));
    }
  }

  @Test
  void nullKeyAndValueAreTold() {
    RecordHeaders large = new RecordHeaders();
    large.add("h", new byte[1 << 20]);
    ProducerRecord<byte[], byte[]> letter =
        records.of(origin(large), null, null, new BadRecordException("bad"), 8_192);
    assertThat(letter.key()).isNull();
    assertThat(letter.value()).isNull();
    assertThat(text(letter, DeadLetterRecords.KEY_BYTES)).isEqualTo("-1");
    assertThat(text(letter, DeadLetterRecords.HEADERS)).isEqualTo("1");
  }

  private static String text(ProducerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return new String(header.value(), StandardCharsets.UTF_8);
  }

  private static ErrorHandlerContext origin(Headers headers) {
    return new ErrorHandlerContext() {
      @Override
      public String topic() {
        return "in";
      }

      @Override
      public int partition() {
        return 3;
      }

      @Override
      public long offset() {
        return 42;
      }

      @Override
      public Headers headers() {
        return headers;
      }

      @Override
      public String processorNodeId() {
        return "observe";
      }

      @Override
      public TaskId taskId() {
        return new TaskId(0, 3);
      }

      @Override
      public long timestamp() {
        return 5;
      }

      @Override
      public byte[] sourceRawKey() {
        return null;
      }

      @Override
      public byte[] sourceRawValue() {
        return null;
      }
    };
  }
}

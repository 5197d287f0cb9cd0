package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.Topics;
import io.attune.streams.testing.StreamStories;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeadLettersScenarioTest {
  private static final byte[] KEY = "app-1".getBytes(StandardCharsets.UTF_8);

  @TempDir Path state;

  static Stream<Arguments> badRecords() {
    byte[] unknownId = ByteBuffer.allocate(12).put((byte) 0).putInt(987_654).array();
    return new Topics(Topics.DEFAULT_PREFIX)
        .inputs().stream()
            .map(Topics.Topic::name)
            .flatMap(
                topic ->
                    Stream.of(
                        Arguments.of(
                            topic, "garbage", KEY, new byte[] {7, 1, 2, 3, 4, 5, 6}, "magic"),
                        Arguments.of(topic, "too short", KEY, new byte[] {0, 1}, "byte"),
                        Arguments.of(topic, "unknown id", KEY, unknownId, "987654"),
                        Arguments.of(topic, "null value", KEY, null, "null"),
                        Arguments.of(topic, "no key", null, new byte[] {0}, "key")));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("badRecords")
  void badRecordIsPutAsideWithItsReasonAndTheNextIsProcessed(
      String topic, String what, byte[] key, byte[] value, String reason) {
    try (Pipeline pipeline = new Pipeline(state, Map.of())) {
      pipeline.sendRaw(topic, key, value);
      pipeline.send(StreamStories.skewedJoin().events());
      pipeline.advance(Duration.ofMillis(200));

      List<TestRecord<byte[], byte[]>> letters = pipeline.deadLetters();
      assertThat(letters).hasSize(1);
      assertThat(letters.get(0).key()).isEqualTo(key);
      assertThat(letters.get(0).value()).isEqualTo(value);
      assertThat(header(letters.get(0), "__streams.errors.topic")).isEqualTo(topic);
      assertThat(header(letters.get(0), "__streams.errors.offset")).isEqualTo("0");
      assertThat(header(letters.get(0), "__streams.errors.message")).contains(reason);
      assertThat(header(letters.get(0), "__streams.errors.exception"))
          .isEqualTo("io.attune.registry.BadRecordException");
      assertThat(deadLetterCount(pipeline, topic)).isEqualTo(1);
      assertThat(pipeline.recommendations).isNotEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongKeys")
  void recordUnderTheKeyOfAnotherApplicationIsPutAside(SpecificRecord event) {
    try (Pipeline pipeline = new Pipeline(state, Map.of())) {
      String topic = pipeline.topicOf(event);
      pipeline.sendRaw(topic, KEY, pipeline.encode(event));
      List<TestRecord<byte[], byte[]>> letters = pipeline.deadLetters();
      assertThat(letters).hasSize(1);
      assertThat(letters.get(0).value()).isEqualTo(pipeline.encode(event));
      assertThat(header(letters.get(0), "__streams.errors.message")).contains("app-1");
      assertThat(deadLetterCount(pipeline, topic)).isEqualTo(1);
    }
  }

  static Stream<SpecificRecord> wrongKeys() {
    List<SpecificRecord> events = StreamStories.skewedJoin().events();
    return Stream.of(events.get(0), events.get(events.size() / 2));
  }

  private static double deadLetterCount(Pipeline pipeline, String topic) {
    return pipeline
        .metrics
        .registry()
        .get("attune.dead.letters")
        .tag("topic", topic)
        .counter()
        .count();
  }

  private static String header(TestRecord<byte[], byte[]> letter, String name) {
    Header header = letter.headers().lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}

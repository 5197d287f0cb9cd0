package io.attune.load.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.eventlog.EventLogReader;
import io.attune.registry.AvroSerdes;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class TopicFollowerTest {
  private static final TopicPartition HUB = new TopicPartition("hub", 0);
  private static final String START =
      "{\"Event\":\"SparkListenerApplicationStart\",\"App Name\":\"nightly\",\"App ID\":\"%s\","
          + "\"Timestamp\":1700000000000,\"User\":\"ada\"}";
  private static final String END =
      "{\"Event\":\"SparkListenerApplicationEnd\",\"Timestamp\":1700000060000}";

  private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
  private final MockProducer<String, SpecificRecord> producer =
      new MockProducer<>(
          true,
          null,
          new StringSerializer(),
          AvroSerdes.from(Map.of("schema.registry.url", "mock://hub")).serializer(false));
  private final List<String> problems = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-30T02:00:00Z");
  private long offset;

  private TopicFollower follower() {
    TopicFollower follower =
        new TopicFollower(
            consumer,
            producer,
            new Topics("test."),
            "hub",
            "broker:9092",
            new EventLogReader(),
            problems::add,
            () -> now);
    consumer.rebalance(Set.of(HUB));
    consumer.updateBeginningOffsets(Map.of(HUB, 0L));
    return follower;
  }

  private void arrives(String value) {
    consumer.addRecord(
        new ConsumerRecord<>("hub", 0, offset++, null, value.getBytes(StandardCharsets.UTF_8)));
  }

  private void arrives(String application, String event) {
    arrives(
        "{\"category\":\"EventLog\",\"applicationId\":\""
            + application
            + "\",\"properties\":"
            + String.format(event, application)
            + "}");
  }

  private long committed() {
    return consumer.committed(Set.of(HUB)).get(HUB).offset();
  }

  private List<LifecycleKind> sent() {
    return producer.history().stream()
        .map(record -> ((LifecycleEvent) record.value()).getKind())
        .toList();
  }

  @Test
  void anApplicationThatGoesOnIsReadAgainFromItsFirstEvent() {
    try (TopicFollower follower = follower()) {
      arrives("app-1", START);
      arrives("app-2", START);
      arrives("app-1", END);
      assertThat(follower.look().running()).isEqualTo(1);
      assertThat(committed()).isEqualTo(1);

      arrives("app-2", END);
      assertThat(follower.look().running()).isZero();
      assertThat(committed()).isEqualTo(4);
    }
    assertThat(sent())
        .containsExactlyInAnyOrder(
            LifecycleKind.APPLICATION_STARTED,
            LifecycleKind.APPLICATION_STARTED,
            LifecycleKind.APPLICATION_ENDED,
            LifecycleKind.APPLICATION_ENDED,
            LifecycleKind.AGENT_REPORT,
            LifecycleKind.AGENT_REPORT);
    assertThat(producer.history()).allMatch(record -> record.key().matches("app-[12]"));
  }

  @Test
  void whatCannotBeUsedIsCountedAndSaidOnce() {
    try (TopicFollower follower = follower()) {
      arrives("no JSON");
      arrives("no JSON");
      arrives("{\"category\":\"Metrics\",\"properties\":{\"name\":\"jvm.heap.used\"}}");
      arrives("app-1", START);
      TopicFollower.Status status = follower.look();

      assertThat(status.unusable()).isEqualTo(2);
      assertThat(status.records()).isEqualTo(1);
      assertThat(problems)
          .singleElement()
          .satisfies(
              sentence ->
                  assertThat(sentence)
                      .startsWith("Left out record 0 of partition 0 of hub (it is not a JSON"));
    }
  }

  @Test
  void anApplicationOfWhichNothingComesIsLetGo() {
    try (TopicFollower follower = follower()) {
      arrives("app-1", START);
      follower.look();
      assertThat(committed()).isZero();

      now = now.plus(Duration.ofHours(25));
      assertThat(follower.look().running()).isZero();
      follower.look();
      assertThat(committed()).isEqualTo(1);
    }
    assertThat(sent()).contains(LifecycleKind.AGENT_REPORT);
  }

  @Test
  void anotherInstanceTakesOver() {
    try (TopicFollower follower = follower()) {
      arrives("app-1", START);
      assertThat(follower.look().running()).isEqualTo(1);
      consumer.rebalance(Set.of());
      assertThat(follower.look().running()).isZero();
    }
  }

  @Test
  void oneMemberGetsTheWholeTopic() {
    var subscription =
        new org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription(
            List.of("hub"));
    assertThat(
            new WholeTopicAssignor()
                .assign(Map.of("hub", 3), Map.of("b", subscription, "a", subscription)))
        .containsOnly(
            Map.entry(
                "a", List.of(HUB, new TopicPartition("hub", 1), new TopicPartition("hub", 2))),
            Map.entry("b", List.of()));
  }
}

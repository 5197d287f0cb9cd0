package io.attune.server.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.Severity;
import io.attune.streams.config.ConfigurationException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticesTest {
  private static final String TOPIC = "attune.recommendations";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  private static final Instant TUESDAY = Instant.parse("2026-12-01T08:00:00Z");
  private static final WebhookSender.Retries QUICK =
      new WebhookSender.Retries(
          3, Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofSeconds(20));

  @TempDir private Path directory;

  private final Map<String, Recommendation> published = new ConcurrentHashMap<>();
  private final List<Recommendation> standing = new CopyOnWriteArrayList<>();
  private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
  private WebhookReceiver receiver;
  private Notices notices;
  private long offset;

  @BeforeEach
  void open() throws IOException {
    receiver = new WebhookReceiver();
  }

  @AfterEach
  void close() {
    if (notices != null) {
      notices.close();
    }
    receiver.close();
  }

  private List<Webhook> webhooks(String more) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("webhooks.json"),
            "{\"webhooks\": [{\"name\": \"team\", \"messagesPerMinute\": 600, \"url\": \""
                + receiver.url()
                + "\""
                + more
                + "}]}");
    return WebhookFile.read(file);
  }

  /** Starts with what the group has committed, when it has. */
  private void start(String more, OffsetAndMetadata committed) throws Exception {
    notices =
        new Notices(
            TOPIC,
            () -> consumer,
            () -> (topic, data) -> published.get(new String(data, StandardCharsets.UTF_8)),
            () -> List.copyOf(standing),
            webhooks(more),
            new SimpleMeterRegistry(),
            QUICK,
            () -> TUESDAY);
    CountDownLatch assigned = new CountDownLatch(1);
    consumer.schedulePollTask(
        () -> {
          consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
          consumer.updateEndOffsets(Map.of(PARTITION, offset));
          if (committed != null) {
            consumer.commitSync(Map.of(PARTITION, committed));
          }
          consumer.rebalance(List.of(PARTITION));
          assigned.countDown();
        });
    notices.start();
    assigned.await();
  }

  private void publish(String key, Recommendation recommendation) {
    String id = "r" + offset;
    if (recommendation != null) {
      published.put(id, recommendation);
    }
    byte[] value = recommendation == null ? null : id.getBytes(StandardCharsets.UTF_8);
    ConsumerRecord<String, byte[]> record = new ConsumerRecord<>(TOPIC, 0, offset++, key, value);
    consumer.schedulePollTask(() -> consumer.addRecord(record));
  }

  private static Recommendation recommendation(
      String workload, Severity severity, RecommendationState state, double costChange) {
    return NoticeExamples.recommendation(workload, severity, state, costChange);
  }

  private String title() throws Exception {
    return receiver.next().json().at("/notices/0/title").asText();
  }

  @Test
  void a_finding_is_told_once_and_its_revisions_are_not() throws Exception {
    start(", \"kinds\": [\"finding\"]", null);
    publish("a/p", recommendation("a", Severity.LOW, RecommendationState.ACTIVE, -1));
    publish("a/p", recommendation("a", Severity.HIGH, RecommendationState.ACTIVE, -1));
    publish("a/p", recommendation("a", Severity.CRITICAL, RecommendationState.ACTIVE, -1));
    publish("a/p", recommendation("a", Severity.LOW, RecommendationState.ACTIVE, -1));
    publish("a/p", recommendation("a", Severity.HIGH, RecommendationState.ACTIVE, -1));
    publish("b/p", recommendation("b", Severity.HIGH, RecommendationState.DISMISSED, -1));
    publish("a/p", null);
    publish("a/p", recommendation("a", Severity.HIGH, RecommendationState.ACTIVE, -1));
    publish("z/p", recommendation("z", Severity.HIGH, RecommendationState.ACTIVE, -1));

    StringBuilder told = new StringBuilder();
    while (told.indexOf("z:") < 0) {
      for (JsonNode notice : receiver.next().json().at("/notices")) {
        told.append(notice.get("title").asText(), 0, 2);
      }
    }
    assertThat(told).hasToString("a:a:z:");
  }

  @Test
  void a_gain_is_enough_and_a_regression_is_told_by_itself() throws Exception {
    start(
        ", \"kinds\": [\"finding\", \"regression\"], \"severity\": \"critical\", \"gain\": 5",
        null);
    publish("a/p", recommendation("a", Severity.LOW, RecommendationState.ACTIVE, -4.9));
    publish("b/p", recommendation("b", Severity.LOW, RecommendationState.ACTIVE, -5));
    assertThat(title()).startsWith("b: ");
    publish("b/p", recommendation("b", Severity.LOW, RecommendationState.REGRESSED, -5));
    publish("b/p", recommendation("b", Severity.LOW, RecommendationState.REGRESSED, -5));
    assertThat(title()).contains("b: ", "made it worse");
    publish("c/p", recommendation("c", Severity.LOW, RecommendationState.ACTIVE, -9));
    assertThat(title()).startsWith("c: ");
  }

  @Test
  void after_a_restart_what_was_told_is_read_in_silence() throws Exception {
    start(", \"kinds\": [\"finding\"]", new OffsetAndMetadata(2, "2026-W49"));
    publish("a/p", recommendation("a", Severity.HIGH, RecommendationState.ACTIVE, -1));
    publish("b/p", recommendation("b", Severity.LOW, RecommendationState.ACTIVE, -1));
    // The group has committed up to here.
    publish("a/p", recommendation("a", Severity.CRITICAL, RecommendationState.ACTIVE, -1));
    publish("b/p", recommendation("b", Severity.HIGH, RecommendationState.ACTIVE, -1));

    assertThat(title()).startsWith("b: ");
  }

  @Test
  void the_digest_comes_once_a_week_and_says_what_is_worth_most_first() throws Exception {
    standing.add(recommendation("small", Severity.HIGH, RecommendationState.ACTIVE, -1));
    standing.add(recommendation("large", Severity.LOW, RecommendationState.ACTIVE, -9));
    standing.add(recommendation("done", Severity.LOW, RecommendationState.SUCCEEDED, -9));
    start("", null);

    JsonNode digest = receiver.next().json().at("/notices/0");
    assertThat(digest.get("kind").asText()).isEqualTo("digest");
    assertThat(digest.get("title").asText())
        .isEqualTo("Week 2026-W49: 2 recommendations for 2 workloads");
    assertThat(digest.get("text").asText())
        .contains("would cost 10.00 core-h less", "1 helped")
        .containsSubsequence("large", "small");
    publish("a/p", recommendation("a", Severity.HIGH, RecommendationState.ACTIVE, -1));
    assertThat(title()).startsWith("a: ");
    awaitCommit("2026-W49");
  }

  private void awaitCommit(String week) {
    while (consumer.committed(Set.of(PARTITION)).get(PARTITION) == null
        || !consumer.committed(Set.of(PARTITION)).get(PARTITION).metadata().equals(week)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void weeks_turn_on_monday_at_seven() {
    assertThat(Digest.week(Instant.parse("2026-11-30T06:59:59Z"))).isEqualTo("2026-W48");
    assertThat(Digest.week(Instant.parse("2026-11-30T07:00:00Z"))).isEqualTo("2026-W49");
    assertThat(Digest.week(Instant.parse("2027-01-01T07:00:00Z"))).isEqualTo("2026-W53");
  }

  @Test
  void a_wrong_file_is_said_without_its_secrets() throws IOException {
    for (String url :
        List.of(
            "http://hooks.example.org/TOPSECRET",
            "file:///etc/passwd?TOPSECRET",
            "https://user:TOPSECRET@example.org/",
            "not an address TOPSECRET")) {
      Path file =
          Files.writeString(
              directory.resolve("w.json"),
              "{\"webhooks\": [{\"name\": \"t\", \"url\": \"" + url + "\"}]}");
      assertThatThrownBy(() -> WebhookFile.read(file))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("w.json")
          .hasMessageNotContaining("TOPSECRET");
    }
    Path broken = Files.writeString(directory.resolve("w.json"), "{\"webhooks\": [TOPSECRET]}");
    assertThatThrownBy(() -> WebhookFile.read(broken)).hasMessageNotContaining("TOPSECRET");
    assertThatThrownBy(() -> webhooks(", \"severity\": \"huge\""))
        .hasMessageContaining("one of [low, moderate, high, critical]");
    assertThatThrownBy(() -> webhooks(", \"colour\": 1")).hasMessageContaining("unknown");
    assertThat(webhooks("").toString()).doesNotContain("secret-path");
  }

  @Test
  void names_become_no_markup_in_a_chat() {
    Notice notice =
        Notice.of(
            Notice.Kind.FINDING,
            recommendation(
                "<!channel> [x](http://e)\u202e\n*b*",
                Severity.HIGH,
                RecommendationState.ACTIVE,
                -1));

    JsonNode slack = MessageShape.SLACK.body(List.of(notice));
    assertThat(slack.get("text").asText()).contains("&lt;!channel&gt;").doesNotContain("\u202e");
    assertThat(slack.findValuesAsText("type")).containsOnly("header", "section", "plain_text");
    JsonNode teams = MessageShape.TEAMS.body(List.of(notice));
    assertThat(teams.at("/attachments/0/content/body").findValuesAsText("type"))
        .containsOnly("RichTextBlock", "TextRun");
    assertThat(teams.toString()).doesNotContain("\u202e");
  }
}

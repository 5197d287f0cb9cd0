package io.attune.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.testing.AdviceSheets;
import io.attune.registry.BadRecordException;
import io.attune.registry.RegistryUnavailableException;
import io.attune.schemas.Recommendation;
import io.attune.streams.metrics.AttuneMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class RecommendationViewTest {
  private static final String TOPIC = "attune.recommendations";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private final AttuneMetrics metrics = AttuneMetrics.unregistered();
  private final BlockingQueue<Recommendations.Update> changes = new LinkedBlockingQueue<>();
  private final AtomicInteger opened = new AtomicInteger();
  private RecommendationView view;

  @AfterEach
  void close() {
    view.close();
  }

  /** Reads {@code property=value}; everything else is garbage. */
  private static Recommendation read(String topic, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.equals("registry?")) {
      throw new RegistryUnavailableException("The registry does not answer.", null);
    }
    if (!text.contains("=")) {
      throw new BadRecordException("A record on topic " + topic + " is garbage.");
    }
    return AdviceSheets.recommendation(text);
  }

  private void start(List<List<Map.Entry<String, String>>> attempts) {
    view =
        new RecommendationView(
            TOPIC,
            () -> consumer(attempts.get(Math.min(opened.getAndIncrement(), attempts.size() - 1))),
            () -> (Deserializer<Recommendation>) RecommendationViewTest::read,
            metrics,
            Duration.ofMillis(1));
    view.listen(changes::add);
    view.start();
  }

  private static MockConsumer<String, byte[]> consumer(List<Map.Entry<String, String>> records) {
    MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    Node node = new Node(0, "none", 0);
    consumer.updatePartitions(
        TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, new Node[0], new Node[0])));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, (long) records.size()));
    consumer.schedulePollTask(
        () -> {
          for (int i = 0; i < records.size(); i++) {
            Map.Entry<String, String> record = records.get(i);
            byte[] value =
                record.getValue().equals("-")
                    ? null
                    : record.getValue().getBytes(StandardCharsets.UTF_8);
            String key = record.getKey().equals("-") ? null : record.getKey();
            consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, i, key, value));
          }
        });
    return consumer;
  }

  private Recommendations.Update change() throws InterruptedException {
    return changes.poll(30, TimeUnit.SECONDS);
  }

  private double failures(String where) {
    return metrics.registry().get("attune.failures").tag("where", where).counter().count();
  }

  @Test
  void garbageIsPassedOverAndCounted() throws Exception {
    start(
        List.of(
            List.of(
                Map.entry("w/a", "a=1"),
                Map.entry("w/a", "garbage"),
                Map.entry("-", "b=1"),
                Map.entry("w/b", "more garbage"),
                Map.entry("w/c", "c=1"))));

    assertThat(change().key()).isEqualTo("w/a");
    assertThat(change().key()).isEqualTo("w/c");
    assertThat(view.current()).extracting(Published::key).containsExactly("w/a", "w/c");
    assertThat(view.current().get(0).recommendation().getRecommended()).isEqualTo("1");
    assertThat(failures("recommendation-record")).isEqualTo(3);
    assertThat(view.failure()).isEmpty();
  }

  @Test
  void whatIsWithdrawnGoes() throws Exception {
    start(List.of(List.of(Map.entry("w/a", "a=1"), Map.entry("w/a", "-"))));

    assertThat(change().published()).isPresent();
    assertThat(change()).isEqualTo(new Recommendations.Update("w/a", Optional.empty()));
    assertThat(view.current()).isEmpty();
  }

  @Test
  void aRegistryThatIsAwayIsNobodysFaultAndReadAgain() throws Exception {
    start(
        List.of(
            List.of(Map.entry("w/a", "a=1"), Map.entry("w/b", "registry?")),
            List.of(Map.entry("w/b", "b=1"))));

    assertThat(change().key()).isEqualTo("w/a");
    assertThat(change().key()).isEqualTo("w/b");
    assertThat(change())
        .as("w/a was not there any more when all had been read again")
        .isEqualTo(new Recommendations.Update("w/a", Optional.empty()));
    assertThat(failures("recommendation-view")).isEqualTo(1);
    while (!view.isCaughtUp()) {
      Thread.onSpinWait();
    }
    assertThat(view.failure()).isEmpty();
  }
}

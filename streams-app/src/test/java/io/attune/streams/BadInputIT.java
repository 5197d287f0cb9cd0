package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.Topics;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.testing.Cluster;
import io.attune.streams.testing.StreamStories;
import io.micrometer.core.instrument.Counter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputIT {
  private static final byte[] KEY = "app-1".getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;

  @Test
  void badRecordsOnEveryInputTopicArePutAsideAndTheRestIsProcessed() throws Exception {
    try (Cluster cluster = new Cluster(directory)) {
      AttuneConfig config = cluster.config(Map.of());
      try (AttuneStreams attune = new AttuneStreams(config)) {
        attune.start();
        List<SpecificRecord> before =
            new ArrayList<>(StreamStories.begun("before").ended().events());
        before.add(executorMetrics());
        cluster.send(config, before);
        byte[] wrongMagic = {9, 9, 9, 9, 9, 9};
        byte[] unknownId = ByteBuffer.allocate(12).put((byte) 0).putInt(987_654).array();
        for (Topics.Topic topic : config.topics().inputs()) {
          cluster.sendRaw(config, topic.name(), KEY, garbageUnderAKnownId(cluster, topic));
          cluster.sendRaw(config, topic.name(), KEY, wrongMagic);
          cluster.sendRaw(config, topic.name(), KEY, unknownId);
          cluster.sendRaw(config, topic.name(), KEY, null);
          cluster.sendRaw(config, topic.name(), null, new byte[] {0, 0, 0, 0, 1});
        }
        cluster.send(config, StreamStories.skewedJoin().events());
        Cluster.await("everything worked off", attune::isCaughtUp);

        Map<String, Integer> byTopic = new TreeMap<>();
        List<ConsumerRecord<byte[], byte[]>> letters =
            cluster.readAll(config.topics().deadLetters().name());
        for (ConsumerRecord<byte[], byte[]> letter : letters) {
          assertThat(letter.headers().lastHeader("__streams.errors.message").value()).isNotNull();
          byTopic.merge(
              new String(letter.headers().lastHeader("__streams.errors.topic").value()),
              1,
              Integer::sum);
        }
        assertThat(byTopic)
            .containsOnlyKeys(config.topics().inputs().stream().map(Topics.Topic::name).toList());
        assertThat(byTopic.values()).allMatch(count -> count == 5);
        assertThat(deadLettersCounted(attune)).isEqualTo(letters.size());
        assertThat(cluster.etags(config)).isNotEmpty();
        assertThat(attune.metrics().registry().get("attune.thread.failures").counter().count())
            .isZero();
      }
    }
  }

  private static ExecutorMetrics executorMetrics() {
    ExecutorMetrics metrics = new ExecutorMetrics();
    metrics.setApplicationId("app-1");
    metrics.setExecutorId("1");
    metrics.setEventTime(Instant.EPOCH);
    return metrics;
  }

  /** The frame of a record that was sent properly, around bytes that are no Avro. */
  private static byte[] garbageUnderAKnownId(Cluster cluster, Topics.Topic topic) {
    byte[] proper = cluster.readAll(topic.name()).get(0).value();
    byte[] garbage = Arrays.copyOf(proper, 40);
    Arrays.fill(garbage, 5, garbage.length, (byte) 0xFF);
    return garbage;
  }

  private static double deadLettersCounted(AttuneStreams attune) {
    return attune.metrics().registry().find("attune.dead.letters").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  @Test
  void registryOutageIsWaitedForAndNothingIsPutAside() throws Exception {
    try (Cluster cluster = new Cluster(directory)) {
      // So little patience that a thread is replaced meanwhile, too.
      AttuneConfig config =
          cluster.config(
              Map.of(
                  "registry.patience", "1s",
                  "schema.registry.max.retries", "0",
                  "http.enabled", "false"));
      try (AttuneStreams attune = new AttuneStreams(config)) {
        try (TopicAdmin admin = new TopicAdmin(config)) {
          admin.ensureTopics();
        }
        cluster.send(config, StreamStories.skewedJoin().events());
        cluster.stopRegistry();
        attune.start();
        Cluster.await(
            "a thread given up and replaced",
            () -> attune.metrics().registry().get("attune.thread.failures").counter().count() >= 1);
        assertThat(cluster.readAll(config.topics().deadLetters().name())).isEmpty();

        cluster.startRegistry();
        Cluster.await("everything worked off", attune::isCaughtUp);
        assertThat(cluster.etags(config)).isNotEmpty();
        assertThat(cluster.readAll(config.topics().deadLetters().name())).isEmpty();
      }
    }
  }

  @Test
  void inputTopicsOfDifferentSizeAreRefused() throws Exception {
    try (Cluster cluster = new Cluster(directory)) {
      AttuneConfig config = cluster.config(Map.of());
      try (Admin admin =
          Admin.create(Map.of("bootstrap.servers", cluster.broker.bootstrapServers()))) {
        admin
            .createTopics(List.of(new NewTopic(config.topics().lifecycle().name(), 5, (short) 1)))
            .all()
            .get();
      }
      try (AttuneStreams attune = new AttuneStreams(config)) {
        assertThatThrownBy(attune::start)
            .isInstanceOf(ConfigurationException.class)
            .hasMessageContaining("same number of partitions")
            .hasMessageContaining("attune.lifecycle=5");
      }
    }
  }
}

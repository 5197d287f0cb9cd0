package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.Topics;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.testing.Cluster;
import io.attune.streams.testing.StreamStories;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Records that are too large for the topic of dead letters, in whatever part they are large: each
 * leaves a stub, and the partition goes on. The topic's limit is either known at the start or
 * lowered while the pipeline runs.
 */
class LargeRecordsIT {
  private static final String LIMIT = "max.message.bytes";
  private static final int MEBIBYTE = 1 << 20;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "at_least_once, 1048588, false",
    "at_least_once, 65536, false",
    "at_least_once, 65536, true",
    "exactly_once_v2, 1048588, false",
    "exactly_once_v2, 65536, false",
  })
  void aLargeRecordLeavesAStubAndThePartitionGoesOn(
      String guarantee, int deadLetterLimit, boolean whileItRuns) throws Exception {
    try (Cluster cluster = new Cluster(directory)) {
      AttuneConfig config =
          cluster.config(Map.of("processing.guarantee", guarantee, "topics.partitions", "1"));
      try (TopicAdmin admin = new TopicAdmin(config)) {
        admin.ensureTopics();
      }
      for (Topics.Topic input : config.topics().inputs()) {
        setLimit(cluster, input.name(), 16 * MEBIBYTE);
      }
      String deadLetters = config.topics().deadLetters().name();
      if (!whileItRuns) {
        setLimit(cluster, deadLetters, deadLetterLimit);
      }
      try (AttuneStreams attune = new AttuneStreams(config)) {
        attune.start();
        if (whileItRuns) {
          setLimit(cluster, deadLetters, deadLetterLimit);
        }
        int sent = 0;
        for (Topics.Topic input : config.topics().inputs()) {
          sent += sendPoison(cluster, input.name());
        }
        cluster.send(config, StreamStories.skewedJoin().events());
        Cluster.await("everything worked off", attune::isCaughtUp);

        List<ConsumerRecord<byte[], byte[]>> letters = cluster.readAll(deadLetters);
        Map<String, String> sizes = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> letter : letters) {
          sizes.put(
              header(letter, "__streams.errors.topic")
                  + "/"
                  + header(letter, "__streams.errors.offset"),
              header(letter, "attune.stub.value.bytes"));
        }
        assertThat(sizes).hasSize(sent);
        assertThat(sizes.values().stream().filter(Integer.toString(10 * MEBIBYTE)::equals))
            .hasSize(3);
        assertThat(cluster.etags(config)).isNotEmpty();
        assertThat(attune.metrics().registry().get("attune.thread.failures").counter().count())
            .isZero();
      }
    }
  }

  private static int sendPoison(Cluster cluster, String topic) throws Exception {
    List<ProducerRecord<byte[], byte[]>> poison = new ArrayList<>();
    byte[] key = "app-1".getBytes(StandardCharsets.UTF_8);
    poison.add(new ProducerRecord<>(topic, key, new byte[MEBIBYTE - 100]));
    poison.add(new ProducerRecord<>(topic, key, new byte[10 * MEBIBYTE]));
    poison.add(new ProducerRecord<>(topic, new byte[MEBIBYTE], new byte[] {1}));
    poison.add(new ProducerRecord<>(topic, new byte[] {(byte) 0xC3, 0x28}, new byte[MEBIBYTE]));
    poison.add(new ProducerRecord<>(topic, null, new byte[2 * MEBIBYTE]));
    ProducerRecord<byte[], byte[]> headers = new ProducerRecord<>(topic, key, new byte[] {1});
    headers.headers().add("h", new byte[2 * MEBIBYTE]);
    poison.add(headers);
    ProducerRecord<byte[], byte[]> many = new ProducerRecord<>(topic, key, null);
    for (int i = 0; i < 50_000; i++) {
      many.headers().add("h" + i, new byte[32]);
    }
    poison.add(many);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", cluster.broker.bootstrapServers(),
                "max.request.size", Integer.toString(16 * MEBIBYTE)),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> record : poison) {
        producer.send(record).get(30, TimeUnit.SECONDS);
      }
    }
    return poison.size();
  }

  private static void setLimit(Cluster cluster, String topic, int bytes) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", cluster.broker.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry(LIMIT, Integer.toString(bytes)),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return letter.headers().lastHeader(name) == null
        ? "-"
        : new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}

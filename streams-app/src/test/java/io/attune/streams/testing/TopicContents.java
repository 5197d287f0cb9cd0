package io.attune.streams.testing;

import io.attune.registry.AvroSerdes;
import io.attune.schemas.Recommendation;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.intake.EventSerdes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** What stands on topics. */
public final class TopicContents {
  private TopicContents() {}

  /** Everything on a topic now, as a reader of committed records sees it. */
  public static List<ConsumerRecord<byte[], byte[]>> readAll(
      String bootstrapServers, String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  /** Fingerprints of what is published, by key. */
  public static Map<String, String> etags(AttuneConfig config) {
    Map<String, String> etags = new TreeMap<>();
    String topic = config.topics().recommendations().name();
    try (Deserializer<Recommendation> values =
        AvroSerdes.from(EventSerdes.properties(config)).deserializer(Recommendation.class, false)) {
      for (ConsumerRecord<byte[], byte[]> record :
          readAll(config.get(Options.BOOTSTRAP_SERVERS), topic)) {
        String key = new String(record.key());
        if (record.value() == null) {
          etags.remove(key);
        } else {
          etags.put(key, values.deserialize(topic, record.value()).getEtag());
        }
      }
    }
    return etags;
  }
}

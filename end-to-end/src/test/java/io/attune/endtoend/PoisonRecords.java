package io.attune.endtoend;

import io.attune.schemas.Topics;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records of every kind that cannot be used. */
final class PoisonRecords {
  /** Number of kinds: so many records go to each input topic. */
  static final int KINDS = on("topic").size();

  private PoisonRecords() {}

  private static List<ProducerRecord<byte[], byte[]>> on(String topic) {
    byte[] key = "app-poison".getBytes(StandardCharsets.UTF_8);
    byte[] unknownId = ByteBuffer.allocate(12).put((byte) 0).putInt(987_654).array();
    List<ProducerRecord<byte[], byte[]>> poison = new ArrayList<>();
    poison.add(new ProducerRecord<>(topic, key, new byte[] {9, 9, 9, 9, 9, 9}));
    poison.add(new ProducerRecord<>(topic, key, new byte[0]));
    poison.add(new ProducerRecord<>(topic, key, null));
    poison.add(new ProducerRecord<>(topic, key, unknownId));
    poison.add(new ProducerRecord<>(topic, key, new byte[1_000_000]));
    poison.add(new ProducerRecord<>(topic, null, new byte[] {0, 0, 0, 0, 1}));
    poison.add(new ProducerRecord<>(topic, new byte[] {(byte) 0xC3, 0x28}, unknownId));
    poison.add(new ProducerRecord<>(topic, new byte[900_000], new byte[] {1}));
    ProducerRecord<byte[], byte[]> headers = new ProducerRecord<>(topic, key, new byte[] {1});
    headers.headers().add("h", new byte[900_000]);
    poison.add(headers);
    return poison;
  }

  /** Sends one of each to every input topic. */
  static void send(AttuneConfig config) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", config.get(Options.BOOTSTRAP_SERVERS)),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (Topics.Topic input : config.topics().inputs()) {
        for (ProducerRecord<byte[], byte[]> record : on(input.name())) {
          producer.send(record).get(30, TimeUnit.SECONDS);
        }
      }
    }
  }
}

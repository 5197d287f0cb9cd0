package io.attune.benchmarks.follow;

import io.attune.local.LocalStack;
import io.attune.registry.AvroSerdes;
import io.attune.schemas.LogPosition;
import io.attune.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** How far {@code attune follow} says in Kafka that it has read. */
public final class ReadSoFar implements AutoCloseable {

  private final String topic = new Topics(Topics.DEFAULT_PREFIX).logPositions().name();
  private final KafkaConsumer<String, byte[]> consumer;
  private final Deserializer<LogPosition> deserializer;
  private final Map<String, LogPosition> positions = new HashMap<>();

  /** Reads the topic of positions from its beginning. */
  public ReadSoFar(LocalStack stack) {
    deserializer = AvroSerdes.from(stack.clientProperties()).deserializer(LogPosition.class, false);
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", stack.bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(one -> new TopicPartition(one.topic(), one.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Waits until so many bytes of a log were read, and every other log that was begun with. */
  public void await(Path log, long bytes, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!isRead(log, bytes)) {
      for (ConsumerRecord<String, byte[]> one : consumer.poll(Duration.ofMillis(200))) {
        positions.put(one.key(), deserializer.deserialize(topic, one.value()));
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(log + " was not read within " + patience + ": " + positions.get(log));
      }
    }
  }

  private boolean isRead(Path log, long bytes) {
    LogPosition position = positions.get(log.toString());
    return position != null && position.getReadBytes() >= bytes;
  }

  /** Records that were sent of all logs. */
  public long records() {
    return positions.values().stream().mapToLong(LogPosition::getRecords).sum();
  }

  @Override
  public void close() {
    consumer.close();
    deserializer.close();
  }
}

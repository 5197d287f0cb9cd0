package io.attune.benchmarks.streaming;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.TaskMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * The upper bound of one thread's throughput: a loop that polls task events and decodes the values,
 * without processing them.
 */
final class Ceiling implements MeasuredProgram {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Maximum number of consecutive empty polls: one minute. */
  private static final int MAX_EMPTY_POLLS = 600;

  private final String name;
  private final LoadCluster cluster;
  private final LoadCluster.Load load;
  private final Deserializer<TaskMetrics> values;
  private final Map<String, String> kafka;

  /**
   * @param values the deserializer
   * @param kafka consumer properties that differ from Kafka's defaults
   */
  Ceiling(
      String name,
      LoadCluster cluster,
      LoadCluster.Load load,
      Deserializer<TaskMetrics> values,
      Map<String, String> kafka) {
    this.name = requireNonNull(name, "name is null");
    this.cluster = cluster;
    this.load = load;
    this.values = values;
    this.kafka = Map.copyOf(kafka);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Pass run() throws IOException {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put("bootstrap.servers", cluster.bootstrapServers());
    config.put("enable.auto.commit", "false");
    String topic = load.topics().taskMetrics().name();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long wanted = load.shape().taskEvents();
      long seen = 0;
      long sum = 0;
      Meter meter = Meter.start();
      int empty = 0;
      while (seen < wanted) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        empty = records.isEmpty() ? empty + 1 : 0;
        if (empty > MAX_EMPTY_POLLS) {
          throw new IOException(
              String.format("of %,d task events on %s only %,d came", wanted, topic, seen));
        }
        for (ConsumerRecord<byte[], byte[]> record : records) {
          if (seen++ == 0) {
            meter = Meter.start();
          }
          TaskMetrics task = values.deserialize(topic, record.value());
          sum += task.getFinishTime().toEpochMilli() - task.getLaunchTime().toEpochMilli();
        }
      }
      Pass pass = meter.stop(seen);
      if (sum <= 0) {
        throw new IOException("the durations of the tasks do not add up");
      }
      return pass;
    }
  }
}

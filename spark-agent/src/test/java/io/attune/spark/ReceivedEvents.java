package io.attune.spark;

import io.attune.registry.AttuneAvroDeserializer;
import io.attune.registry.SchemaRegistryClient;
import io.attune.schemas.AgentReport;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskMetrics;
import io.attune.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The records received on the three topics, in the order of each topic. */
final class ReceivedEvents {
  final List<TaskMetrics> tasks = new ArrayList<>();
  final List<ExecutorMetrics> executors = new ArrayList<>();
  final List<LifecycleEvent> lifecycle = new ArrayList<>();
  final TreeSet<String> keys = new TreeSet<>();

  static void createTopics(String bootstrap, Topics topics) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin
          .createTopics(
              topics.inputs().stream()
                  .map(topic -> new NewTopic(topic.name(), 1, (short) 1))
                  .toList())
          .all()
          .get();
    }
  }

  /** Reads until the agent's final report, or until the timeout. */
  static ReceivedEvents untilFinalReport(
      String bootstrap, SchemaRegistryClient registry, Topics topics, Duration longest) {
    return read(bootstrap, registry, topics, longest, received -> received.hasFinalReport());
  }

  static ReceivedEvents read(
      String bootstrap,
      SchemaRegistryClient registry,
      Topics topics,
      Duration longest,
      java.util.function.Predicate<ReceivedEvents> enough) {
    ReceivedEvents received = new ReceivedEvents();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          topics.inputs().stream().map(topic -> new TopicPartition(topic.name(), 0)).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Instant deadline = Instant.now().plus(longest);
      boolean last = false;
      while (!last && Instant.now().isBefore(deadline)) {
        last = enough.test(received);
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(300))) {
          received.add(record, registry, topics);
        }
      }
    }
    return received;
  }

  private void add(
      ConsumerRecord<String, byte[]> record, SchemaRegistryClient registry, Topics topics) {
    keys.add(record.key());
    if (record.topic().equals(topics.taskMetrics().name())) {
      tasks.add(decode(registry, TaskMetrics.class, record));
    } else if (record.topic().equals(topics.executorMetrics().name())) {
      executors.add(decode(registry, ExecutorMetrics.class, record));
    } else {
      lifecycle.add(decode(registry, LifecycleEvent.class, record));
    }
  }

  private static <T> T decode(
      SchemaRegistryClient registry, Class<T> type, ConsumerRecord<String, byte[]> record) {
    try (AttuneAvroDeserializer<T> deserializer = new AttuneAvroDeserializer<>(registry, type)) {
      return deserializer.deserialize(record.topic(), record.value());
    }
  }

  boolean hasFinalReport() {
    return reports().stream().anyMatch(AgentReport::getComplete);
  }

  AgentReport finalReport() {
    return reports().stream().filter(AgentReport::getComplete).findFirst().orElseThrow();
  }

  List<AgentReport> reports() {
    return lifecycle.stream()
        .filter(event -> event.getKind() == LifecycleKind.AGENT_REPORT)
        .map(LifecycleEvent::getAgentReport)
        .toList();
  }

  /** All sequence numbers, ascending. */
  List<Long> sequence() {
    return Stream.of(
            tasks.stream().map(TaskMetrics::getSequence),
            executors.stream().map(ExecutorMetrics::getSequence),
            lifecycle.stream().map(LifecycleEvent::getSequence))
        .flatMap(sequences -> sequences)
        .sorted()
        .collect(Collectors.toList());
  }
}

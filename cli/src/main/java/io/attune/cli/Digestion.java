package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells when the pipeline has worked off what was sent to it: nothing of its input is uncommitted,
 * and neither input nor output has grown for a while, in which advice that was still being weighed
 * would have come.
 */
final class Digestion {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);
  private static final int QUIET_LOOKS = 4;

  private final Admin admin;
  private final String group;
  private final Topics topics;

  Digestion(Admin admin, String group, Topics topics) {
    this.admin = requireNonNull(admin, "admin is null");
    this.group = requireNonNull(group, "group is null");
    this.topics = requireNonNull(topics, "topics is null");
  }

  /** Waits; false when it is not done in time. */
  boolean await(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Map<TopicPartition, Long> before = Map.of();
    int quiet = 0;
    while (quiet < QUIET_LOOKS) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
      try {
        Map<TopicPartition, Long> ends = ends();
        quiet = ends.equals(before) && isCommitted(ends) ? quiet + 1 : 0;
        before = ends;
      } catch (ExecutionException e) {
        // The group is moving, or a topic is being made: look again.
        quiet = 0;
      }
    }
    return true;
  }

  private Map<TopicPartition, Long> ends() throws ExecutionException, InterruptedException {
    Set<String> names = new HashSet<>();
    for (String name : admin.listTopics().names().get()) {
      if (name.endsWith("-repartition") && name.startsWith(group)) {
        names.add(name);
      }
    }
    topics.all().forEach(topic -> names.add(topic.name()));
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (TopicDescription topic : admin.describeTopics(names).allTopicNames().get().values()) {
      topic
          .partitions()
          .forEach(p -> wanted.put(new TopicPartition(topic.name(), p.partition()), LATEST));
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(wanted)
        .all()
        .get()
        .forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }

  private static final OffsetSpec LATEST = OffsetSpec.latest();

  private boolean isCommitted(Map<TopicPartition, Long> ends)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    Set<String> inputs = new HashSet<>();
    topics.inputs().forEach(topic -> inputs.add(topic.name()));
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      String topic = end.getKey().topic();
      if (end.getValue() > 0 && (inputs.contains(topic) || topic.endsWith("-repartition"))) {
        OffsetAndMetadata offset = committed.get(end.getKey());
        if (offset == null || offset.offset() < end.getValue()) {
          return false;
        }
      }
    }
    return true;
  }
}

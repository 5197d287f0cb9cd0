package io.attune.load.follow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.internals.AbstractPartitionAssignor;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives one member of a consumer group all partitions, and lets the others stand by: events of one
 * application may be in any partition.
 */
public final class WholeTopicAssignor extends AbstractPartitionAssignor {
  @Override
  public String name() {
    return "attune-whole-topic";
  }

  @Override
  public Map<String, List<TopicPartition>> assign(
      Map<String, Integer> partitionsPerTopic, Map<String, Subscription> subscriptions) {
    Map<String, List<TopicPartition>> assignment = new HashMap<>();
    subscriptions.keySet().forEach(member -> assignment.put(member, new ArrayList<>()));
    List<TopicPartition> all = assignment.get(new TreeSet<>(subscriptions.keySet()).first());
    partitionsPerTopic.forEach(
        (topic, partitions) -> {
          for (int partition = 0; partition < partitions; partition++) {
            all.add(new TopicPartition(topic, partition));
          }
        });
    return assignment;
  }
}

package io.attune.server.notices;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far each partition has been told, and the week of the last digest, which stands as metadata
 * beside the offset of the first partition. For the reading thread alone.
 */
final class NoticePositions {
  private final Map<TopicPartition, Long> newsFrom = new HashMap<>();
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private String week = "";
  private boolean weekKept = true;

  /** Reads assigned partitions from their beginnings, and forgets those that are taken away. */
  ConsumerRebalanceListener on(
      Consumer<String, byte[]> consumer, Map<Integer, NoticeMemory> memories) {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        assigned(consumer, partitions);
        consumer.seekToBeginning(partitions);
      }

      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        forget(partitions);
        partitions.forEach(partition -> memories.remove(partition.partition()));
      }
    };
  }

  private void assigned(Consumer<String, byte[]> consumer, Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> known = consumer.committed(new HashSet<>(partitions));
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = known.get(partition);
      long from = offset == null ? ends.getOrDefault(partition, 0L) : offset.offset();
      newsFrom.put(partition, from);
      // A first offset is committed at once: what comes while this instance is away is news.
      next.put(partition, from);
      if (offset != null) {
        committed.put(partition, from);
      }
      if (partition.partition() == 0) {
        week = offset == null ? "" : offset.metadata();
      }
    }
  }

  private void forget(Collection<TopicPartition> partitions) {
    newsFrom.keySet().removeAll(partitions);
    next.keySet().removeAll(partitions);
    committed.keySet().removeAll(partitions);
  }

  private static TopicPartition of(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  void read(ConsumerRecord<?, ?> record) {
    next.merge(of(record), record.offset() + 1, Math::max);
  }

  /** Whether the group has not told of this record before. */
  boolean isNews(ConsumerRecord<?, ?> record) {
    return record.offset() >= newsFrom.getOrDefault(of(record), Long.MAX_VALUE);
  }

  boolean isDigestDue(String due) {
    return !week.equals(due);
  }

  void digestTold(String told) {
    week = told;
    weekKept = false;
  }

  /** Everything read so far has been told. */
  void commit(Consumer<String, byte[]> consumer) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    Set<TopicPartition> assigned = consumer.assignment();
    next.forEach(
        (partition, offset) -> {
          long told = Math.max(offset, newsFrom.getOrDefault(partition, 0L));
          boolean first = partition.partition() == 0;
          boolean moved = told > committed.getOrDefault(partition, -1L);
          if (assigned.contains(partition) && (moved || first && !weekKept)) {
            offsets.put(partition, new OffsetAndMetadata(told, first ? week : ""));
          }
        });
    if (offsets.isEmpty()) {
      return;
    }
    consumer.commitSync(offsets);
    offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
    weekKept = true;
  }
}

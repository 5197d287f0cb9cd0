package io.attune.streams.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Tells from positions over time which partitions stand still, and whether ever more waits. */
final class PartitionProgress {
  /** Time between two samples of what waits. */
  private static final Duration SAMPLE = Duration.ofMinutes(1);

  /** Samples of which each has to be larger than the one before. */
  private static final int GROWING = 6;

  private final Map<TopicPartition, Seen> partitions = new HashMap<>();
  private final Deque<Long> samples = new ArrayDeque<>();
  private Instant sampled = Instant.MIN;
  private long waiting;

  /** Where a partition was when it last moved. */
  private static final class Seen {
    private long committed = -1;
    private long waiting;
    private Instant moved;
  }

  /** Takes positions; only those of the partitions that this instance works on are judged. */
  void saw(
      Map<TopicPartition, GroupOffsets.Position> positions, Set<TopicPartition> own, Instant now) {
    waiting = positions.values().stream().mapToLong(GroupOffsets.Position::waiting).sum();
    partitions.keySet().retainAll(own);
    positions.forEach(
        (partition, position) -> {
          if (own.contains(partition)) {
            Seen seen = partitions.computeIfAbsent(partition, p -> new Seen());
            if (seen.committed != position.committed()
                || seen.waiting == 0
                || position.waiting() == 0) {
              seen.moved = now;
            }
            seen.committed = position.committed();
            seen.waiting = position.waiting();
          }
        });
    if (!now.isBefore(sampled.plus(SAMPLE))) {
      sampled = now;
      samples.addLast(waiting);
      while (samples.size() > GROWING) {
        samples.removeFirst();
      }
    }
  }

  /** Nothing is known of the positions any more: time does not count against anybody. */
  void lost() {
    partitions.clear();
    samples.clear();
  }

  /** Records that wait on all partitions. */
  long waiting() {
    return waiting;
  }

  /** How many partitions stand still for longer. */
  long stalled(Instant now, Duration longer) {
    return partitions.values().stream().filter(seen -> stands(seen, now, longer)).count();
  }

  /** Says which partitions stand still for longer although records wait; empty when none does. */
  Optional<String> stalledSentence(Instant now, Duration longer) {
    Map<String, Seen> standing = new TreeMap<>();
    partitions.forEach(
        (partition, seen) -> {
          if (stands(seen, now, longer)) {
            standing.put(partition.toString(), seen);
          }
        });
    return standing.entrySet().stream()
        .findFirst()
        .map(
            one ->
                "Partition "
                    + one.getKey()
                    + " has not moved for "
                    + Duration.between(one.getValue().moved, now).toSeconds()
                    + " s although "
                    + one.getValue().waiting
                    + " records wait"
                    + (standing.size() > 1 ? ", and " + (standing.size() - 1) + " more" : "")
                    + ".");
  }

  private static boolean stands(Seen seen, Instant now, Duration longer) {
    return seen.waiting > 0 && Duration.between(seen.moved, now).compareTo(longer) > 0;
  }

  /** Whether ever more records have waited for five minutes. */
  boolean grows() {
    if (samples.size() < GROWING) {
      return false;
    }
    long before = -1;
    for (long sample : samples) {
      if (sample <= before) {
        return false;
      }
      before = sample;
    }
    return true;
  }
}

package io.attune.streams.health;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** Counts what is still to be restored from the changelogs. Safe for several threads. */
public final class RestoreProgress implements StateRestoreListener {
  private final Map<TopicPartition, Long> left = new ConcurrentHashMap<>();

  /** Starts with nothing to restore. */
  public RestoreProgress() {}

  /** Records that are left; empty when nothing is being restored. */
  public OptionalLong recordsLeft() {
    return left.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(left.values().stream().mapToLong(n -> Math.max(0, n)).sum());
  }

  @Override
  public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
    if (to > from) {
      left.put(partition, to - from);
    }
  }

  @Override
  public void onBatchRestored(TopicPartition partition, String store, long upTo, long count) {
    left.computeIfPresent(partition, (p, n) -> n - count);
  }

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long total) {
    left.remove(partition);
  }

  @Override
  public void onRestoreSuspended(TopicPartition partition, String store, long total) {
    left.remove(partition);
  }
}

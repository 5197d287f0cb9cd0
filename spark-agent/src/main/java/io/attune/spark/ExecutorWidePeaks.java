package io.attune.spark;

import io.attune.events.LargestPeaks;
import io.attune.schemas.ExecutorMetrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * StagePeaks of each executor and of the driver over their whole life so far. Spark's event log has
 * peaks by stage only, and only when a stage ends; these tell of memory while a long stage still
 * runs. Not thread-safe.
 */
final class ExecutorWidePeaks {
  private final Map<String, Entry> executors = new TreeMap<>();

  /** Takes what a heartbeat or a task end told. */
  void raise(String executorId, LargestPeaks peaks) {
    if (peaks.known()) {
      Entry entry = executors.computeIfAbsent(executorId, id -> new Entry());
      entry.peaks.raise(peaks);
      entry.news = true;
    }
  }

  /** Records of those about whom there is news since the last call. */
  List<ExecutorMetrics> news(String applicationId, Instant time) {
    List<ExecutorMetrics> result = new ArrayList<>();
    executors.forEach(
        (executorId, entry) -> {
          if (entry.news) {
            entry.news = false;
            result.add(record(applicationId, executorId, entry, time));
          }
        });
    return result;
  }

  /** The last word about an executor that is gone; empty when nothing new is known. */
  List<ExecutorMetrics> removed(String applicationId, String executorId, Instant time) {
    Entry entry = executors.remove(executorId);
    return entry == null || !entry.news
        ? List.of()
        : List.of(record(applicationId, executorId, entry, time));
  }

  private static ExecutorMetrics record(
      String applicationId, String executorId, Entry entry, Instant time) {
    return entry.peaks.toRecord(applicationId, executorId, null, null, time);
  }

  private static final class Entry {
    private final LargestPeaks peaks = new LargestPeaks();
    private boolean news;
  }
}

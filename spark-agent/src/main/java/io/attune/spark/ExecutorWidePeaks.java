package io.attune.spark;

import io.attune.events.MemoryPeaks;
import io.attune.schemas.ExecutorMetrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Memory peaks of each executor and the driver since their start. Spark's event log has peaks by
 * stage only, written when the stage ends; these show the memory of a stage that is still running.
 * Not thread-safe.
 */
final class ExecutorWidePeaks {
  private final Map<String, Entry> executors = new TreeMap<>();

  /** Merges peaks from a heartbeat or a task end. */
  void raise(String executorId, MemoryPeaks peaks) {
    if (peaks.known()) {
      Entry entry = executors.computeIfAbsent(executorId, id -> new Entry());
      entry.peaks.raise(peaks);
      entry.changed = true;
    }
  }

  /** Records of the executors whose peaks were reported since the last call. */
  List<ExecutorMetrics> takeChanged(String applicationId, Instant time) {
    List<ExecutorMetrics> result = new ArrayList<>();
    executors.forEach(
        (executorId, entry) -> {
          if (entry.changed) {
            entry.changed = false;
            result.add(record(applicationId, executorId, entry, time));
          }
        });
    return result;
  }

  /** The final record of a removed executor; empty if there were no peaks since the last record. */
  List<ExecutorMetrics> removed(String applicationId, String executorId, Instant time) {
    Entry entry = executors.remove(executorId);
    return entry == null || !entry.changed
        ? List.of()
        : List.of(record(applicationId, executorId, entry, time));
  }

  private static ExecutorMetrics record(
      String applicationId, String executorId, Entry entry, Instant time) {
    return entry.peaks.toRecord(applicationId, executorId, null, null, time);
  }

  private static final class Entry {
    private final MemoryPeaks peaks = new MemoryPeaks();
    private boolean changed;
  }
}

package io.attune.advisor.statistics;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Heap peaks by executor: the {@value #LIMIT} highest. PeakValues only grow, so an executor that
 * belongs to the highest at the end is taken in with its highest value, whatever was dropped
 * before.
 */
final class ExecutorPeaks {
  static final int LIMIT = 16;
  private static final int NAME_LIMIT = 64;

  private static final Comparator<ExecutorPeak> HIGHEST_FIRST =
      Comparator.comparingLong(ExecutorPeak::heapBytes)
          .reversed()
          .thenComparing(ExecutorPeak::executorId);

  private final List<ExecutorPeak> peaks = new ArrayList<>(2);

  void add(String executorId, long heapBytes) {
    String id = executorId.length() > NAME_LIMIT ? executorId.substring(0, NAME_LIMIT) : executorId;
    for (int i = 0; i < peaks.size(); i++) {
      ExecutorPeak known = peaks.get(i);
      if (known.executorId().equals(id)) {
        if (known.heapBytes() < heapBytes) {
          peaks.set(i, new ExecutorPeak(id, heapBytes));
          peaks.sort(HIGHEST_FIRST);
        }
        return;
      }
    }
    peaks.add(new ExecutorPeak(id, heapBytes));
    peaks.sort(HIGHEST_FIRST);
    if (peaks.size() > LIMIT) {
      peaks.remove(LIMIT);
    }
  }

  void merge(ExecutorPeaks other) {
    for (ExecutorPeak peak : other.peaks) {
      add(peak.executorId(), peak.heapBytes());
    }
  }

  List<ExecutorPeak> list() {
    return List.copyOf(peaks);
  }

  void write(StateWriter out) {
    out.writeUnsigned(peaks.size());
    for (ExecutorPeak peak : peaks) {
      out.writeString(peak.executorId()).writeUnsigned(peak.heapBytes());
    }
  }

  static ExecutorPeaks read(StateReader in) {
    ExecutorPeaks read = new ExecutorPeaks();
    int length = in.readLength();
    for (int i = 0; i < length; i++) {
      read.add(in.readString(), in.readUnsigned());
    }
    return read;
  }
}

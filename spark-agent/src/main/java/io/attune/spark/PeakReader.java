package io.attune.spark;

import io.attune.events.ExecutorPeakMetric;
import io.attune.events.MemoryPeaks;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.executor.ExecutorMetrics;

/** Reads memory peaks from Spark's {@code ExecutorMetrics}. Not thread-safe. */
final class PeakReader {
  /** The metrics that this version of Spark has; null until first needed. */
  private List<ExecutorPeakMetric> supported;

  /** Reads peaks; null if nothing was measured. */
  MemoryPeaks read(ExecutorMetrics metrics) {
    if (metrics == null || !metrics.isSet()) {
      return null;
    }
    if (supported == null) {
      supported = supported(metrics);
    }
    MemoryPeaks result = new MemoryPeaks();
    for (ExecutorPeakMetric metric : supported) {
      result.raise(metric, metrics.getMetricValue(metric.sparkName()));
    }
    return result.known() ? result : null;
  }

  /** Reads the peaks of a heartbeat, by stage and attempt. */
  List<QueuedEvent.StagePeaks> read(
      scala.collection.Map<scala.Tuple2<Object, Object>, ExecutorMetrics> heartbeat) {
    List<QueuedEvent.StagePeaks> result = new ArrayList<>();
    // scala.collection.Map, its iterator and Tuple2 have the same descriptors in Scala 2.12 and
    // 2.13.
    var updates = heartbeat.iterator();
    while (updates.hasNext()) {
      var update = updates.next();
      MemoryPeaks peaks = read(update._2());
      if (peaks != null) {
        var stage = update._1();
        result.add(
            new QueuedEvent.StagePeaks(
                ((Number) stage._1()).intValue(), ((Number) stage._2()).intValue(), peaks));
      }
    }
    return result;
  }

  private static List<ExecutorPeakMetric> supported(ExecutorMetrics metrics) {
    List<ExecutorPeakMetric> result = new ArrayList<>();
    for (ExecutorPeakMetric metric : ExecutorPeakMetric.values()) {
      try {
        metrics.getMetricValue(metric.sparkName());
        result.add(metric);
      } catch (java.util.NoSuchElementException e) {
        // This version of Spark does not have it.
        continue;
      }
    }
    return List.copyOf(result);
  }
}

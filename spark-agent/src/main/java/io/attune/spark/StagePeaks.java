package io.attune.spark;

import io.attune.events.ExecutorPeakMetric;
import io.attune.events.LargestPeaks;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.executor.ExecutorMetrics;

/** Copies memory peaks out of Spark's objects. Not thread-safe: the sender's thread uses it. */
final class StagePeaks {
  /** What this Spark measures; null until the first time it was asked. */
  private List<ExecutorPeakMetric> supported;

  /** A copy; null when nothing was measured. */
  LargestPeaks copy(ExecutorMetrics metrics) {
    if (metrics == null || !metrics.isSet()) {
      return null;
    }
    if (supported == null) {
      supported = supported(metrics);
    }
    LargestPeaks result = new LargestPeaks();
    for (ExecutorPeakMetric metric : supported) {
      result.raise(metric, metrics.getMetricValue(metric.sparkName()));
    }
    return result.known() ? result : null;
  }

  /** Copies of what a heartbeat brought, by stage and attempt. */
  List<QueuedEvent.StagePeaks> copy(
      scala.collection.Map<scala.Tuple2<Object, Object>, ExecutorMetrics> heartbeat) {
    List<QueuedEvent.StagePeaks> result = new ArrayList<>();
    // scala.collection.Map, its iterator and Tuple2 look the same in Scala 2.12 and 2.13.
    var updates = heartbeat.iterator();
    while (updates.hasNext()) {
      var update = updates.next();
      LargestPeaks peaks = copy(update._2());
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
        // This Spark does not measure it.
        continue;
      }
    }
    return List.copyOf(result);
  }
}

package io.attune.events;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.ExecutorMetrics;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Peaks of an executor or the driver, merged by maximum. Not thread-safe.
 *
 * <p>Spark represents "never measured" in two ways: -1, and zero for all metrics. Since no JVM has
 * an empty heap, {@link #known()} requires a positive heap. Process tree metrics are all zero
 * unless {@code spark.executor.processTreeMetrics.enabled} is set; since no process has zero
 * virtual memory, they are then unknown.
 */
public final class MemoryPeaks {

  private static final ExecutorPeakMetric[] METRICS = ExecutorPeakMetric.values();
  private static final long UNKNOWN = -1;

  private final long[] values = new long[METRICS.length];

  /** Creates peaks that are all unknown. */
  public MemoryPeaks() {
    Arrays.fill(values, UNKNOWN);
  }

  /** Raises a peak; a negative value means unknown and is ignored. */
  public void raise(ExecutorPeakMetric metric, long value) {
    int index = metric.ordinal();
    if (value > values[index]) {
      values[index] = value;
    }
  }

  /** Raises every peak to the other's if that is higher. */
  public void raise(MemoryPeaks other) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(values[i], other.values[i]);
    }
  }

  /** Returns a peak; empty if unknown. */
  public OptionalLong get(ExecutorPeakMetric metric) {
    long value = values[metric.ordinal()];
    if (value < 0 || metric.ofProcessTree() && !processTreeMeasured()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(value);
  }

  /** Whether anything was measured. */
  public boolean known() {
    return values[ExecutorPeakMetric.JVM_HEAP_MEMORY.ordinal()] > 0;
  }

  private boolean processTreeMeasured() {
    return values[ExecutorPeakMetric.PROCESS_TREE_JVM_V_MEMORY.ordinal()] > 0;
  }

  /**
   * Creates the record.
   *
   * @param applicationId application
   * @param executorId executor, or {@code driver}
   * @param stageId stage, or null for the whole executor
   * @param stageAttempt its attempt, or null
   * @param eventTime time of the event that the peaks are from
   * @return a new record without a sequence number
   */
  public ExecutorMetrics toRecord(
      String applicationId,
      String executorId,
      Integer stageId,
      Integer stageAttempt,
      Instant eventTime) {
    ExecutorMetrics result = new ExecutorMetrics();
    result.setApplicationId(requireNonNull(applicationId, "applicationId is null"));
    result.setExecutorId(requireNonNull(executorId, "executorId is null"));
    result.setEventTime(requireNonNull(eventTime, "eventTime is null"));
    result.setStageId(stageId);
    result.setStageAttempt(stageAttempt);
    for (ExecutorPeakMetric metric : METRICS) {
      OptionalLong value = get(metric);
      metric.set(result, value.isPresent() ? (Long) value.getAsLong() : null);
    }
    return result;
  }
}

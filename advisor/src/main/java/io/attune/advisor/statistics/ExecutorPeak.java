package io.attune.advisor.statistics;

import static java.util.Objects.requireNonNull;

/**
 * Heap peak of one executor during a stage.
 *
 * @param executorId the executor
 * @param heapBytes peak of used heap, garbage included
 */
public record ExecutorPeak(String executorId, long heapBytes) {
  /** Checks the fields. */
  public ExecutorPeak {
    requireNonNull(executorId, "executorId is null");
  }
}

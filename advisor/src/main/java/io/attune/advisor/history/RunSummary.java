package io.attune.advisor.history;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is remembered of a past run.
 *
 * @param applicationId Spark's id
 * @param started when it started
 * @param spanMs first job start to last job end, milliseconds
 * @param inputRecords records read from storage
 * @param executorRunTimeMs sum over tasks
 * @param jvmGcTimeMs sum over tasks
 * @param memoryBytesSpilled sum over tasks
 * @param executorHeapBytes maximum heap of an executor, when known
 * @param peakHeapBytes highest heap peak over executors, when known
 * @param censored whether the heap's true need was hidden: it was full, out of memory, or
 *     collecting too much
 * @param failures failed task attempts and executors lost by fault
 * @param spoken {@code ruleId/property} (or {@code ruleId}) of what was advised
 */
public record RunSummary(
    String applicationId,
    Instant started,
    long spanMs,
    long inputRecords,
    long executorRunTimeMs,
    long jvmGcTimeMs,
    long memoryBytesSpilled,
    OptionalLong executorHeapBytes,
    OptionalLong peakHeapBytes,
    boolean censored,
    long failures,
    Set<String> spoken) {

  public RunSummary {
    requireNonNull(applicationId, "applicationId is null");
    requireNonNull(started, "started is null");
    requireNonNull(executorHeapBytes, "executorHeapBytes is null");
    requireNonNull(peakHeapBytes, "peakHeapBytes is null");
    spoken = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(spoken));
  }
}

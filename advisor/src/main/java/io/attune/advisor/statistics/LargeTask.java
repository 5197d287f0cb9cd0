package io.attune.advisor.statistics;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import java.time.Instant;
import java.util.Comparator;

/**
 * One of the longest successful attempts of a stage, kept whole.
 *
 * @param taskId Spark's task id
 * @param taskIndex index within the stage
 * @param taskAttempt attempt of the task, from 0
 * @param executorId executor
 * @param host its host
 * @param speculative whether it was a speculative copy
 * @param launchTime launch
 * @param durationMs finish minus launch, milliseconds
 * @param executorRunTimeMs run time, milliseconds
 * @param executorCpuTimeNs CPU time, nanoseconds
 * @param jvmGcTimeMs collections, milliseconds
 * @param schedulerDelayMs time the executor did not account for, milliseconds
 * @param inputBytes read from storage
 * @param inputRecords read from storage
 * @param outputBytes written to storage
 * @param shuffleReadBytes shuffle read
 * @param shuffleReadRecords shuffle read
 * @param shuffleWriteBytes shuffle written
 * @param memoryBytesSpilled spilled, as in memory
 * @param diskBytesSpilled spilled, as on disk
 * @param peakExecutionMemoryBytes peak execution memory
 */
public record LargeTask(
    long taskId,
    int taskIndex,
    int taskAttempt,
    String executorId,
    String host,
    boolean speculative,
    Instant launchTime,
    long durationMs,
    long executorRunTimeMs,
    long executorCpuTimeNs,
    long jvmGcTimeMs,
    long schedulerDelayMs,
    long inputBytes,
    long inputRecords,
    long outputBytes,
    long shuffleReadBytes,
    long shuffleReadRecords,
    long shuffleWriteBytes,
    long memoryBytesSpilled,
    long diskBytesSpilled,
    long peakExecutionMemoryBytes) {
  /** Longest first; of equals the lower task id, index, attempt. */
  static final Comparator<LargeTask> LONGEST_FIRST = LargeTask::compareByLength;

  /** Checks the fields. */
  public LargeTask {
    requireNonNull(executorId, "executorId is null");
    requireNonNull(host, "host is null");
    requireNonNull(launchTime, "launchTime is null");
  }

  /** Written out: a chain of comparators is called to its end for every pair. */
  private static int compareByLength(LargeTask a, LargeTask b) {
    if (a.durationMs != b.durationMs) {
      return Long.compare(b.durationMs, a.durationMs);
    }
    if (a.taskId != b.taskId) {
      return Long.compare(a.taskId, b.taskId);
    }
    return a.taskIndex != b.taskIndex
        ? Integer.compare(a.taskIndex, b.taskIndex)
        : Integer.compare(a.taskAttempt, b.taskAttempt);
  }

  /** Input and shuffle bytes read. */
  public long readBytes() {
    return inputBytes + shuffleReadBytes;
  }

  void write(StateWriter out) {
    out.writeSigned(taskId).writeUnsigned(taskIndex).writeUnsigned(taskAttempt);
    out.writeString(executorId).writeString(host).writeBoolean(speculative);
    out.writeSigned(launchTime.toEpochMilli());
    out.writeUnsigned(durationMs).writeUnsigned(executorRunTimeMs).writeUnsigned(executorCpuTimeNs);
    out.writeUnsigned(jvmGcTimeMs).writeUnsigned(schedulerDelayMs);
    out.writeUnsigned(inputBytes).writeUnsigned(inputRecords).writeUnsigned(outputBytes);
    out.writeUnsigned(shuffleReadBytes).writeUnsigned(shuffleReadRecords);
    out.writeUnsigned(shuffleWriteBytes);
    out.writeUnsigned(memoryBytesSpilled).writeUnsigned(diskBytesSpilled);
    out.writeUnsigned(peakExecutionMemoryBytes);
  }

  static LargeTask read(StateReader in) {
    return new LargeTask(
        in.readSigned(),
        in.readCount(),
        in.readCount(),
        in.readString(),
        in.readString(),
        in.readBoolean(),
        Instant.ofEpochMilli(in.readSigned()),
        in.readUnsigned(),
        in.readUnsigned(),
        in.readUnsigned(),
        in.readUnsigned(),
        in.readUnsigned(),
        in.readUnsigned(),
        in.readUnsigned(),
        in.readUnsigned(),
        in.readUnsigned(),
        in.readUnsigned(),
        in.readUnsigned(),
        in.readUnsigned(),
        in.readUnsigned(),
        in.readUnsigned());
  }
}

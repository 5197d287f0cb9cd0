package io.attune.advisor.testing;

import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskFailure;
import io.attune.schemas.TaskMetricValues;

/** One task of a story: what it read, wrote and took. Everything that is not said is 0. */
public final class TaskBuilder {
  final TaskMetricValues metrics = zeros();
  long durationMs = 100;
  Long runTimeMs;
  boolean speculative;
  TaskEndReason failReason;
  TaskFailure failure;
  boolean retried = true;
  boolean dropped;

  TaskBuilder() {}

  /** All of Spark's task metrics at 0. */
  public static TaskMetricValues zeros() {
    return TaskMetricValues.newBuilder()
        .setExecutorDeserializeTimeMs(0)
        .setExecutorDeserializeCpuTimeNs(0)
        .setExecutorRunTimeMs(0)
        .setExecutorCpuTimeNs(0)
        .setJvmGcTimeMs(0)
        .setResultSerializationTimeMs(0)
        .setResultSizeBytes(0)
        .setPeakExecutionMemoryBytes(0)
        .setMemoryBytesSpilled(0)
        .setDiskBytesSpilled(0)
        .setInputBytes(0)
        .setInputRecords(0)
        .setOutputBytes(0)
        .setOutputRecords(0)
        .setShuffleRemoteBytesRead(0)
        .setShuffleRemoteBytesReadToDisk(0)
        .setShuffleLocalBytesRead(0)
        .setShuffleRecordsRead(0)
        .setShuffleRemoteBlocksFetched(0)
        .setShuffleLocalBlocksFetched(0)
        .setShuffleFetchWaitTimeMs(0)
        .setShuffleBytesWritten(0)
        .setShuffleRecordsWritten(0)
        .setShuffleWriteTimeNs(0)
        .build();
  }

  /** Launch to finish; run time is the same unless {@link #runTimeMs} says otherwise. */
  public TaskBuilder durationMs(long value) {
    durationMs = value;
    return this;
  }

  /** Time the executor ran it. */
  public TaskBuilder runTimeMs(long value) {
    runTimeMs = value;
    return this;
  }

  /** CPU time in milliseconds. */
  public TaskBuilder cpuTimeMs(long value) {
    metrics.setExecutorCpuTimeNs(value * 1_000_000);
    return this;
  }

  /** Collections. */
  public TaskBuilder gcTimeMs(long value) {
    metrics.setJvmGcTimeMs(value);
    return this;
  }

  /** Deserialisation. */
  public TaskBuilder deserializeTimeMs(long value) {
    metrics.setExecutorDeserializeTimeMs(value);
    return this;
  }

  /** CPU time of deserialisation in milliseconds. */
  public TaskBuilder deserializeCpuTimeMs(long value) {
    metrics.setExecutorDeserializeCpuTimeNs(value * 1_000_000);
    return this;
  }

  /** Read from storage. */
  public TaskBuilder input(long bytes, long records) {
    metrics.setInputBytes(bytes);
    metrics.setInputRecords(records);
    return this;
  }

  /** Written to storage. */
  public TaskBuilder output(long bytes, long records) {
    metrics.setOutputBytes(bytes);
    metrics.setOutputRecords(records);
    return this;
  }

  /** Shuffle read, all of it local. */
  public TaskBuilder shuffleRead(long bytes, long records) {
    metrics.setShuffleLocalBytesRead(bytes);
    metrics.setShuffleRecordsRead(records);
    return this;
  }

  /** Blocks of the shuffle that it fetched from other hosts. */
  public TaskBuilder shuffleBlocks(long count) {
    metrics.setShuffleRemoteBlocksFetched(count);
    return this;
  }

  /** Time that the task waited for the shuffle's blocks. */
  public TaskBuilder fetchWaitMs(long ms) {
    metrics.setShuffleFetchWaitTimeMs(ms);
    return this;
  }

  /** Shuffle written. */
  public TaskBuilder shuffleWrite(long bytes, long records) {
    metrics.setShuffleBytesWritten(bytes);
    metrics.setShuffleRecordsWritten(records);
    return this;
  }

  /** Spilled. */
  public TaskBuilder spill(long memoryBytes, long diskBytes) {
    metrics.setMemoryBytesSpilled(memoryBytes);
    metrics.setDiskBytesSpilled(diskBytes);
    return this;
  }

  /** Peak execution memory. */
  public TaskBuilder peakMemory(long bytes) {
    metrics.setPeakExecutionMemoryBytes(bytes);
    return this;
  }

  /** Result sent to the driver. */
  public TaskBuilder resultSize(long bytes) {
    metrics.setResultSizeBytes(bytes);
    return this;
  }

  /** It is a speculative copy. */
  public TaskBuilder speculative() {
    speculative = true;
    return this;
  }

  /** User code throws in its first attempt; the second succeeds. */
  public TaskBuilder throwsOnce(String errorClass, String message) {
    return failsOnce(TaskEndReason.EXCEPTION, errorClass, message);
  }

  /** Its executor is lost in its first attempt; the second succeeds. */
  public TaskBuilder losesExecutorOnce(String message) {
    return failsOnce(TaskEndReason.EXECUTOR_LOST, null, message);
  }

  /** Its first attempt ends this way; the second succeeds. */
  public TaskBuilder failsOnce(TaskEndReason reason, String errorClass, String message) {
    failReason = reason;
    failure =
        TaskFailure.newBuilder()
            .setErrorClass(errorClass)
            .setMessage(message)
            .setCountsTowardsFailures(reason != TaskEndReason.TASK_KILLED)
            .build();
    return this;
  }

  /** After the failure nothing more is tried. */
  public TaskBuilder andNeverAgain() {
    retried = false;
    return this;
  }

  /** The event of this task gets lost on the way. */
  public TaskBuilder eventLost() {
    dropped = true;
    return this;
  }
}

package io.attune.spark;

import io.attune.schemas.PushBasedShuffleRead;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskKind;
import io.attune.schemas.TaskLocality;
import io.attune.schemas.TaskMetricValues;
import io.attune.schemas.TaskMetrics;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Instant;
import org.apache.spark.executor.ShuffleReadMetrics;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.TaskInfo;

/**
 * Maps the end of a successful task attempt directly from Spark's objects. The result equals what
 * the mapper makes of the event's JSON ({@code TaskEndsTest} compares them field for field),
 * without writing and parsing several kilobytes of JSON.
 *
 * <p>Failed attempts are mapped from JSON: they are rare, and parts of their failure reasons
 * (options, sequences) are not accessible in a way that links with every Scala version.
 */
final class TaskEnds {
  private static final MethodHandle PEAK_ON_HEAP = optionalMetric("peakOnHeapExecutionMemory");
  private static final MethodHandle PEAK_OFF_HEAP = optionalMetric("peakOffHeapExecutionMemory");

  private final String applicationId;
  private final TaskLocality[] localities = new TaskLocality[8];

  TaskEnds(String applicationId) {
    this.applicationId = applicationId;
  }

  /** Whether the attempt succeeded, as {@link #record} requires. */
  static boolean succeeded(SparkListenerTaskEnd event) {
    return event.taskInfo() != null && event.taskInfo().successful();
  }

  /** Creates the record, without a sequence number. */
  TaskMetrics record(SparkListenerTaskEnd event) {
    TaskInfo info = event.taskInfo();
    TaskMetrics result = new TaskMetrics();
    result.setApplicationId(applicationId);
    result.setStageId(event.stageId());
    result.setStageAttempt(event.stageAttemptId());
    result.setTaskKind(kind(event.taskType()));
    result.setTaskId(info.taskId());
    result.setTaskIndex(info.index());
    result.setTaskAttempt(info.attemptNumber());
    result.setPartitionId(info.partitionId() < 0 ? null : (Integer) info.partitionId());
    result.setExecutorId(info.executorId());
    result.setHost(info.host());
    result.setLocality(locality(info));
    result.setSpeculative(info.speculative());
    result.setLaunchTime(Instant.ofEpochMilli(info.launchTime()));
    result.setFinishTime(Instant.ofEpochMilli(info.finishTime()));
    long gettingResult = info.gettingResultTime();
    result.setGettingResultTime(gettingResult <= 0 ? null : Instant.ofEpochMilli(gettingResult));
    result.setEndReason(TaskEndReason.SUCCESS);
    if (event.taskMetrics() != null) {
      result.setMetrics(values(event.taskMetrics()));
    }
    return result;
  }

  private static TaskMetricValues values(org.apache.spark.executor.TaskMetrics metrics) {
    TaskMetricValues values = new TaskMetricValues();
    values.setExecutorDeserializeTimeMs(metrics.executorDeserializeTime());
    values.setExecutorDeserializeCpuTimeNs(metrics.executorDeserializeCpuTime());
    values.setExecutorRunTimeMs(metrics.executorRunTime());
    values.setExecutorCpuTimeNs(metrics.executorCpuTime());
    values.setJvmGcTimeMs(metrics.jvmGCTime());
    values.setResultSerializationTimeMs(metrics.resultSerializationTime());
    values.setResultSizeBytes(metrics.resultSize());
    values.setPeakExecutionMemoryBytes(metrics.peakExecutionMemory());
    values.setPeakOnHeapExecutionMemoryBytes(read(PEAK_ON_HEAP, metrics));
    values.setPeakOffHeapExecutionMemoryBytes(read(PEAK_OFF_HEAP, metrics));
    values.setMemoryBytesSpilled(metrics.memoryBytesSpilled());
    values.setDiskBytesSpilled(metrics.diskBytesSpilled());
    values.setInputBytes(metrics.inputMetrics().bytesRead());
    values.setInputRecords(metrics.inputMetrics().recordsRead());
    values.setOutputBytes(metrics.outputMetrics().bytesWritten());
    values.setOutputRecords(metrics.outputMetrics().recordsWritten());
    ShuffleReadMetrics read = metrics.shuffleReadMetrics();
    values.setShuffleRemoteBytesRead(read.remoteBytesRead());
    values.setShuffleRemoteBytesReadToDisk(read.remoteBytesReadToDisk());
    values.setShuffleLocalBytesRead(read.localBytesRead());
    values.setShuffleRecordsRead(read.recordsRead());
    values.setShuffleRemoteBlocksFetched(read.remoteBlocksFetched());
    values.setShuffleLocalBlocksFetched(read.localBlocksFetched());
    values.setShuffleFetchWaitTimeMs(read.fetchWaitTime());
    values.setShuffleRemoteReqsDurationMs(read.remoteReqsDuration());
    values.setPushBasedShuffleRead(pushBased(read));
    values.setShuffleBytesWritten(metrics.shuffleWriteMetrics().bytesWritten());
    values.setShuffleRecordsWritten(metrics.shuffleWriteMetrics().recordsWritten());
    values.setShuffleWriteTimeNs(metrics.shuffleWriteMetrics().writeTime());
    return values;
  }

  private static PushBasedShuffleRead pushBased(ShuffleReadMetrics read) {
    PushBasedShuffleRead result = new PushBasedShuffleRead();
    result.setCorruptMergedBlockChunks(read.corruptMergedBlockChunks());
    result.setMergedFetchFallbackCount(read.mergedFetchFallbackCount());
    result.setRemoteMergedBlocksFetched(read.remoteMergedBlocksFetched());
    result.setLocalMergedBlocksFetched(read.localMergedBlocksFetched());
    result.setRemoteMergedChunksFetched(read.remoteMergedChunksFetched());
    result.setLocalMergedChunksFetched(read.localMergedChunksFetched());
    result.setRemoteMergedBytesRead(read.remoteMergedBytesRead());
    result.setLocalMergedBytesRead(read.localMergedBytesRead());
    result.setRemoteMergedReqsDurationMs(read.remoteMergedReqsDuration());
    return result;
  }

  private static TaskKind kind(String taskType) {
    if ("ResultTask".equals(taskType)) {
      return TaskKind.RESULT;
    }
    return "ShuffleMapTask".equals(taskType) ? TaskKind.SHUFFLE_MAP : TaskKind.UNKNOWN;
  }

  /** Cached by id, because Scala's enumerations look up a value's name under a lock. */
  private TaskLocality locality(TaskInfo info) {
    var value = info.taskLocality();
    int id = value == null ? -1 : value.id();
    if (id < 0 || id >= localities.length) {
      return named(String.valueOf(value));
    }
    if (localities[id] == null) {
      localities[id] = named(value.toString());
    }
    return localities[id];
  }

  private static TaskLocality named(String name) {
    try {
      return TaskLocality.valueOf(name);
    } catch (IllegalArgumentException e) {
      return TaskLocality.UNKNOWN;
    }
  }

  /** A metric that only newer versions of Spark have; null if this one does not have it. */
  private static MethodHandle optionalMetric(String name) {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(
              org.apache.spark.executor.TaskMetrics.class, name, MethodType.methodType(long.class))
          .asType(MethodType.methodType(long.class, org.apache.spark.executor.TaskMetrics.class));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  private static Long read(MethodHandle metric, org.apache.spark.executor.TaskMetrics metrics) {
    if (metric == null) {
      return null;
    }
    try {
      return (long) metric.invokeExact(metrics);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("A task metric could not be read", e);
    }
  }
}

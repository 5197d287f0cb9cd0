package io.attune.load.fleet;

import io.attune.schemas.EventSink;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskFailure;
import io.attune.schemas.TaskKind;
import io.attune.schemas.TaskLocality;
import io.attune.schemas.TaskMetricValues;
import io.attune.schemas.TaskMetrics;
import java.time.Instant;

/** Sends the task end event of an attempt. */
final class TaskRecords {
  private static final double MIB = 1 << 20;

  /** Share of a Parquet scan's bytes that Spark 4.2 counts (vectored reads are not counted). */
  private static final double COUNTED_BY_SPARK_4 = 0.006;

  private final String applicationId;
  private final int hosts;
  private final boolean countsParquet;
  private final EventSink sink;
  private final boolean reuse;
  private TaskMetrics task = new TaskMetrics();
  private TaskMetricValues values = new TaskMetricValues();

  TaskRecords(String applicationId, Blueprint blueprint, EventSink sink, boolean reuse) {
    this.applicationId = applicationId;
    this.hosts = blueprint.hosts;
    this.countsParquet = !blueprint.sparkVersion.startsWith("4.");
    this.sink = sink;
    this.reuse = reuse;
  }

  /** Sends an attempt that ended as determined at its launch. */
  void ended(TaskRun run, long sequence) {
    boolean metrics = run.end == TaskEndReason.SUCCESS || run.end == TaskEndReason.EXCEPTION;
    head(run, sequence, run.atMs, run.end, run.errorClass, run.message, false);
    task.setMetrics(metrics ? metrics(run) : null);
    sink.task(task);
  }

  /** Sends an attempt that was ended early. */
  void revoked(
      TaskRun run, long sequence, long atMs, TaskEndReason end, String message, boolean copy) {
    head(run, sequence, atMs, end, null, message, copy);
    if (copy) {
      // Spark launches the speculative attempt late, on another executor.
      task.setTaskId(run.copyId);
      task.setLaunchTime(Instant.ofEpochMilli(atMs - (atMs - run.launchMs) / 5));
      task.setExecutorId(run.copyExecutor.id);
      task.setHost(run.copyExecutor.host);
    }
    task.setMetrics(null);
    sink.task(task);
  }

  private void head(
      TaskRun run,
      long sequence,
      long atMs,
      TaskEndReason end,
      String errorClass,
      String message,
      boolean copy) {
    if (!reuse) {
      task = new TaskMetrics();
      values = new TaskMetricValues();
    }
    task.setSequence(sequence);
    task.setApplicationId(applicationId);
    task.setStageId(run.stage.stageId);
    task.setStageAttempt(run.stage.attempt);
    task.setTaskId(run.taskId);
    task.setTaskIndex(run.index);
    task.setTaskAttempt(copy ? run.attempt + 1 : run.attempt);
    task.setPartitionId(run.index);
    task.setTaskKind(run.stage.plan.shuffleRatio > 0 ? TaskKind.SHUFFLE_MAP : TaskKind.RESULT);
    task.setExecutorId(run.executor.id);
    task.setHost(run.executor.host);
    task.setLocality(locality(run));
    task.setSpeculative(copy);
    task.setLaunchTime(Instant.ofEpochMilli(run.launchMs));
    task.setFinishTime(Instant.ofEpochMilli(atMs));
    task.setGettingResultTime(null);
    task.setEndReason(end);
    task.setFailure(end == TaskEndReason.SUCCESS ? null : failure(run, end, errorClass, message));
  }

  private static TaskLocality locality(TaskRun run) {
    StagePlan plan = run.stage.plan;
    if (plan.placedHosts > 0) {
      boolean near = run.executor.hostNumber < plan.placedHosts;
      return near ? TaskLocality.NODE_LOCAL : TaskLocality.ANY;
    } else if (plan.cachedMib > 0) {
      return TaskLocality.PROCESS_LOCAL;
    }
    return plan.isScan() ? TaskLocality.ANY : TaskLocality.NODE_LOCAL;
  }

  private static TaskFailure failure(
      TaskRun run, TaskEndReason end, String errorClass, String message) {
    TaskFailure failure = new TaskFailure();
    failure.setErrorClass(errorClass);
    failure.setMessage(message);
    failure.setCountsTowardsFailures(
        end == TaskEndReason.EXCEPTION || end == TaskEndReason.EXECUTOR_LOST);
    if (end == TaskEndReason.EXECUTOR_LOST) {
      failure.setCausedByApplication(true);
    } else if (end == TaskEndReason.FETCH_FAILED) {
      failure.setShuffleId(run.stage.stageId);
      failure.setMapIndex(run.index);
      failure.setReduceId(run.index);
    }
    return failure;
  }

  private TaskMetricValues metrics(TaskRun run) {
    StagePlan plan = run.stage.plan;
    double read = run.readMib * MIB;
    boolean shuffle = !plan.parents.isEmpty();
    // JDBC has no bytes of input, only records.
    long input = shuffle || plan.jdbc ? 0 : Math.round(read);
    boolean undercounted =
        plan.isScan() && !plan.isText() && run.stage.job.plan.sql() && !countsParquet;
    long shuffled = shuffle ? Math.round(read) : 0;
    long local = shuffled / hosts;
    long records = Math.round(read / plan.bytesPerRow);
    double runNs = run.runMs * 1e6;
    values.setExecutorDeserializeTimeMs(Math.round(run.startMs * 0.7));
    values.setExecutorDeserializeCpuTimeNs(Math.round(run.startMs * 0.5e6));
    values.setExecutorRunTimeMs(Math.round(run.runMs));
    values.setExecutorCpuTimeNs(
        Math.round(0.8 * (1 - plan.inPython) * (runNs - run.collectionMs * 1e6)));
    values.setJvmGcTimeMs(Math.round(run.collectionMs));
    values.setResultSerializationTimeMs(0);
    values.setResultSizeBytes(Math.round(plan.resultMib(run.readMib) * MIB));
    values.setPeakExecutionMemoryBytes(Math.round(run.managedMib * MIB));
    values.setMemoryBytesSpilled(Math.round(run.spilledMib * MIB));
    values.setDiskBytesSpilled(Math.round(run.spilledMib * MIB / FleetRun.MEMORY_PER_DISK_BYTE));
    values.setInputBytes(undercounted ? Math.round(input * COUNTED_BY_SPARK_4) : input);
    values.setInputRecords(shuffle ? 0 : records);
    values.setOutputBytes(Math.round(read * plan.outputRatio));
    values.setOutputRecords(plan.outputRatio > 0 ? records : 0);
    values.setShuffleRemoteBytesRead(shuffled - local);
    values.setShuffleRemoteBytesReadToDisk(0);
    values.setShuffleLocalBytesRead(local);
    values.setShuffleRecordsRead(shuffle ? records : 0);
    values.setShuffleRemoteBlocksFetched(shuffle ? hosts - 1L : 0);
    values.setShuffleLocalBlocksFetched(shuffle ? 1 : 0);
    values.setShuffleFetchWaitTimeMs(shuffle ? Math.round(run.runMs * 0.01) : 0);
    values.setShuffleRemoteReqsDurationMs(shuffle ? Math.round(run.runMs * 0.01) : 0);
    values.setShuffleBytesWritten(Math.round(read * plan.shuffleRatio));
    values.setShuffleRecordsWritten(plan.shuffleRatio > 0 ? records : 0);
    values.setShuffleWriteTimeNs(plan.shuffleRatio > 0 ? Math.round(runNs * 0.05) : 0);
    return values;
  }
}

package io.attune.advisor.statistics;

import io.attune.advisor.testing.TaskBuilder;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskFailure;
import io.attune.schemas.TaskKind;
import io.attune.schemas.TaskLocality;
import io.attune.schemas.TaskMetricValues;
import io.attune.schemas.TaskMetrics;
import java.time.Instant;

/** Task events by hand. */
final class Tasks {
  static final long START = 1_767_580_000_000L;

  private Tasks() {}

  static TaskMetrics success(long taskId, int index, int attempt, long durationMs, long readBytes) {
    TaskMetricValues metrics = TaskBuilder.zeros();
    metrics.setExecutorRunTimeMs(Math.max(0, durationMs - 5));
    metrics.setExecutorCpuTimeNs(durationMs * 900_000);
    metrics.setShuffleLocalBytesRead(readBytes);
    metrics.setShuffleRecordsRead(readBytes / 100);
    metrics.setPeakExecutionMemoryBytes(readBytes * 3);
    metrics.setResultSizeBytes(1200);
    return task(taskId, index, attempt, durationMs, TaskEndReason.SUCCESS, null, metrics);
  }

  static TaskMetrics failed(
      long taskId,
      int index,
      int attempt,
      TaskEndReason reason,
      String errorClass,
      String message) {
    TaskFailure failure =
        TaskFailure.newBuilder()
            .setErrorClass(errorClass)
            .setMessage(message)
            .setCountsTowardsFailures(true)
            .build();
    return task(taskId, index, attempt, 10 + index % 7, reason, failure, null);
  }

  static TaskMetrics task(
      long taskId,
      int index,
      int attempt,
      long durationMs,
      TaskEndReason reason,
      TaskFailure failure,
      TaskMetricValues metrics) {
    Instant launch = Instant.ofEpochMilli(START + index);
    return TaskMetrics.newBuilder()
        .setApplicationId("app-1")
        .setStageId(3)
        .setStageAttempt(0)
        .setTaskId(taskId)
        .setTaskIndex(index)
        .setTaskKind(TaskKind.RESULT)
        .setLocality(TaskLocality.PROCESS_LOCAL)
        .setTaskAttempt(attempt)
        .setExecutorId(Long.toString(1 + Math.floorMod(taskId, 5)))
        .setHost("host-" + Math.floorMod(taskId, 5))
        .setSpeculative(attempt > 0 && reason == TaskEndReason.SUCCESS)
        .setLaunchTime(launch)
        .setFinishTime(launch.plusMillis(durationMs))
        .setEndReason(reason)
        .setFailure(failure)
        .setMetrics(metrics)
        .build();
  }
}

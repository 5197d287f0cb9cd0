package io.attune.advisor.application;

import io.attune.advisor.statistics.FailureTally;
import io.attune.advisor.statistics.LogHistogram;
import io.attune.advisor.statistics.StageState;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.schemas.Distribution;
import io.attune.schemas.FailureCount;
import io.attune.schemas.StageStatistics;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A stage attempt as it is published: the {@link StageStatistics} record. */
public final class StageStatisticsView {
  private StageStatisticsView() {}

  /**
   * The record of one stage attempt.
   *
   * @param run the run it belongs to
   * @param stage its statistics
   */
  public static StageStatistics of(Run run, StageState stage) {
    Optional<StageDescriptor> descriptor = run.descriptor(stage);
    StageStatistics.Builder builder =
        StageStatistics.newBuilder()
            .setApplicationId(run.applicationId())
            .setWorkload(run.workload())
            .setStageId(stage.stageId())
            .setStageAttempt(stage.stageAttempt())
            .setEventTime(eventTime(stage, descriptor))
            .setTasksSeen(stage.distinctTasksSucceeded())
            .setTasksFailed(toInt(stage.tasksFailed()))
            .setTasksKilled(toInt(stage.tasksKilled()))
            .setTasksSpeculative(toInt(stage.speculativeTasks()))
            .setCompleteness(boxed(run.exactCompleteness(stage)))
            .setTaskDurationMs(distribution(stage.durationMs()))
            .setTaskInputBytes(distribution(stage.inputBytes()))
            .setTaskShuffleReadBytes(distribution(stage.shuffleReadBytes()))
            .setPeakExecutionMemoryBytes(boxed(run.peakExecutionMemoryBytes(stage)))
            .setPeakJvmHeapMemoryBytes(boxed(stage.peakHeapBytes()))
            .setDurationBytesCorrelation(boxed(stage.durationBytesCorrelation()))
            .setFailures(stage.failures().stream().map(StageStatisticsView::failure).toList());
    descriptor.ifPresent(known -> describe(run, known, builder));
    sums(stage, builder);
    return builder.build();
  }

  private static Instant eventTime(StageState stage, Optional<StageDescriptor> descriptor) {
    Instant finish = stage.lastFinish().orElse(Instant.EPOCH);
    Instant completion =
        descriptor
            .flatMap(known -> known.completionTime().or(known::submissionTime))
            .orElse(Instant.EPOCH);
    return finish.isAfter(completion) ? finish : completion;
  }

  private static void describe(Run run, StageDescriptor known, StageStatistics.Builder builder) {
    OptionalLong sql = run.application().sqlExecutionIdOf(known);
    builder
        .setName(known.name().isEmpty() ? null : known.name())
        .setSqlExecutionId(boxed(sql))
        .setNumTasks(known.numTasks() == 0 ? null : known.numTasks())
        .setSubmissionTime(known.submissionTime().orElse(null))
        .setCompletionTime(known.completionTime().orElse(null))
        .setFailure(known.failure().orElse(null));
  }

  private static void sums(StageState stage, StageStatistics.Builder builder) {
    builder
        .setExecutorRunTimeMs(stage.sum(TaskMetric.EXECUTOR_RUN_TIME_MS))
        .setExecutorCpuTimeMs(stage.sum(TaskMetric.EXECUTOR_CPU_TIME_NS) / 1_000_000)
        .setJvmGcTimeMs(stage.sum(TaskMetric.JVM_GC_TIME_MS))
        .setExecutorDeserializeTimeMs(stage.sum(TaskMetric.EXECUTOR_DESERIALIZE_TIME_MS))
        .setSchedulerDelayMs(stage.sum(TaskMetric.SCHEDULER_DELAY_MS))
        .setInputBytes(stage.sum(TaskMetric.INPUT_BYTES))
        .setInputRecords(stage.sum(TaskMetric.INPUT_RECORDS))
        .setOutputBytes(stage.sum(TaskMetric.OUTPUT_BYTES))
        .setOutputRecords(stage.sum(TaskMetric.OUTPUT_RECORDS))
        .setShuffleReadBytes(stage.sum(TaskMetric.SHUFFLE_READ_BYTES))
        .setShuffleReadRecords(stage.sum(TaskMetric.SHUFFLE_READ_RECORDS))
        .setShuffleWriteBytes(stage.sum(TaskMetric.SHUFFLE_WRITE_BYTES))
        .setShuffleWriteRecords(stage.sum(TaskMetric.SHUFFLE_WRITE_RECORDS))
        .setShuffleFetchWaitTimeMs(stage.sum(TaskMetric.SHUFFLE_FETCH_WAIT_TIME_MS))
        .setShuffleWriteTimeMs(stage.sum(TaskMetric.SHUFFLE_WRITE_TIME_NS) / 1_000_000)
        .setMemoryBytesSpilled(stage.sum(TaskMetric.MEMORY_BYTES_SPILLED))
        .setDiskBytesSpilled(stage.sum(TaskMetric.DISK_BYTES_SPILLED))
        .setResultSizeBytes(stage.sum(TaskMetric.RESULT_SIZE_BYTES));
  }

  private static Distribution distribution(LogHistogram values) {
    Distribution.Builder builder =
        Distribution.newBuilder().setCount(values.count()).setSum(values.sum());
    if (!values.isEmpty()) {
      builder
          .setMin(values.min())
          .setP05(values.quantile(0.05))
          .setP25(values.quantile(0.25))
          .setP50(values.quantile(0.5))
          .setP75(values.quantile(0.75))
          .setP95(values.quantile(0.95))
          .setP99(values.quantile(0.99))
          .setMax(values.max());
    }
    return builder.build();
  }

  private static FailureCount failure(FailureTally tally) {
    return FailureCount.newBuilder()
        .setCause(tally.cause().label())
        .setHost(tally.host().isEmpty() ? null : tally.host())
        .setCount(tally.count())
        .setErrorClass(tally.errorClass().isEmpty() ? null : tally.errorClass())
        .build();
  }

  private static int toInt(long count) {
    return (int) Math.min(Integer.MAX_VALUE, count);
  }

  private static @Nullable Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static @Nullable Long boxed(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}

package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.statistics.StageState;
import io.attune.schemas.RunningTask;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskKind;
import io.attune.schemas.TaskLocality;
import io.attune.schemas.TaskMetricValues;
import io.attune.schemas.TaskMetrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A run with the tasks that run for long counted as if each had ended when its executor last told
 * of it. All that is so counted of a task (its time, what it read, what it spilled) is the least
 * that it will come to. Statistics that are kept never contain it: once the task has ended, its end
 * is what counts, and of a run that has ended nothing is left of this.
 */
public final class InProgress {
  private InProgress() {}

  /** The run with the tasks that run counted; the same one where none is known. */
  public static Run of(Run run) {
    requireNonNull(run, "run is null");
    List<RunningTask> counted = new ArrayList<>();
    Map<StageKey, StageState> stages = new TreeMap<>();
    for (RunningTask task : run.application().runningTasks()) {
      if (runs(run, task)) {
        StageKey key = new StageKey(task.getStageId(), task.getStageAttempt());
        StageState stage = stages.computeIfAbsent(key, missing -> copy(run, missing));
        if (stage.add(asEnded(run, task))) {
          counted.add(task);
        }
      }
    }
    if (counted.isEmpty()) {
      return run;
    }
    for (StageState stage : run.stages()) {
      stages.putIfAbsent(new StageKey(stage.stageId(), stage.stageAttempt()), stage);
    }
    return new Run(run.application(), List.copyOf(stages.values()), counted);
  }

  /** Whether nothing says that it has ended since. */
  private static boolean runs(Run run, RunningTask task) {
    Optional<StageState> stage = run.stage(task.getStageId(), task.getStageAttempt());
    boolean stageRuns =
        run.application()
            .stage(task.getStageId(), task.getStageAttempt())
            .map(known -> known.completionTime().isEmpty())
            .orElse(true);
    boolean executorLives =
        run.application()
            .executor(task.getExecutorId())
            .map(known -> known.removed().isEmpty())
            .orElse(true);
    return stageRuns
        && executorLives
        && !stage
            .map(known -> known.hasEnded(task.getTaskIndex(), task.getTaskAttempt()))
            .orElse(false);
  }

  private static StageState copy(Run run, StageKey key) {
    return run.stage(key.stageId(), key.stageAttempt())
        .map(stage -> StageState.fromBytes(stage.toBytes()))
        .orElseGet(() -> new StageState(key.stageId(), key.stageAttempt()));
  }

  /** How long it has run, milliseconds. */
  public static long elapsedMs(RunningTask task) {
    return Math.max(0, task.getMeasuredTime().toEpochMilli() - task.getLaunchTime().toEpochMilli());
  }

  private static TaskMetrics asEnded(Run run, RunningTask task) {
    long elapsed = elapsedMs(task);
    TaskMetrics ended = new TaskMetrics();
    ended.setApplicationId(run.applicationId());
    ended.setStageId(task.getStageId());
    ended.setStageAttempt(task.getStageAttempt());
    ended.setTaskId(task.getTaskId());
    ended.setTaskIndex(task.getTaskIndex());
    ended.setTaskAttempt(task.getTaskAttempt());
    ended.setTaskKind(TaskKind.UNKNOWN);
    ended.setExecutorId(task.getExecutorId());
    ended.setHost(task.getHost());
    ended.setLocality(TaskLocality.UNKNOWN);
    ended.setLaunchTime(task.getLaunchTime());
    ended.setFinishTime(Instant.ofEpochMilli(task.getLaunchTime().toEpochMilli() + elapsed));
    ended.setEndReason(TaskEndReason.SUCCESS);
    ended.setMetrics(values(task, elapsed));
    return ended;
  }

  /** An executor tells the run time at the end only: until then it is the time that has passed. */
  private static TaskMetricValues values(RunningTask task, long elapsed) {
    TaskMetricValues values = new TaskMetricValues();
    values.setExecutorRunTimeMs(elapsed);
    values.setJvmGcTimeMs(Math.min(elapsed, task.getJvmGcTimeMs()));
    values.setPeakExecutionMemoryBytes(task.getPeakExecutionMemoryBytes());
    values.setMemoryBytesSpilled(task.getMemoryBytesSpilled());
    values.setDiskBytesSpilled(task.getDiskBytesSpilled());
    values.setInputBytes(task.getInputBytes());
    values.setInputRecords(task.getInputRecords());
    values.setShuffleLocalBytesRead(task.getShuffleBytesRead());
    values.setShuffleRecordsRead(task.getShuffleRecordsRead());
    values.setOutputBytes(task.getOutputBytes());
    values.setShuffleBytesWritten(task.getShuffleBytesWritten());
    return values;
  }
}

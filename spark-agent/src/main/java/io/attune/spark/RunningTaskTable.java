package io.attune.spark;

import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.RunningTask;
import io.attune.schemas.RunningTasks;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.TaskInfo;

/**
 * The tasks that run, and of those that have run for {@value #LONG_MS} ms what their executors'
 * heartbeats tell. A start and an end cost an entry in a map each; everything else is done a few
 * times in ten seconds, for long tasks only. Not thread-safe.
 */
final class RunningTaskTable {
  /** Tasks that have run for less are not told of, milliseconds. */
  static final long LONG_MS = 10_000;

  /** Told of at once, at most: those that have run longest. */
  static final int LIMIT = 32;

  /** Time between two records of an application, at least, milliseconds. */
  static final long INTERVAL_MS = 2_000;

  /** From so many on it is looked whether some have ended whose end was lost on the way here. */
  private static final int MANY = 10_000;

  private static final Comparator<RunningTask> LONGEST_FIRST =
      Comparator.comparing(RunningTask::getLaunchTime).thenComparingLong(RunningTask::getTaskId);

  private final String applicationId;
  private final TaskProgressReader reader = new TaskProgressReader();
  private final Map<Long, TaskInfo> started = new HashMap<>();
  private final Map<Long, RunningTask> told = new HashMap<>();
  private int many = MANY;
  private long lastRecordMs;
  private boolean changed;

  RunningTaskTable(String applicationId) {
    this.applicationId = applicationId;
  }

  void started(TaskInfo info) {
    if (started.size() >= many) {
      started.values().removeIf(TaskInfo::finished);
      told.keySet().retainAll(started.keySet());
      many = Math.max(MANY, 2 * started.size());
    }
    started.put(info.taskId(), info);
  }

  void ended(TaskInfo info) {
    started.remove(info.taskId());
    if (!told.isEmpty() && told.remove(info.taskId()) != null) {
      changed = true;
    }
  }

  /**
   * Takes what a heartbeat tells of long tasks.
   *
   * @return a record of those that run longest, where one is due; else null
   */
  LifecycleEvent heartbeat(SparkListenerExecutorMetricsUpdate event, long nowMs) {
    reader.read(
        event,
        (taskId, stageId, stageAttempt) -> {
          TaskInfo info = started.get(taskId);
          return info == null || nowMs - info.launchTime() < LONG_MS
              ? null
              : begin(info, stageId, stageAttempt, nowMs);
        });
    if (!changed || nowMs - lastRecordMs < INTERVAL_MS) {
      return null;
    }
    changed = false;
    lastRecordMs = nowMs;
    return record(nowMs);
  }

  private RunningTask begin(TaskInfo info, int stageId, int stageAttempt, long nowMs) {
    RunningTask task = new RunningTask();
    task.setStageId(stageId);
    task.setStageAttempt(stageAttempt);
    task.setTaskId(info.taskId());
    task.setTaskIndex(info.index());
    task.setTaskAttempt(info.attemptNumber());
    task.setExecutorId(info.executorId());
    task.setHost(info.host());
    task.setLaunchTime(Instant.ofEpochMilli(info.launchTime()));
    task.setMeasuredTime(Instant.ofEpochMilli(nowMs));
    told.put(info.taskId(), task);
    changed = true;
    return task;
  }

  /** The records of tasks are replaced with each heartbeat and not changed once they are here. */
  private LifecycleEvent record(long nowMs) {
    List<RunningTask> longest =
        told.values().stream().sorted(LONGEST_FIRST).limit(LIMIT).collect(Collectors.toList());
    RunningTasks tasks = new RunningTasks();
    tasks.setTasks(longest);
    LifecycleEvent event = new LifecycleEvent();
    event.setApplicationId(applicationId);
    event.setKind(LifecycleKind.RUNNING_TASKS);
    event.setEventTime(Instant.ofEpochMilli(nowMs));
    event.setRunningTasks(tasks);
    return event;
  }
}

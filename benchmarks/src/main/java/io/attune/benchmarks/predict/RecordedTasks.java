package io.attune.benchmarks.predict;

import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All successful tasks of a run, which the plain replay needs and Attune does not. */
final class RecordedTasks implements EventSink {
  /**
   * A task.
   *
   * @param launchMs launch time, epoch milliseconds
   * @param taskId task id
   * @param durationMs finish time minus launch time
   */
  record Task(long launchMs, long taskId, double durationMs) {}

  private final Map<Integer, List<Task>> byStage = new HashMap<>();

  @Override
  public void task(TaskMetrics event) {
    if (event.getEndReason() == TaskEndReason.SUCCESS) {
      long launch = event.getLaunchTime().toEpochMilli();
      byStage
          .computeIfAbsent(event.getStageId(), stage -> new ArrayList<>())
          .add(new Task(launch, event.getTaskId(), event.getFinishTime().toEpochMilli() - launch));
    }
  }

  @Override
  public void executor(ExecutorMetrics event) {}

  @Override
  public void lifecycle(LifecycleEvent event) {}

  /** Tasks of a stage in launch order. */
  List<Task> of(int stageId) {
    return byStage.getOrDefault(stageId, List.of()).stream()
        .sorted(Comparator.comparingLong(Task::launchMs).thenComparingLong(Task::taskId))
        .toList();
  }
}

package io.attune.eventlog;

import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskMetrics;
import java.util.ArrayList;
import java.util.List;

/** Collects records. */
final class CollectedEvents implements EventSink {
  final List<TaskMetrics> tasks = new ArrayList<>();
  final List<ExecutorMetrics> executors = new ArrayList<>();
  final List<LifecycleEvent> lifecycle = new ArrayList<>();

  @Override
  public void task(TaskMetrics event) {
    tasks.add(event);
  }

  @Override
  public void executor(ExecutorMetrics event) {
    executors.add(event);
  }

  @Override
  public void lifecycle(LifecycleEvent event) {
    lifecycle.add(event);
  }

  List<LifecycleEvent> of(LifecycleKind kind) {
    return lifecycle.stream().filter(e -> e.getKind() == kind).toList();
  }
}

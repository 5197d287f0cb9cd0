package io.attune.events;

import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects records. */
final class RecordingSink implements EventSink {
  final List<TaskMetrics> tasks = new ArrayList<>();
  final List<ExecutorMetrics> executors = new ArrayList<>();
  final List<LifecycleEvent> lifecycle = new ArrayList<>();
  final List<Long> sequences = new ArrayList<>();

  @Override
  public void task(TaskMetrics event) {
    tasks.add(event);
    sequences.add(event.getSequence());
  }

  @Override
  public void executor(ExecutorMetrics event) {
    executors.add(event);
    sequences.add(event.getSequence());
  }

  @Override
  public void lifecycle(LifecycleEvent event) {
    lifecycle.add(event);
    sequences.add(event.getSequence());
  }

  List<LifecycleEvent> of(LifecycleKind kind) {
    return lifecycle.stream().filter(e -> e.getKind() == kind).collect(Collectors.toList());
  }

  LifecycleEvent first(LifecycleKind kind) {
    return of(kind).get(0);
  }
}

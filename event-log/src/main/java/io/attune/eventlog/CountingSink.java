package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;

/** Counts the records that pass through. */
final class CountingSink implements EventSink {

  /** Takes records and forgets them. */
  static final EventSink NOWHERE =
      new EventSink() {
        @Override
        public void task(TaskMetrics event) {}

        @Override
        public void executor(ExecutorMetrics event) {}

        @Override
        public void lifecycle(LifecycleEvent event) {}
      };

  private final EventSink target;
  private long tasks;
  private long executorMetrics;
  private long lifecycle;

  CountingSink(EventSink target) {
    this.target = requireNonNull(target, "target is null");
  }

  @Override
  public void task(TaskMetrics event) {
    tasks++;
    target.task(event);
  }

  @Override
  public void executor(ExecutorMetrics event) {
    executorMetrics++;
    target.executor(event);
  }

  @Override
  public void lifecycle(LifecycleEvent event) {
    lifecycle++;
    target.lifecycle(event);
  }

  long tasks() {
    return tasks;
  }

  long executorMetrics() {
    return executorMetrics;
  }

  long lifecycle() {
    return lifecycle;
  }
}

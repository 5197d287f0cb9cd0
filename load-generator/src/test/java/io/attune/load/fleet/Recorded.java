package io.attune.load.fleet;

import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskMetrics;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Collects the events of runs in order. */
final class Recorded implements EventSink {
  final List<SpecificRecord> events = new ArrayList<>();

  static Recorded of(FleetWorkload workload, int run) {
    Recorded recorded = new Recorded();
    workload.run(run, recorded, false).toEnd();
    return recorded;
  }

  @Override
  public void task(TaskMetrics event) {
    events.add(event);
  }

  @Override
  public void executor(ExecutorMetrics event) {
    events.add(event);
  }

  @Override
  public void lifecycle(LifecycleEvent event) {
    events.add(event);
  }

  List<TaskMetrics> tasks() {
    return of(TaskMetrics.class);
  }

  List<ExecutorMetrics> peaks() {
    return of(ExecutorMetrics.class);
  }

  List<LifecycleEvent> lifecycle(LifecycleKind kind) {
    return of(LifecycleEvent.class).stream().filter(event -> event.getKind() == kind).toList();
  }

  private <T> List<T> of(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }
}

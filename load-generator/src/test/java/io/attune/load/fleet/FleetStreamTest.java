package io.attune.load.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskMetrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FleetStreamTest {
  private final Fleet fleet = new Fleet(FleetOptions.of(4, 2));

  @Test
  void soManyApplicationsLiveAtOnceAndAllComeToTheirEnd() {
    Recorded recorded = new Recorded();
    List<String> started = new ArrayList<>();
    FleetStream stream =
        new FleetStream(fleet, 2, 3, recorded, false, workload -> started.add(workload.name()));
    while (stream.next()) {
      assertThat(stream.begun() - stream.ended()).isLessThanOrEqualTo(3);
    }

    assertThat(stream.ended()).isEqualTo(8);
    assertThat(started).hasSize(4).doesNotHaveDuplicates();
    assertThat(recorded.lifecycle(LifecycleKind.APPLICATION_ENDED)).hasSize(8);
    assertThat(recorded.tasks().stream().limit(2000).map(TaskMetrics::getApplicationId).distinct())
        .as("interleaved")
        .hasSizeGreaterThan(1);
  }

  @Test
  void aSinkThatKeepsNothingGetsOneRecordOfATaskForEachRun() {
    Set<TaskMetrics> records = Collections.newSetFromMap(new IdentityHashMap<>());
    int[] tasks = new int[1];
    EventSink sink =
        new EventSink() {
          @Override
          public void task(TaskMetrics event) {
            records.add(event);
            tasks[0]++;
          }

          @Override
          public void executor(ExecutorMetrics event) {}

          @Override
          public void lifecycle(LifecycleEvent event) {}
        };
    FleetStream stream = new FleetStream(fleet, 1, 4, sink, true, workload -> {});
    while (stream.next()) {
      continue;
    }

    assertThat(tasks[0]).isGreaterThan(500);
    assertThat(records).hasSize(4);
  }
}

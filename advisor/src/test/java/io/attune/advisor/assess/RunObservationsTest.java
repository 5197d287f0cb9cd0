package io.attune.advisor.assess;

import static io.attune.advisor.rules.Asking.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.attune.advisor.application.Run;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Observations;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunObservationsTest {
  private static RunBuilder story(String id) {
    return RunBuilder.application(id).workload("observed").executors(2, 2, "1g");
  }

  private static Map<String, Double> observed(RunBuilder story) {
    return RunObservations.of(
        new RuleContext(story.ended().build(), WorkloadHistory.empty(), RuleTable.standard()));
  }

  @Test
  void a_quiet_run_leaves_only_what_another_size_is_compared_with() {
    assertThat(
            observed(story("quiet").stage("map", 8, s -> s.tasks((t, i) -> t.durationMs(1_000)))))
        .containsOnlyKeys(Observations.PARALLELISM, Observations.ROOT_TASKS)
        .containsEntry(Observations.ROOT_TASKS, 8.0);
  }

  @Test
  void attempts_and_executors_that_ran_out_of_heap_are_counted_together() {
    RunBuilder story =
        story("out-of-heap")
            .stage(
                "map",
                8,
                s ->
                    s.tasks(
                        (t, i) -> {
                          t.durationMs(1_000);
                          if (i < 2) {
                            t.throwsOnce("java.lang.OutOfMemoryError", "Java heap space");
                          }
                        }))
            .executorRemoved("1", "Command exited with code 52");

    assertThat(observed(story)).contains(entry(Observations.OUT_OF_HEAP, 3.0));
  }

  @Test
  void the_drivers_peak_speaks_for_the_heap_it_was_seen_in() {
    Run run = story("driver").heapPeak("driver", 900 * MIB).ended().build();
    Advisor advisor = Advisor.standard(RuleTable.standard());
    WorkloadHistory empty = WorkloadHistory.empty();
    WorkloadHistory history = advisor.remember(empty, run, advisor.assess(run, empty));

    long heap = run.application().settings().driverHeapBytes();
    assertThat(Observations.driverPeakBytes(history, heap)).isEqualTo(900 * MIB);
    assertThat(Observations.driverPeakBytes(history, 2 * heap)).isZero();
    assertThat(Observations.driverPeakBytes(empty, heap)).isZero();
  }
}

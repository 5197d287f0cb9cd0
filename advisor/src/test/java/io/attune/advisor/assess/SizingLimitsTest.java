package io.attune.advisor.assess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.attune.advisor.application.Run;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Decisions;
import io.attune.advisor.rules.Preferences;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SizingLimitsTest {
  private final RuleTable table = RuleTable.standard();
  private final Advisor advisor = Advisor.standard(table);
  private WorkloadHistory history = WorkloadHistory.empty();
  private int night;

  /** Five stages, each of one wave. */
  private Run night(int executors, int taskMs) {
    RunBuilder story =
        RunBuilder.application("limits-" + night)
            .workload("limits")
            .later(Duration.ofDays(night++))
            .property("spark.master", "yarn")
            .property("spark.executor.instances", Integer.toString(executors))
            .executors(executors, 2, "2g");
    for (int stage = 0; stage < 5; stage++) {
      story.stage("step " + stage, 8, s -> s.tasks((t, i) -> t.durationMs(taskMs)));
    }
    return story.ended().build();
  }

  private double remember(Run run) {
    history = advisor.remember(history, run, advisor.assess(run, history));
    return spanMs(run);
  }

  private static double spanMs(Run run) {
    return run.application().span().orElseThrow().durationMs();
  }

  private double reference(Run run) {
    RuleContext context = new Assessor(run, history, table, Preferences.neutral()).context();
    return SizingLimits.of(context, context.forecast().orElseThrow(), Decisions.none())
        .referenceSpanMs();
  }

  @Test
  void a_slow_night_may_be_as_slow_at_other_sizes() {
    remember(night(6, 20_000));
    remember(night(6, 20_500));
    remember(night(6, 19_500));
    Run slow = night(6, 22_000);

    assertThat(reference(slow)).isCloseTo(spanMs(slow), within(0.02 * spanMs(slow)));
  }

  @Test
  void what_earlier_settings_reached_stays_the_measure() {
    double before = remember(night(6, 18_000));
    remember(night(4, 20_000));
    remember(night(4, 20_000));
    Run now = night(4, 20_000);

    assertThat(spanMs(now)).isGreaterThan(1.08 * before);
    assertThat(reference(now)).isCloseTo(before, within(0.02 * before));
  }

  @Test
  void settings_that_were_slower_are_no_reason_to_be_slow() {
    remember(night(4, 30_000));
    Run now = night(6, 20_000);

    assertThat(reference(now)).isCloseTo(spanMs(now), within(0.02 * spanMs(now)));
  }
}

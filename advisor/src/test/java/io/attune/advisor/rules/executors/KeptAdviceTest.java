package io.attune.advisor.rules.executors;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Condition;
import io.attune.schemas.Recommendation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeptAdviceTest {
  private final Advisor advisor = Advisor.standard(RuleTable.standard());
  private WorkloadHistory history = WorkloadHistory.empty();
  private int night;

  /** Six executors of two cores: 8 tasks in each stage leave a third of them idle, 12 none. */
  private Optional<Recommendation> afterNightOf(int tasks) {
    RunBuilder story =
        RunBuilder.application("kept-" + night)
            .workload("kept")
            .later(Duration.ofDays(night++))
            .property("spark.master", "yarn")
            .property("spark.executor.instances", "6")
            .executors(6, 2, "2g");
    for (int stage = 0; stage < 5; stage++) {
      story.stage("step " + stage, tasks, s -> s.tasks((t, i) -> t.durationMs(20_000)));
    }
    Run run = story.ended().build();
    Assessment assessment = advisor.assess(run, history);
    history = advisor.remember(history, run, assessment);
    return assessment.recommendations().stream()
        .filter(said -> said.getRuleId().equals(ExecutorCountRule.ID))
        .findFirst();
  }

  private static List<String> conditions(Recommendation said) {
    return said.getConfidence().getConditions().stream().map(Condition::getName).toList();
  }

  @Test
  void what_several_runs_bore_out_outlives_one_that_does_not() {
    afterNightOf(8);
    afterNightOf(8);
    Recommendation borneOut = afterNightOf(8).orElseThrow();
    assertThat(borneOut.getRecommended()).isEqualTo("4");
    assertThat(conditions(borneOut)).doesNotContain(KeptAdvice.CONDITION);

    Recommendation kept = afterNightOf(12).orElseThrow();

    assertThat(kept.getRecommended()).isEqualTo("4");
    assertThat(conditions(kept)).contains(KeptAdvice.CONDITION);
    assertThat(kept.getSummary()).contains("3 of the last 3 runs bear it out");
    assertThat(kept.getSeverity()).isLessThanOrEqualTo(borneOut.getSeverity());
  }

  @Test
  void what_no_run_bears_out_any_more_goes() {
    for (int i = 0; i < 3; i++) {
      afterNightOf(8);
    }
    int keptNights = 0;
    while (afterNightOf(12).isPresent()) {
      keptNights++;
      assertThat(keptNights).isLessThan(10);
    }
    // Nights that only kept it do not bear it out: two of the last eight have to.
    assertThat(keptNights).isEqualTo(7);
    assertThat(afterNightOf(12)).isEmpty();
  }

  @Test
  void a_single_run_is_no_reason_to_keep_it() {
    assertThat(afterNightOf(8)).isPresent();
    assertThat(afterNightOf(12)).isEmpty();
  }

  /** The name is stored with the run: rules of later builds look for it. */
  @Test
  void a_run_remembers_of_which_rule_it_only_kept_the_advice() {
    for (int i = 0; i < 3; i++) {
      afterNightOf(8);
    }
    String kept = "kept " + ExecutorCountRule.ID;
    assertThat(history.runs()).noneMatch(run -> run.observed().containsKey(kept));

    afterNightOf(12);

    assertThat(history.runs()).filteredOn(run -> run.observed().containsKey(kept)).hasSize(1);
  }
}

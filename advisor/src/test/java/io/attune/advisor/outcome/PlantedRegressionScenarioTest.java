package io.attune.advisor.outcome;

import static io.attune.advisor.outcome.Planted.PARTITIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.attune.advisor.testing.RecurringJob;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import org.junit.jupiter.api.Test;

class PlantedRegressionScenarioTest {
  private final NightlyRuns runs = new NightlyRuns();

  private void healthyNightWithHarmfulAdvice() {
    runs.add(RecurringJob.night(1, 40, 1).build());
    runs.plant(run -> Planted.advise(run, Planted.partitions(40, 1, -5_000.0)));
  }

  @Test
  void an_advised_value_that_hurts_is_detected_on_the_next_run_and_the_old_one_advised_back() {
    healthyNightWithHarmfulAdvice();
    runs.add(RecurringJob.night(2, 1, 1).build());

    Outcome outcome = runs.outcomes().get(0);
    assertThat(outcome.getState()).isEqualTo(RecommendationState.REGRESSED);
    assertThat(outcome.getPrevious()).isEqualTo("40");
    assertThat(outcome.getApplied()).isEqualTo("1");
    assertThat(outcome.getApplicationId()).isEqualTo("app-nightly-2-0001");
    assertThat(outcome.getTimeShare()).isGreaterThan(1.0);
    assertThat(outcome.getInputRatio()).isCloseTo(1.0, within(0.01));
    assertThat(outcome.getNoiseShare()).as("one run tells no noise").isNull();
    assertThat(outcome.getExpected().getTime().getExpected()).isEqualTo(-5_000.0);
    assertThat(outcome.getRealised().getTime().getExpected()).isPositive();
    assertThat(outcome.getSummary()).contains("made it worse").contains("instead of");

    Recommendation back = runs.recommendation(PARTITIONS);
    assertThat(back.getRuleId()).isEqualTo("regression");
    assertThat(back.getState()).isEqualTo(RecommendationState.REGRESSED);
    assertThat(back.getRecommended()).isEqualTo("40");
    assertThat(back.getCurrent()).isEqualTo("1");
    assertThat(back.getRollback()).isEqualTo("1");
    assertThat(back.getEvidence()).isNotEmpty();
  }

  @Test
  void back_at_the_old_value_it_has_succeeded_and_the_harmful_one_is_not_advised_again() {
    healthyNightWithHarmfulAdvice();
    runs.add(RecurringJob.night(2, 1, 1).build());
    runs.add(RecurringJob.night(3, 40, 1).build());

    assertThat(runs.outcomes()).hasSize(1);
    assertThat(runs.outcomes().get(0).getState()).isEqualTo(RecommendationState.SUCCEEDED);
    assertThat(runs.outcomes().get(0).getRuleId()).isEqualTo("regression");
    assertThat(runs.recommendation(PARTITIONS)).isNull();
  }

  @Test
  void while_the_harmful_value_stays_the_old_one_is_advised_again() {
    healthyNightWithHarmfulAdvice();
    runs.add(RecurringJob.night(2, 1, 1).build());
    runs.add(RecurringJob.night(3, 1, 1).build());

    assertThat(runs.recommendation(PARTITIONS).getRecommended()).isEqualTo("40");
  }

  @Test
  void a_bigger_day_is_no_regression() {
    runs.add(RecurringJob.night(1, 40, 1).build());
    runs.plant(run -> Planted.advise(run, Planted.partitions(40, 20, -500.0)));
    runs.add(RecurringJob.night(2, 20, 3).build());

    Outcome outcome = runs.outcomes().get(0);
    assertThat(outcome.getState()).isNotEqualTo(RecommendationState.REGRESSED);
    assertThat(outcome.getInputRatio()).isCloseTo(3.0, within(0.01));
    assertThat(runs.recommendation(PARTITIONS)).isNull();
  }

  @Test
  void a_harmful_value_is_found_on_a_bigger_day_as_well() {
    healthyNightWithHarmfulAdvice();
    runs.add(RecurringJob.night(2, 1, 2).build());

    assertThat(runs.outcomes().get(0).getState()).isEqualTo(RecommendationState.REGRESSED);
  }

  @Test
  void a_bigger_day_without_a_change_has_no_outcome() {
    healthyNightWithHarmfulAdvice();
    runs.add(RecurringJob.night(2, 40, 4).build());

    assertThat(runs.outcomes()).isEmpty();
    assertThat(runs.recommendation(PARTITIONS)).isNull();
  }

  @Test
  void a_value_that_does_nothing_is_ineffective_and_one_that_pays_has_succeeded() {
    runs.add(RecurringJob.night(1, 40, 1).build());
    runs.plant(run -> Planted.advise(run, Planted.partitions(40, 38, -5_000.0)));
    runs.add(RecurringJob.night(2, 38, 1).build());
    assertThat(runs.outcomes().get(0).getState()).isEqualTo(RecommendationState.INEFFECTIVE);

    NightlyRuns others = new NightlyRuns();
    others.add(RecurringJob.night(1, 1, 1).build());
    others.plant(run -> Planted.advise(run, Planted.partitions(1, 8, null)));
    others.add(RecurringJob.night(2, 8, 1).build());
    assertThat(others.outcomes().get(0).getState()).isEqualTo(RecommendationState.SUCCEEDED);
    assertThat(others.outcomes().get(0).getTimeShare()).isLessThan(-0.5);
  }

  @Test
  void the_order_of_events_and_a_second_reading_change_nothing() {
    healthyNightWithHarmfulAdvice();
    runs.add(RecurringJob.night(2, 1, 1).build());
    var history = runs.history();
    var outcomes = runs.outcomes();
    runs.add(RecurringJob.night(2, 1, 1).build());

    assertThat(runs.outcomes()).isEqualTo(outcomes);
    assertThat(runs.history().toBytes()).isEqualTo(history.toBytes());
  }
}

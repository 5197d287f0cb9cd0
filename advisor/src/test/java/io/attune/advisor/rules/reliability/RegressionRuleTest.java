package io.attune.advisor.rules.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.RefutedAdvice;
import io.attune.advisor.history.TriedValue;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Asking;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RecurringJob;
import io.attune.schemas.Category;
import io.attune.schemas.RecommendationState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RegressionRuleTest {
  private static final String PARTITIONS = "spark.sql.shuffle.partitions";
  private static final RuleTable TABLE = RuleTable.standard();

  private final Run run = RecurringJob.night(5, 4, 1).build();

  private TriedValue tried(String previous, String applied, RecommendationState state) {
    TriedValue.OnTime time =
        new TriedValue.OnTime(OptionalDouble.of(0.6), OptionalDouble.of(0.2), 10_000, 16_000);
    return new TriedValue(
        new TriedValue.InRun(
            "app-earlier-" + applied,
            run.application().start().orElseThrow().minus(Duration.ofDays(1)),
            1_000_000,
            "3.5.9"),
        new TriedValue.Setting(
            PARTITIONS, "shuffle-partitions", Optional.ofNullable(previous), applied, "count"),
        state,
        new TriedValue.Consequence(time, OptionalDouble.of(0.1), false));
  }

  private static WorkloadHistory history(TriedValue... tried) {
    WorkloadHistory history = WorkloadHistory.empty();
    for (TriedValue value : tried) {
      history = history.withTried(value.applicationId(), List.of(value));
    }
    return history;
  }

  private Verdict verdict(TriedValue... tried) {
    return Asking.ask(new RegressionRule(), run, history(tried));
  }

  @Test
  void a_value_in_force_that_regressed_goes_back() {
    Verdict verdict = verdict(tried("40", "4", RecommendationState.REGRESSED));

    Advice advice = ((Verdict.Advises) verdict).advice().get(0);
    assertThat(advice.setting().orElseThrow().recommended()).isEqualTo("40");
    assertThat(advice.setting().orElseThrow().rollback()).contains("4");
    assertThat(advice.category()).isEqualTo(Category.RELIABILITY);
    assertThat(advice.time().getExpected()).isEqualTo(-6_000.0);
    assertThat(advice.summary())
        .isEqualTo(
            "Back to 40: with 4, which was advised, the run took 16.0 s instead of 10.0 s for the"
                + " same input.");
  }

  @Test
  void it_is_silent_about_what_is_not_in_force_or_paid_or_has_no_way_back() {
    assertThat(verdict()).isInstanceOf(Verdict.Silent.class);
    assertThat(verdict(tried("40", "7", RecommendationState.REGRESSED)))
        .isInstanceOf(Verdict.Silent.class);
    assertThat(verdict(tried("40", "4", RecommendationState.SUCCEEDED)))
        .isInstanceOf(Verdict.Silent.class);
    assertThat(verdict(tried(null, "4", RecommendationState.REGRESSED)))
        .isInstanceOf(Verdict.Silent.class);
    assertThat(
            verdict(
                tried("40", "4", RecommendationState.REGRESSED),
                tried("4", "40", RecommendationState.REGRESSED)))
        .as("no swinging between two bad values")
        .isInstanceOf(Verdict.Silent.class);
  }

  private static Optional<String> objection(
      TriedValue tried, long value, long input, String spark) {
    Advice advice =
        Advice.change(
                Category.PARTITIONS,
                SettingChange.count(PARTITIONS, 40, value, value, value, value, Optional.empty()))
            .severity(io.attune.schemas.Severity.LOW)
            .context("x", "value", 1, "count")
            .summary("One.")
            .doubt("Two.")
            .build();
    return new RefutedAdvice(history(tried), TABLE, OptionalLong.of(input), spark)
        .objection(advice);
  }

  @Test
  void a_refuted_value_is_not_advised_again_until_input_or_spark_changes() {
    TriedValue worse = tried("40", "10", RecommendationState.REGRESSED);

    assertThat(objection(worse, 10, 1_000_000, "3.5.9")).isPresent();
    assertThat(objection(worse, 12, 1_000_000, "3.5.9")).as("nearly as far").isPresent();
    assertThat(objection(worse, 2, 1_000_000, "3.5.9")).as("further").isPresent();
    assertThat(objection(worse, 25, 1_000_000, "3.5.9")).as("half the way").isEmpty();
    assertThat(objection(worse, 80, 1_000_000, "3.5.9")).as("the other way").isEmpty();
    assertThat(objection(worse, 10, 2_500_000, "3.5.9")).as("more input").isEmpty();
    assertThat(objection(worse, 10, 1_000_000, "4.2.0")).as("another Spark").isEmpty();
    assertThat(objection(worse, 10, 1_000_000, "3.5.10")).as("a patch").isPresent();
  }

  @Test
  void further_than_an_ineffective_value_may_be_tried() {
    TriedValue nothing = tried("40", "30", RecommendationState.INEFFECTIVE);

    assertThat(objection(nothing, 30, 1_000_000, "3.5.9")).isPresent();
    assertThat(objection(nothing, 10, 1_000_000, "3.5.9")).isEmpty();
  }
}

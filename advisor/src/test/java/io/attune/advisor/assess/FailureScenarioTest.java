package io.attune.advisor.assess;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.Run;
import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.offline.Analysis;
import io.attune.advisor.render.AnalysisReport;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.Effect;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.FakeRule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.AppliesAt;
import io.attune.schemas.Category;
import io.attune.schemas.Change;
import io.attune.schemas.Impact;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What fails costs the advice that depends on it, and nothing else. */
class FailureScenarioTest {
  private static final RuleTable TABLE = RuleTable.standard();
  private static final Run RUN = Stories.troubled().ended().build();
  private static final Assessment SOUND =
      Advisor.standard(TABLE).assess(RUN, WorkloadHistory.empty());

  private static Assessment with(int place, Rule rule) {
    return new Advisor(FakeRule.amongStandard(place, rule), TABLE)
        .assess(RUN, WorkloadHistory.empty());
  }

  private static void assertOthersAreUntouched(Assessment assessment) {
    assertThat(assessment.recommendations()).isNotEmpty().isEqualTo(SOUND.recommendations());
    assertThat(assessment.front()).isPresent().isEqualTo(SOUND.front());
    assertThat(assessment.silent()).containsAllEntriesOf(SOUND.silent());
    assertThat(assessment.failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.what()).isEqualTo("rule broken"));
    assertThat(assessment.silent().get(FakeRule.BROKEN)).startsWith("failed: ");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 13, 25})
  void a_rule_that_throws_is_one_silent_rule(int place) {
    Assessment assessment = with(place, FakeRule.broken());

    assertThat(assessment.silent().size() + SOUND.recommendations().size())
        .isEqualTo(StandardRules.all().size() + 1);
    assertThat(assessment.silent().get(FakeRule.BROKEN))
        .startsWith("failed: IllegalArgumentException: ")
        .contains("spark.sql.shuffle.partitions");
    assertOthersAreUntouched(assessment);
  }

  static Stream<Supplier<Advice>> unusable() {
    SettingChange setting =
        SettingChange.count("spark.task.maxFailures", 4, 8, 8, 8, 8, Optional.empty());
    return Stream.of(
        // No evidence.
        () ->
            Advice.withoutSetting(Category.CODE)
                .severity(Severity.HIGH)
                .summary("One.")
                .doubt("Two.")
                .build(),
        // No tasks at all: the replay refuses.
        () ->
            FakeRule.advice(setting)
                .appliesAt(AppliesAt.NEXT_RUN)
                .effect(new Effect.Tasks(1, 0, 0))
                .build(),
        // A change without a unit, which no record can hold.
        () ->
            FakeRule.advice(setting)
                .impact(
                    new Change(1.0, null, null, null, ImpactBasis.RULE),
                    new Change(1.0, null, null, null, ImpactBasis.RULE))
                .build());
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void advice_that_cannot_be_used_decides_nothing(Supplier<Advice> advice) {
    assertOthersAreUntouched(
        with(
            0,
            new FakeRule(FakeRule.BROKEN, context -> new Verdict.Advises(List.of(advice.get())))));
  }

  @Test
  void what_a_failing_rule_had_advised_first_is_not_decided() {
    SettingChange partitions =
        SettingChange.count("spark.sql.shuffle.partitions", 4, 99, 99, 99, 99, Optional.empty());
    Advice good = FakeRule.advice(partitions).build();
    Advice bad = FakeRule.advice(partitions).effect(new Effect.Tasks(1, 0, 0)).build();

    assertOthersAreUntouched(
        with(0, new FakeRule(FakeRule.BROKEN, context -> new Verdict.Advises(List.of(good, bad)))));
  }

  @Test
  void an_error_of_the_machine_is_not_taken_for_a_failing_rule() {
    Rule rule =
        new FakeRule(
            FakeRule.BROKEN,
            context -> {
              throw new OutOfMemoryError("made for this test");
            });
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> with(0, rule))
        .isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void the_offline_analysis_goes_on_with_the_next_run() {
    Run later = Stories.troubled().later(Duration.ofDays(1)).ended().build();
    List<AnalysisReport> reports =
        new Analysis(new Advisor(FakeRule.amongStandard(5, FakeRule.broken()), TABLE), List.of(2))
            .assess(List.of(RUN, later));

    assertThat(reports).hasSize(2);
    for (AnalysisReport report : reports) {
      assertThat(report.assessment().recommendations()).isNotEmpty();
      assertThat(report.assessment().failures()).hasSize(1);
      assertThat(report.predictions()).hasSize(1);
    }
  }

  /** An executor that serves nothing: the least number of executors comes to 0 ÷ 0. */
  private static final RuleTable NOTHING_SERVED =
      TABLE.with(
          "executor-count:"
              + " {serve-bytes-per-second: 0, serve-min-wall-ms: 0, served-wait-share: 0}");

  @Test
  void a_replay_that_throws_costs_the_sizes_only() {
    Assessment assessment = Advisor.standard(NOTHING_SERVED).assess(RUN, WorkloadHistory.empty());

    assertThat(assessment.front()).isEmpty();
    assertThat(assessment.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.what()).isEqualTo("forecast of other sizes");
              assertThat(failure.reason()).contains("at least 1 executor");
            });
    assertThat(assessment.recommendations()).isEqualTo(SOUND.recommendations());
  }

  @Test
  void rules_that_need_the_sizes_are_silent_with_the_reason() {
    RunBuilder story = RunBuilder.application("sized").executors(4, 2, "4g");
    for (int stage = 0; stage < 4; stage++) {
      story.stage("step " + stage, 8, s -> s.tasks((t, i) -> t.durationMs(30_000)));
    }
    Assessment assessment =
        Advisor.standard(NOTHING_SERVED).assess(story.ended().build(), WorkloadHistory.empty());

    assertThat(assessment.silent().get("executor-count"))
        .startsWith("the replay failed: IllegalArgumentException: ");
    assertThat(assessment.failures())
        .extracting(PartFailure::part)
        .containsOnly(PartFailure.Part.FORECAST);
  }

  @Test
  void sizes_that_were_asked_for_are_missing_and_the_reason_is_there() {
    Advisor.Predicted predicted =
        Advisor.standard(NOTHING_SERVED).predict(RUN, WorkloadHistory.empty(), List.of(2, 4));

    assertThat(predicted.points()).isEmpty();
    assertThat(predicted.failures()).hasSize(1);
  }

  /** What was advised after the last run and is in force in this one. */
  private static PastAdvice followed(String property, String value, Impact expected) {
    return new PastAdvice(
        property,
        "spill",
        "etag",
        Optional.of("1"),
        value,
        Optional.empty(),
        Optional.empty(),
        "count",
        false,
        expected);
  }

  @Test
  void an_outcome_that_cannot_be_judged_costs_no_other_and_no_rule() {
    Change none = new Change(null, null, null, "ms", ImpactBasis.NONE);
    PastAdvice sound = followed("spark.sql.shuffle.partitions", "4", new Impact(none, none));
    PastAdvice broken = followed("spark.sql.adaptive.enabled", "false", new Impact(null, none));
    Advisor advisor = Advisor.standard(TABLE);
    RunSummary summary = advisor.remember(WorkloadHistory.empty(), RUN, SOUND).runs().get(0);
    WorkloadHistory history =
        WorkloadHistory.empty()
            .with(
                summary
                    .but()
                    .as("two-nights-ago", summary.started().minusSeconds(172_800))
                    .settings(Map.of("spark.sql.shuffle.partitions", "1"))
                    .recommended(List.of(sound))
                    .build())
            .with(
                summary
                    .but()
                    .as("last-night", summary.started().minusSeconds(86_400))
                    .settings(
                        Map.of(
                            "spark.sql.shuffle.partitions",
                            "4",
                            "spark.sql.adaptive.enabled",
                            "true"))
                    .recommended(List.of(broken))
                    .build());

    Assessment assessment = advisor.assess(RUN, history);

    assertThat(assessment.failures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.what()).isEqualTo("outcome of spark.sql.adaptive.enabled"));
    assertThat(assessment.outcomes())
        .singleElement()
        .satisfies(
            outcome -> assertThat(outcome.getProperty()).isEqualTo("spark.sql.shuffle.partitions"));
    assertThat(assessment.recommendations()).isNotEmpty();
    assertThat(advisor.remember(history, RUN, assessment).runs()).hasSize(3);
  }
}

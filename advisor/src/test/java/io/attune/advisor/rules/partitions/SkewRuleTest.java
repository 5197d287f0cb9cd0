package io.attune.advisor.rules.partitions;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.adviceOf;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import io.attune.advisor.testing.StageBuilder;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SkewRuleTest {
  private final Rule rule = new SkewRule();

  private static RunBuilder application() {
    return RunBuilder.application("skewed").executors(4, 1, "1g");
  }

  private static RunBuilder application(String property, String value) {
    return RunBuilder.application("skewed").property(property, value).executors(4, 1, "1g");
  }

  private static Consumer<StageBuilder> heavy(
      long heavyMs, long heavyMib, Consumer<StageBuilder> more) {
    return s -> {
      s.tasks(
          (t, i) ->
              t.durationMs(i == 3 ? heavyMs : 2_000 + i)
                  .shuffleRead((i == 3 ? heavyMib : 8) * MIB + i, 1));
      more.accept(s);
    };
  }

  private static Consumer<StageBuilder> join(long heavyMs, long heavyMib) {
    return heavy(
        heavyMs,
        heavyMib,
        s -> s.sql(1).node("SortMergeJoin Inner", n -> n.metric("number of output rows", 10)));
  }

  @Test
  void a_hot_partition_below_the_threshold_lowers_the_threshold() {
    Verdict verdict =
        ask(
            rule,
            application("spark.sql.adaptive.advisoryPartitionSizeInBytes", "8m")
                .stage("join", 12, join(60_000, 92)));

    Advice advice = only(verdict);
    SettingChange setting = advice.setting().orElseThrow();
    assertThat(setting.property())
        .isEqualTo("spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes");
    assertThat(setting.recommended()).isEqualTo("46m");
    assertThat(setting.lowerBound()).contains("8m");
    assertThat(setting.upperBound()).contains("69m");
    assertThat(setting.current()).contains("256m");
    assertThat(setting.rollback()).isEmpty();
    assertThat(advice.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(advice.time().getLow()).isNegative();
    assertThat(advice.stageId()).hasValue(0);
  }

  @Test
  void pieces_larger_than_the_partition_have_to_shrink_first() {
    assertThat(adviceOf(ask(rule, application().stage("join", 12, join(60_000, 92)))))
        .extracting(a -> a.setting().orElseThrow().property())
        .containsExactly(
            "spark.sql.adaptive.advisoryPartitionSizeInBytes",
            "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes");
  }

  @Test
  void with_adaptive_execution_off_it_is_switched_on() {
    assertThat(
            adviceOf(
                ask(
                    rule,
                    application("spark.sql.adaptive.enabled", "false")
                        .stage("join", 12, join(60_000, 600)))))
        .extracting(a -> a.setting().orElseThrow().property())
        .containsExactly("spark.sql.adaptive.enabled");
  }

  @Test
  void a_factor_that_hides_the_partition_is_lowered() {
    Verdict verdict =
        ask(
            rule,
            application("spark.sql.adaptive.skewJoin.skewedPartitionFactor", "100")
                .stage("join", 12, join(60_000, 600)));

    SettingChange setting = only(verdict).setting().orElseThrow();
    assertThat(setting.property()).isEqualTo("spark.sql.adaptive.skewJoin.skewedPartitionFactor");
    assertThat(Double.parseDouble(setting.recommended())).isBetween(50.0, 62.0);
  }

  private List<String> properties(int largestMib, WorkloadHistory history) {
    return adviceOf(ask(rule, splittable(largestMib).build(), history)).stream()
        .map(advice -> advice.setting().orElseThrow().property())
        .toList();
  }

  private static RunBuilder splittable(int largestMib) {
    return application("spark.sql.adaptive.advisoryPartitionSizeInBytes", "8m")
        .stage("join", 12, join(60_000, largestMib))
        .ended();
  }

  /** The median is 8 MiB, and adaptive execution splits what is above 5 times that. */
  @Test
  void a_factor_that_is_advised_stays_for_a_partition_that_is_just_above_it() {
    Advisor advisor = Advisor.standard(RuleTable.standard());
    Run below = splittable(39).build();
    WorkloadHistory history =
        advisor.remember(
            WorkloadHistory.empty(), below, advisor.assess(below, WorkloadHistory.empty()));
    String factor = "spark.sql.adaptive.skewJoin.skewedPartitionFactor";

    assertThat(properties(39, WorkloadHistory.empty())).contains(factor);
    assertThat(properties(43, WorkloadHistory.empty())).doesNotContain(factor);
    assertThat(properties(43, history)).contains(factor);
    assertThat(properties(60, history)).doesNotContain(factor);
  }

  @Test
  void an_aggregation_of_an_rdd_is_salted_without_a_setting() {
    Advice advice = only(ask(rule, application().stage("group", 12, heavy(60_000, 92, s -> {}))));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.category()).isEqualTo(Category.CODE);
    assertThat(advice.summary()).contains("stage 0 (group)").contains("salt");
  }

  @Test
  void a_straggler_that_read_no_more_than_others_is_no_skew() {
    silence(ask(rule, application().stage("join", 12, join(60_000, 8))));
  }

  @Test
  void the_ratio_counts_from_four_on() {
    silence(ask(rule, application().stage("join", 12, join(7_990, 92))));
    adviceOf(ask(rule, application().stage("join", 12, join(8_100, 92))));
  }

  @Test
  void what_costs_little_of_the_run_is_not_worth_words() {
    silence(
        ask(
            rule,
            application()
                .stage("long", 4, s -> s.tasks((t, i) -> t.durationMs(120_000)))
                .stage("join", 12, join(10_000, 92))));
  }
}

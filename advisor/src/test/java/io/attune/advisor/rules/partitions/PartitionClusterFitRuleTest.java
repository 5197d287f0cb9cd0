package io.attune.advisor.rules.partitions;

import static io.attune.advisor.rules.Asking.GIB;
import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.adviceOf;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.assessor;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Assessor;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.ImpactBasis;
import org.junit.jupiter.api.Test;

class PartitionClusterFitRuleTest {
  private final Rule rule = new PartitionClusterFitRule();

  private static RunBuilder wide(int partitions, int durationMs) {
    return RunBuilder.application("report")
        .property("spark.sql.shuffle.partitions", Integer.toString(partitions))
        .executors(2, 4, "1g")
        .stage(
            "score",
            partitions,
            s -> s.sql(1).tasks((t, i) -> t.durationMs(durationMs).shuffleRead(MIB, 1)));
  }

  @Test
  void one_partition_on_eight_slots_becomes_eight() {
    Verdict verdict = ask(rule, wide(1, 24_000));

    SettingChange setting = setting(verdict);
    assertThat(setting.property()).isEqualTo("spark.sql.shuffle.partitions");
    assertThat(setting.recommended()).isEqualTo("8");
    assertThat(setting.rollback()).contains("1");
    assertThat(only(verdict).time().getBasis()).isEqualTo(ImpactBasis.BOUND);
    assertThat(only(verdict).time().getLow()).isEqualTo(-21_000.0);
  }

  @Test
  void a_last_wave_of_one_task_is_dropped() {
    assertThat(setting(ask(rule, wide(9, 10_000))).recommended()).isEqualTo("8");
    assertThat(setting(ask(rule, wide(11, 10_000))).recommended()).isEqualTo("16");
  }

  @Test
  void edges() {
    silence(ask(rule, wide(8, 24_000)));
    silence(ask(rule, wide(7, 24_000)));
    only(ask(rule, wide(6, 24_000)));
    silence(ask(rule, wide(6, 4_999)));
    only(ask(rule, wide(6, 5_000)));
  }

  @Test
  void dynamic_allocation_brings_its_own_slots() {
    RunBuilder story =
        RunBuilder.application("report")
            .property("spark.dynamicAllocation.enabled", "true")
            .property("spark.sql.shuffle.partitions", "1")
            .executors(2, 4, "1g")
            .stage(
                "score",
                1,
                s -> s.sql(1).tasks((t, i) -> t.durationMs(24_000).shuffleRead(MIB, 1)));

    assertThat(silence(ask(rule, story))).contains("dynamic allocation");
  }

  @Test
  void partitions_that_adaptive_execution_merged_are_its_own_choice() {
    RunBuilder story =
        RunBuilder.application("report")
            .executors(2, 4, "1g")
            .stage(
                "score",
                2,
                s ->
                    s.sql(1)
                        .rdd(1, "ShuffledRowRDD", "AQEShuffleRead", null)
                        .tasks((t, i) -> t.durationMs(24_000).shuffleRead(MIB, 1)));

    silence(ask(rule, story));
  }

  @Test
  void without_a_setting_only_long_stages_are_worth_words() {
    assertThat(only(ask(rule, parallelized(60_000))).setting()).isEmpty();
    silence(ask(rule, parallelized(59_000)));
  }

  private static RunBuilder parallelized(int durationMs) {
    return RunBuilder.application("report")
        .executors(2, 4, "1g")
        .stage("score", 2, s -> s.tasks((t, i) -> t.durationMs(durationMs)));
  }

  @Test
  void scans_that_an_earlier_rule_cuts_anew_are_left_to_it() {
    Run run =
        RunBuilder.application("scan")
            .property("spark.sql.files.maxPartitionBytes", "1g")
            .executors(2, 4, "4g")
            .stage(
                "large",
                32,
                s ->
                    s.sql(1)
                        .scan("Scan parquet ", 8, 32 * GIB)
                        .tasks((t, i) -> t.durationMs(130_000)))
            .stage(
                "odd",
                10,
                s ->
                    s.sql(2)
                        .scan("Scan parquet ", 10, 10 * GIB)
                        .tasks((t, i) -> t.durationMs(200_000)))
            .build();
    Assessor assessor = assessor(run, WorkloadHistory.empty(), RuleTable.standard());
    assertThat(only(rule.evaluate(assessor.context())).stages()).contains(1);

    assessor.decide(adviceOf(new InputSplitsRule().evaluate(assessor.context())), false);

    silence(rule.evaluate(assessor.context()));
  }
}

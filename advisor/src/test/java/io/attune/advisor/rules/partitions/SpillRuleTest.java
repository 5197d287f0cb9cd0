package io.attune.advisor.rules.partitions;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.adviceOf;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import org.junit.jupiter.api.Test;

class SpillRuleTest {
  private final Rule rule = new SpillRule();

  private static RunBuilder sort(String adaptive, long read, long disk) {
    return RunBuilder.application("sort")
        .property("spark.sql.adaptive.enabled", adaptive)
        .property("spark.sql.shuffle.partitions", "2")
        .executors(2, 1, "512m")
        .stage(
            "sort",
            2,
            s ->
                s.sql(1)
                    .tasks(
                        (t, i) ->
                            t.durationMs(9_000)
                                .shuffleRead(read * MIB, 1)
                                .spill(disk * MIB, disk * MIB)
                                .peakMemory(120 * MIB)));
  }

  @Test
  void more_partitions_come_before_more_memory() {
    Verdict verdict = ask(rule, sort("false", 180, 140));

    SettingChange setting = setting(verdict);
    assertThat(setting.property()).isEqualTo("spark.sql.shuffle.partitions");
    // U = 212 MiB * 0.6 = 127 MiB; e = 260 / 180 = 1.44; half of U over e = 44 MiB; 360 / 44 = 9.
    assertThat(setting.uncapped()).contains("9");
    assertThat(setting.recommended()).isEqualTo("10");
    assertThat(only(verdict).category()).isEqualTo(Category.PARTITIONS);
    assertThat(only(verdict).severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void with_adaptive_execution_merging_must_stop_at_what_fits() {
    assertThat(adviceOf(ask(rule, sort("true", 180, 140))))
        .extracting(advice -> advice.setting().orElseThrow().property())
        .containsExactly(
            "spark.sql.shuffle.partitions", "spark.sql.adaptive.advisoryPartitionSizeInBytes");
  }

  private static RunBuilder automatic(String advisory, long read) {
    return RunBuilder.application("sort")
        .property("spark.sql.adaptive.enabled", "true")
        .property("spark.sql.shuffle.partitions", "auto")
        .property("spark.sql.adaptive.advisoryPartitionSizeInBytes", advisory)
        .executors(2, 1, "512m")
        .stage(
            "sort",
            300,
            s ->
                s.sql(1)
                    .rdd(0, "ShuffledRowRDD", "AQEShuffleRead", null)
                    .tasks(
                        (t, i) ->
                            t.durationMs(9_000)
                                .shuffleRead(read * MIB, 1)
                                .spill(140 * MIB, 140 * MIB)
                                .peakMemory(120 * MIB)));
  }

  @Test
  void where_databricks_chooses_the_number_it_follows_the_advisory_size() {
    SettingChange setting = setting(ask(rule, automatic("64m", 180)));

    assertThat(setting.property()).isEqualTo("spark.sql.adaptive.advisoryPartitionSizeInBytes");
  }

  @Test
  void or_a_number_takes_the_place_of_auto() {
    Verdict verdict = ask(rule, automatic("8m", 40));

    SettingChange setting = setting(verdict);
    assertThat(setting.property()).isEqualTo("spark.sql.shuffle.partitions");
    assertThat(setting.current()).contains("auto");
    assertThat(setting.rollback()).contains("auto");
    // U = 127 MiB, e = 260 / 40: a partition of the least size, 16 MiB, out of 12,000.
    assertThat(setting.recommended()).isEqualTo("750");
    assertThat(only(verdict).summary()).contains("instead of the 300 of auto");
  }

  @Test
  void severity_follows_the_share() {
    assertThat(only(ask(rule, sort("false", 800, 72))).severity()).isEqualTo(Severity.LOW);
    assertThat(only(ask(rule, sort("false", 800, 80))).severity()).isEqualTo(Severity.MODERATE);
    assertThat(only(ask(rule, sort("false", 800, 200))).severity()).isEqualTo(Severity.HIGH);
    assertThat(only(ask(rule, sort("false", 800, 400))).severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void little_spill_is_not_worth_words() {
    silence(ask(rule, sort("false", 180, 31)));
    only(ask(rule, sort("false", 180, 32)));
  }

  @Test
  void spill_of_one_heavy_task_is_left_to_skew() {
    RunBuilder story =
        RunBuilder.application("join")
            .property("spark.sql.shuffle.partitions", "8")
            .executors(2, 1, "512m")
            .stage(
                "join",
                8,
                s ->
                    s.sql(1)
                        .tasks(
                            (t, i) ->
                                t.durationMs(i == 0 ? 60_000 : 2_000)
                                    .shuffleRead(i == 0 ? 500 * MIB : MIB, 1)
                                    .spill(0, i == 0 ? 300 * MIB : 0)));

    assertThat(silence(ask(rule, story))).contains("skew");
  }

  @Test
  void partitions_come_first_where_long_rows_are_made_of_few_bytes() {
    Advice advice = only(ask(rule, sort("false", 12, 220)));

    assertThat(advice.setting().orElseThrow().property()).isEqualTo("spark.sql.shuffle.partitions");
    // Bytes alone ask for 24 / 16 MiB = 2. Two tasks of 120 + 220 MiB in halves of 127 MiB: 11.
    assertThat(advice.setting().orElseThrow().uncapped()).contains("11");
    assertThat(advice.setting().orElseThrow().recommended()).isEqualTo("12");
  }

  @Test
  void partitions_of_a_mebibyte_are_not_divided_for_memory() {
    Advice advice = only(ask(rule, sort("false", 1, 220)));

    assertThat(advice.setting().orElseThrow().property()).isEqualTo("spark.executor.memory");
    assertThat(advice.summary()).endsWith("and its partitions are small.");
  }

  @Test
  void without_a_setting_for_partitions_memory_is_what_is_left() {
    RunBuilder story =
        RunBuilder.application("sort")
            .executors(2, 1, "2g")
            .stage(
                "sort",
                4,
                s ->
                    s.tasks(
                        (t, i) ->
                            t.durationMs(9_000)
                                .shuffleRead(500 * MIB, 1)
                                .spill(600 * MIB, 500 * MIB)
                                .peakMemory(1_000 * MIB)));

    SettingChange setting = setting(ask(rule, story));
    assertThat(setting.property()).isEqualTo("spark.executor.memory");
    // 1,600 MiB / 0.6 + 300 MiB = 2,967 MiB, in steps of 256 MiB.
    assertThat(setting.recommended()).isEqualTo("3072m");
  }

  /** Forty tasks of a shuffle that only the code divides. */
  private static RunBuilder divided(String version, long readMib, long diskMib) {
    return RunBuilder.application("hours")
        .sparkVersion(version)
        .executors(10, 4, "8g")
        .stage(
            "json",
            40,
            s ->
                s.tasks(
                    (t, i) ->
                        t.durationMs(90_000)
                            .shuffleRead(readMib * MIB, 1)
                            .spill(3 * readMib * MIB, diskMib * MIB)));
  }

  @Test
  void partitions_of_gibibytes_are_cut_in_the_code_before_memory_is_thought_of() {
    Advice advice = only(ask(rule, divided("3.5.9", 1_792, 1_000)));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.summary()).startsWith("About 560 partitions instead of 40, in the code");
  }

  @Test
  void versions_that_counted_no_bytes_on_disk_spilled_all_the_same() {
    assertThat(only(ask(rule, divided("1.6.3", 1_792, 0))).summary()).contains("560 partitions");
    silence(ask(rule, divided("3.5.9", 1_792, 0)));
  }

  @Test
  void a_lowered_memory_fraction_goes_back_before_the_heap_grows() {
    RunBuilder story =
        RunBuilder.application("fraction")
            .property("spark.memory.fraction", "0.1")
            .executors(2, 2, "1g")
            .stage(
                "sort",
                8,
                s ->
                    s.tasks(
                        (t, i) ->
                            t.durationMs(9_000)
                                .shuffleRead(40 * MIB, 1)
                                .spill(30 * MIB, 25 * MIB)
                                .peakMemory(30 * MIB)));

    SettingChange setting = setting(ask(rule, story));
    assertThat(setting.property()).isEqualTo("spark.memory.fraction");
    assertThat(setting.recommended()).isEqualTo("0.6");
  }

  @Test
  void merged_partitions_that_spill_are_merged_less() {
    RunBuilder story =
        RunBuilder.application("merged")
            .sparkVersion("3.1.3")
            .property("spark.sql.adaptive.enabled", "true")
            .executors(1, 12, "2g")
            .stage(
                "count",
                13,
                s ->
                    s.sql(1)
                        .rdd(0, "ShuffledRowRDD", "CustomShuffleReader", null)
                        .tasks(
                            (t, i) ->
                                t.durationMs(3_200)
                                    .shuffleRead(8 * MIB, 1)
                                    .spill(128 * MIB, 12 * MIB)
                                    .peakMemory(64 * MIB)));

    SettingChange setting = setting(ask(rule, story));
    assertThat(setting.property()).isEqualTo("spark.sql.adaptive.advisoryPartitionSizeInBytes");
    assertThat(setting.magnitude()).isLessThan(8 * MIB);
  }
}

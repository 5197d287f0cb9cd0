package io.attune.advisor.rules.partitions;

import static io.attune.advisor.rules.Asking.GIB;
import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.testing.RunBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputSplitsRuleTest {
  private final Rule rule = new InputSplitsRule();

  private static RunBuilder scan(
      String property, String value, int tasks, long files, long bytes, int durationMs) {
    return RunBuilder.application("scan")
        .property(property, value)
        .executors(2, 4, "4g")
        .stage(
            "scan",
            tasks,
            s ->
                s.sql(1)
                    .scan("Scan parquet ", files, bytes)
                    .tasks((t, i) -> t.durationMs(durationMs).runTimeMs(durationMs / 2)));
  }

  @Test
  void pieces_that_a_low_limit_made_small_grow() {
    SettingChange setting =
        setting(ask(rule, scan("spark.sql.files.maxPartitionBytes", "4m", 1_024, 8, 4 * GIB, 200)));

    assertThat(setting.property()).isEqualTo("spark.sql.files.maxPartitionBytes");
    assertThat(setting.recommended()).isEqualTo("128m");
    assertThat(setting.current()).contains("4m");
    assertThat(setting.rollback()).contains("4m");
  }

  @Test
  void pieces_that_a_high_minimum_made_small_lower_the_minimum() {
    SettingChange setting =
        setting(ask(rule, scan("spark.sql.files.minPartitionNum", "1000", 1_000, 8, 8 * GIB, 200)));

    assertThat(setting.property()).isEqualTo("spark.sql.files.minPartitionNum");
    assertThat(setting.recommended()).isEqualTo("64");
  }

  @Test
  void sparks_own_size_is_left_alone() {
    silence(ask(rule, scan("spark.app.note", "none", 32, 8, 4 * GIB, 200)));
  }

  @Test
  void tasks_that_take_a_second_are_left_alone() {
    silence(ask(rule, scan("spark.sql.files.maxPartitionBytes", "4m", 1_024, 8, 4 * GIB, 1_100)));
  }

  @Test
  void many_small_files_are_another_rules_business() {
    silence(ask(rule, scan("spark.sql.files.maxPartitionBytes", "4m", 1_024, 2_000, 4 * GIB, 200)));
  }

  @Test
  void huge_pieces_with_long_tasks_shrink() {
    SettingChange setting =
        setting(
            ask(rule, scan("spark.sql.files.maxPartitionBytes", "1g", 64, 8, 64 * GIB, 130_000)));

    assertThat(setting.recommended()).isEqualTo("128m");
    silence(ask(rule, scan("spark.sql.files.maxPartitionBytes", "1g", 64, 8, 64 * GIB, 110_000)));
  }

  @Test
  void files_that_cannot_be_cut_are_named_without_a_setting() {
    Advice advice = only(ask(rule, scan("spark.app.note", "none", 2, 2, 2 * GIB, 60_000)));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.summary()).contains("cannot be cut").contains("8 slots");
  }

  @Test
  void a_coalesced_scan_says_nothing_of_its_files() {
    RunBuilder story =
        RunBuilder.application("scan")
            .executors(2, 4, "4g")
            .stage(
                "save",
                2,
                s ->
                    s.sql(1)
                        .scan("Scan parquet ", 32, 4 * GIB)
                        .rdd(0, "FileScanRDD", "Scan parquet", null, List.of(), 32)
                        .rdd(1, "CoalescedRDD", "Coalesce", null, List.of(0), 2)
                        .tasks((t, i) -> t.durationMs(60_000)));

    silence(ask(rule, story));
  }

  @Test
  void input_bytes_of_the_tasks_play_no_part() {
    RunBuilder story =
        RunBuilder.application("scan")
            .sparkVersion("4.2.0")
            .executors(2, 4, "4g")
            .stage(
                "scan",
                32,
                s ->
                    s.sql(1)
                        .scan("Scan parquet ", 8, 4 * GIB)
                        .tasks((t, i) -> t.durationMs(2_000).input(i * MIB / 1_000, 1)));

    silence(ask(rule, story));
  }
}

package io.attune.advisor.rules.partitions;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Rule;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.testing.RunBuilder;
import org.junit.jupiter.api.Test;

class TinyTasksRuleTest {
  private final Rule rule = new TinyTasksRule();

  private static RunBuilder tiny(String parallelism, int tasks, int durationMs, int runMs) {
    return RunBuilder.application("count")
        .property("spark.default.parallelism", parallelism)
        .executors(1, 2, "1g")
        .stage("count", tasks, s -> s.tasks((t, i) -> t.durationMs(durationMs).runTimeMs(runMs)));
  }

  @Test
  void thousands_of_tasks_from_the_default_parallelism_become_a_few_for_each_slot() {
    SettingChange setting = setting(ask(rule, tiny("6000", 6_000, 9, 1)));

    assertThat(setting.property()).isEqualTo("spark.default.parallelism");
    assertThat(setting.recommended()).isEqualTo("6");
    assertThat(setting.lowerBound()).contains("2");
    assertThat(setting.upperBound()).contains("24");
  }

  @Test
  void run_time_keeps_the_merged_tasks_short() {
    // 6,000 x 100 ms of run time in tasks of at most 10 s: 60.
    assertThat(setting(ask(rule, tiny("6000", 6_000, 150, 100))).recommended()).isEqualTo("60");
  }

  @Test
  void a_count_from_the_code_is_advice_without_a_setting() {
    assertThat(only(ask(rule, tiny("8", 6_000, 9, 1))).setting()).isEmpty();
  }

  @Test
  void edges_of_count_and_duration() {
    silence(ask(rule, tiny("5000", 5_000, 20, 15)));
    only(ask(rule, tiny("5001", 5_001, 20, 15)));
    only(ask(rule, tiny("5001", 5_001, 490, 400)));
    silence(ask(rule, tiny("5001", 5_001, 510, 400)));
  }

  @Test
  void overhead_beyond_run_time_counts_with_fewer_tasks() {
    silence(ask(rule, tiny("400", 400, 40, 20)));
    only(ask(rule, tiny("400", 400, 40, 19)));
    silence(ask(rule, tiny("199", 199, 40, 19)));
  }
}

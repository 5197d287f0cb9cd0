package io.attune.advisor.rules.memory;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Rule;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.testing.RunBuilder;
import org.junit.jupiter.api.Test;

class OffHeapRuleTest {
  private final Rule rule = new OffHeapRule();

  private static RunBuilder used(long peakMib, long spilledMib, long taskMs) {
    return RunBuilder.application("off-heap")
        .property("spark.memory.offHeap.enabled", "true")
        .property("spark.memory.offHeap.size", "2g")
        .executors(2, 2, "4g")
        .peaks("1", e -> e.setOffHeapUnifiedMemoryBytes(peakMib * MIB))
        .peaks("2", e -> e.setOffHeapUnifiedMemoryBytes(peakMib * MIB / 2))
        .stage(
            "sort", 16, s -> s.tasks((t, i) -> t.durationMs(taskMs).spill(spilledMib * MIB, MIB)));
  }

  @Test
  void memory_that_was_full_while_tasks_spilled_grows_by_a_step() {
    SettingChange setting = setting(ask(rule, used(2_040, 10, 1_000)));

    assertThat(setting.property()).isEqualTo("spark.memory.offHeap.size");
    assertThat(setting.current()).contains("2048m");
    assertThat(setting.recommended()).as("1.2 x 2,040 MiB").isEqualTo("2560m");
    assertThat(silence(ask(rule, used(2_040, 0, 1_000)))).contains("nothing spilled");
    silence(ask(rule, used(1_900, 10, 1_000)));
  }

  @Test
  void memory_that_is_hardly_used_shrinks_by_half_at_most() {
    assertThat(setting(ask(rule, used(600, 0, 20_000))).recommended())
        .as("twice 600 MiB")
        .isEqualTo("1280m");
    silence(ask(rule, used(800, 0, 20_000)));
    assertThat(setting(ask(rule, used(100, 0, 20_000))).recommended()).isEqualTo("1024m");
    silence(ask(rule, used(1_240, 0, 20_000)));
  }

  @Test
  void a_short_run_or_one_that_spilled_shrinks_nothing() {
    assertThat(silence(ask(rule, used(100, 0, 1_000)))).contains("too short");
    assertThat(silence(ask(rule, used(100, 1, 20_000)))).contains("spilled");
  }

  @Test
  void what_is_off_or_not_reported_is_left_alone() {
    assertThat(
            silence(
                ask(
                    rule,
                    RunBuilder.application("heap").executors(1, 1, "1g").stage("a", 1, s -> {}))))
        .contains("switched off");
    assertThat(silence(ask(rule, used(0, 0, 20_000)))).contains("no use");
  }
}

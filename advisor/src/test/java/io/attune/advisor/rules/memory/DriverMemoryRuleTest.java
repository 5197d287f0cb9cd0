package io.attune.advisor.rules.memory;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import org.junit.jupiter.api.Test;

class DriverMemoryRuleTest {
  private final Rule rule = new DriverMemoryRule();

  private static RunBuilder driver(String heap, long peakMib, long gcMs, long taskMs) {
    return RunBuilder.application("driver")
        .property("spark.driver.memory", heap)
        .executors(2, 2, "4g")
        .stage("map", 16, s -> s.tasks((t, i) -> t.durationMs(taskMs)))
        .peaks("driver", e -> e.setJvmHeapMemoryBytes(peakMib * MIB).setTotalGcTimeMs(gcMs));
  }

  @Test
  void a_full_heap_grows_by_what_the_peak_asks_for() {
    Verdict verdict = ask(rule, driver("8g", 8_000, 0, 20_000));

    // 1.25 x 8,000 + 300 MiB = 10,300 MiB, in steps of 256.
    assertThat(setting(verdict).property()).isEqualTo("spark.driver.memory");
    assertThat(setting(verdict).recommended()).isEqualTo("10496m");
    assertThat(only(verdict).severity()).isEqualTo(Severity.MODERATE);
    assertThat(only(ask(rule, driver("8g", 8_000, 20_000, 20_000))).severity())
        .isEqualTo(Severity.HIGH);
  }

  @Test
  void a_small_heap_grows_by_a_gibibyte_at_least() {
    assertThat(setting(ask(rule, driver("1g", 1_020, 0, 1_000))).recommended()).isEqualTo("2048m");
    silence(ask(rule, driver("1g", 970, 0, 1_000)));
    assertThat(setting(ask(rule, driver("1g", 973, 0, 1_000))).recommended()).isEqualTo("2048m");
  }

  @Test
  void a_heap_that_is_far_too_large_shrinks_by_half_at_most() {
    assertThat(setting(ask(rule, driver("16g", 1_000, 0, 20_000))).recommended())
        .isEqualTo("8192m");
    assertThat(setting(ask(rule, driver("16g", 4_500, 0, 20_000))).recommended())
        .as("twice 4,500 MiB")
        .isEqualTo("9216m");
    silence(ask(rule, driver("4g", 1_800, 0, 20_000)));
    assertThat(setting(ask(rule, driver("2g", 100, 0, 20_000))).recommended()).isEqualTo("1024m");
    silence(ask(rule, driver("1792m", 100, 0, 20_000)));
  }

  @Test
  void it_does_not_shrink_after_a_short_run_or_much_collection() {
    assertThat(silence(ask(rule, driver("16g", 1_000, 0, 1_000)))).contains("too short");
    assertThat(silence(ask(rule, driver("16g", 1_000, 10_000, 20_000)))).contains("garbage");
    assertThat(silence(ask(rule, driver("16g", 12_000, 0, 20_000)))).contains("is used");
  }

  @Test
  void in_local_mode_it_is_an_executors_heap() {
    assertThat(
            silence(
                ask(
                    rule,
                    RunBuilder.application("local")
                        .local(2, "1g")
                        .stage("map", 2, s -> {})
                        .heapPeak("driver", 1_020 * MIB))))
        .contains("judged as an executor's");
  }

  @Test
  void without_a_peak_nothing_is_known() {
    assertThat(
            silence(
                ask(
                    rule,
                    RunBuilder.application("d").executors(1, 1, "1g").stage("map", 2, s -> {}))))
        .contains("unknown");
  }
}

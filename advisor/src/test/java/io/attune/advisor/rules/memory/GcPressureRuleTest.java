package io.attune.advisor.rules.memory;

import static io.attune.advisor.rules.Asking.MIB;
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
import io.attune.schemas.Condition;
import io.attune.schemas.Severity;
import org.junit.jupiter.api.Test;

class GcPressureRuleTest {
  private final Rule rule = new GcPressureRule();

  private static RunBuilder collecting(String heap, long gcMs, long peakMib, int tasks) {
    return collecting(RunBuilder.application("lookup"), heap, gcMs, peakMib, tasks);
  }

  private static RunBuilder collecting(
      RunBuilder begun, String heap, long gcMs, long peakMib, int tasks) {
    RunBuilder story =
        begun
            .executors(2, 4, heap)
            .stage("enrich", tasks, s -> s.tasks((t, i) -> t.durationMs(10_000).gcTimeMs(gcMs)));
    return peakMib == 0 ? story : story.heapPeak("1", peakMib * MIB);
  }

  @Test
  void a_full_heap_under_collection_grows_by_half() {
    Verdict verdict = ask(rule, collecting("768m", 1_700, 759, 32));

    SettingChange setting = setting(verdict);
    assertThat(setting.property()).isEqualTo("spark.executor.memory");
    assertThat(setting.recommended()).isEqualTo("1280m");
    assertThat(setting.uncapped()).contains("1152m");
    assertThat(only(verdict).severity()).isEqualTo(Severity.CRITICAL);
  }

  /** 4 cores and 8 GiB. */
  private static RunBuilder onSmallMachine() {
    return RunBuilder.application("lookup").property("spark.attune.node.type", "c5.xlarge");
  }

  @Test
  void a_heap_that_fills_its_machine_gets_fewer_tasks_at_once() {
    RunBuilder full = collecting(onSmallMachine(), "7200m", 1_700, 7_180, 32);

    SettingChange setting = setting(ask(rule, full));
    assertThat(setting.property()).isEqualTo("spark.executor.cores");
    assertThat(setting.recommended()).isEqualTo("2");
  }

  @Test
  void a_heap_grows_no_further_than_its_machine() {
    RunBuilder roomy = collecting(onSmallMachine(), "6g", 1_700, 6_130, 32);

    // 8 GiB are left to a heap and a tenth of it: 7,447 MiB, in whole steps of 256.
    assertThat(setting(ask(rule, roomy)).recommended()).isEqualTo("7424m");
  }

  @Test
  void shares_have_their_edges() {
    silence(ask(rule, collecting("768m", 999, 759, 32)));
    assertThat(only(ask(rule, collecting("768m", 1_000, 759, 32))).severity())
        .isEqualTo(Severity.HIGH);
    assertThat(only(ask(rule, collecting("768m", 1_500, 759, 32))).severity())
        .isEqualTo(Severity.CRITICAL);
  }

  @Test
  void moments_of_collections_are_low_whatever_share_they_are() {
    // 32 tasks with 2 s of collections each: on 32 slots 2 s, on 16 slots 4 s.
    assertThat(only(ask(rule, untold(8))).severity()).isEqualTo(Severity.LOW);
    assertThat(only(ask(rule, untold(4))).severity()).isEqualTo(Severity.MODERATE);
  }

  private static RunBuilder untold(int executors) {
    return RunBuilder.application("lookup")
        .executors(executors, 4, "30g")
        .stage("enrich", 32, s -> s.tasks((t, i) -> t.durationMs(10_000).gcTimeMs(2_000)));
  }

  @Test
  void in_local_mode_the_heap_is_the_drivers() {
    RunBuilder local =
        RunBuilder.application("lookup")
            .local(4, "4g")
            .stage("enrich", 64, s -> s.tasks((t, i) -> t.durationMs(10_000).gcTimeMs(3_000)));

    assertThat(only(ask(rule, local)).summary())
        .contains(
            "give the driver, in which the tasks run, more heap", "spark.driver.memory is 4.0 GiB");
  }

  @Test
  void five_minutes_of_run_time_are_needed() {
    silence(ask(rule, collecting("768m", 1_700, 759, 29)));
    only(ask(rule, collecting("768m", 1_700, 759, 30)));
  }

  @Test
  void much_collection_in_a_roomy_heap_is_the_codes_allocation() {
    Advice advice = only(ask(rule, collecting("1000m", 1_700, 600, 32)));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.severity()).isEqualTo(Severity.LOW);
  }

  @Test
  void neither_full_nor_roomy_is_silent() {
    silence(ask(rule, collecting("1000m", 1_700, 700, 32)));
    silence(ask(rule, collecting("1000m", 1_700, 940, 32)));
    setting(ask(rule, collecting("1000m", 1_700, 950, 32)));
  }

  @Test
  void an_unknown_peak_is_told_in_words_from_a_critical_share_on() {
    assertThat(silence(ask(rule, collecting("768m", 1_100, 0, 32)))).contains("unknown");
    Advice advice = only(ask(rule, collecting("768m", 1_700, 0, 32)));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.summary()).contains("more heap or fewer tasks at once");
    assertThat(advice.conditions()).extracting(Condition::getName).containsExactly("heap-unknown");
  }

  @Test
  void a_heap_at_the_limit_of_one_jvm_gives_up_cores_instead() {
    SettingChange setting = setting(ask(rule, collecting("31g", 1_700, 31 * 1024, 32)));

    assertThat(setting.property()).isEqualTo("spark.executor.cores");
    assertThat(setting.recommended()).isEqualTo("2");
  }
}

package io.attune.advisor.rules.memory;

import static io.attune.advisor.rules.Asking.GIB;
import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.Run;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.testing.RunBuilder;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExecutorMemoryRuleTest {
  private final Rule rule = new ExecutorMemoryRule();

  private static RunBuilder using(String heap, long peakMib) {
    return RunBuilder.application("nightly")
        .executors(2, 2, heap)
        .stage("scan", 40, s -> s.tasks((t, i) -> t.durationMs(10_000).gcTimeMs(100)))
        .heapPeak("1", peakMib * MIB);
  }

  private static WorkloadHistory history(int runs, long peakMib, boolean censored) {
    return history(runs, 8, peakMib, censored);
  }

  private static WorkloadHistory history(int runs, long heapGib, long peakMib, boolean censored) {
    WorkloadHistory history = WorkloadHistory.empty();
    for (int i = 0; i < runs; i++) {
      history =
          history.with(
              RunSummary.of("app-" + i, RunBuilder.START.minusSeconds(86_400L * (runs - i)))
                  .time(60_000, 60_000)
                  .tasks(400_000, 4_000, 0)
                  .heap(OptionalLong.of(heapGib * GIB), OptionalLong.of(peakMib * MIB), censored)
                  .advised(Set.of(censored ? "task-failures/spark.executor.memory" : "other"))
                  .build());
    }
    return history;
  }

  private Verdict after(Run run, WorkloadHistory history) {
    return ask(rule, run, history);
  }

  @Test
  void after_one_clean_run_twice_the_peak_is_kept_and_half_the_heap() {
    SettingChange setting = setting(ask(rule, using("8g", 1_000)));

    assertThat(setting.uncapped()).contains("2000m");
    assertThat(setting.recommended()).isEqualTo("4096m");
  }

  @Test
  void head_room_shrinks_as_clean_runs_come_in() {
    Run run = using("8g", 3_000).ended().build();

    assertThat(setting(after(run, WorkloadHistory.empty())).recommended()).isEqualTo("6144m");
    assertThat(setting(after(run, history(2, 1_000, false))).recommended()).isEqualTo("4608m");
    assertThat(setting(after(run, history(4, 1_000, false))).recommended()).isEqualTo("4096m");
    assertThat(setting(after(run, history(4, 4_000, false))).recommended()).isEqualTo("4864m");
  }

  @Test
  void never_down_when_the_need_is_hidden() {
    assertThat(silence(ask(rule, using("8g", 5_735)))).contains("used");
    assertThat(silence(after(using("8g", 1_000).ended().build(), history(1, 8_000, true))))
        .contains("an earlier run had its heap full");
    assertThat(silence(ask(rule, using("8g", 1_000).executorRemoved("1", "exit code 137"))))
        .contains("lost");
    RunBuilder collecting =
        RunBuilder.application("nightly")
            .executors(2, 2, "8g")
            .stage("scan", 40, s -> s.tasks((t, i) -> t.durationMs(10_000).gcTimeMs(500)))
            .heapPeak("1", 1_000 * MIB);
    assertThat(silence(ask(rule, collecting))).contains("hidden");
    RunBuilder spilling =
        RunBuilder.application("nightly")
            .executors(2, 2, "8g")
            .stage("scan", 40, s -> s.tasks((t, i) -> t.durationMs(10_000).spill(1, 1)))
            .heapPeak("1", 1_000 * MIB);
    assertThat(silence(ask(rule, spilling))).contains("spilled");
  }

  @Test
  void never_down_before_the_end_or_without_peaks() {
    assertThat(silence(ask(rule, using("8g", 1_000).build()))).contains("before the run has ended");
    RunBuilder unknown =
        RunBuilder.application("nightly")
            .executors(2, 2, "8g")
            .stage("scan", 40, s -> s.tasks((t, i) -> t.durationMs(10_000)));
    assertThat(silence(ask(rule, unknown))).contains("unknown");
  }

  @Test
  void never_below_sparks_own_default_and_never_for_a_trifle() {
    silence(ask(rule, using("1g", 100)));
    silence(ask(rule, using("1792m", 100)));
    assertThat(setting(ask(rule, using("2g", 100))).recommended()).isEqualTo("1024m");
  }

  @Test
  void an_exhausted_heap_doubles_when_the_first_step_was_not_enough() {
    Run run =
        RunBuilder.application("nightly")
            .executors(2, 2, "8g")
            .executorRemoved("1", "Command exited with code 52")
            .ended()
            .build();

    assertThat(setting(after(run, WorkloadHistory.empty())).recommended()).isEqualTo("9984m");
    assertThat(setting(after(run, history(1, 6, 6_000, true))).recommended()).isEqualTo("16384m");
    // Advised, but nobody did it: the same step once more.
    assertThat(setting(after(run, history(1, 8, 8_000, true))).recommended()).isEqualTo("9984m");
  }
}

package io.attune.advisor.rules.memory;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.assess.Advisor;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import org.junit.jupiter.api.Test;

class MemoryOverheadRuleTest {
  private final Rule rule = new MemoryOverheadRule();

  private static RunBuilder yarn(String... settings) {
    RunBuilder story = RunBuilder.application("native").property("spark.master", "yarn");
    for (int i = 0; i < settings.length; i += 2) {
      story.property(settings[i], settings[i + 1]);
    }
    return story
        .executors(2, 2, "4g")
        .stage("map", 16, s -> s.tasks((t, i) -> t.durationMs(20_000)));
  }

  private static RunBuilder resident(RunBuilder story, long rssMib, long heapMib) {
    return story.peaks(
        "1",
        e -> e.setProcessTreeJvmRssMemoryBytes(rssMib * MIB).setJvmHeapMemoryBytes(heapMib * MIB));
  }

  @Test
  void memory_near_the_limit_is_raised_before_the_kill() {
    // 4 GiB of heap, 410 MiB of overhead by default; 1.2 x 400 MiB in steps of 128.
    Verdict verdict = ask(rule, resident(yarn(), 4_096 + 400, 3_000));

    SettingChange setting = setting(verdict);
    assertThat(setting.property()).isEqualTo("spark.executor.memoryOverhead");
    assertThat(setting.recommended()).isEqualTo("512m");
    assertThat(only(verdict).severity()).isEqualTo(Severity.MODERATE);
    assertThat(only(ask(rule, resident(yarn(), 4_096 + 500, 3_000))).severity())
        .isEqualTo(Severity.HIGH);
    silence(ask(rule, resident(yarn(), 4_096 + 360, 3_000)));
  }

  @Test
  void children_of_the_process_count() {
    RunBuilder story =
        yarn()
            .peaks(
                "1",
                e ->
                    e.setProcessTreeJvmRssMemoryBytes(4_000 * MIB)
                        .setProcessTreePythonRssMemoryBytes(1_000 * MIB));

    // 1.2 x (5,000 - 4,096) MiB = 1,085 MiB.
    assertThat(setting(ask(rule, story)).recommended()).isEqualTo("1152m");
  }

  @Test
  void where_nothing_limits_a_process_there_is_nothing_to_raise() {
    RunBuilder story =
        RunBuilder.application("native").executors(2, 2, "4g").stage("map", 4, s -> {});
    assertThat(silence(ask(rule, resident(story, 6_000, 3_000)))).contains("does not limit");
  }

  @Test
  void never_down_without_resident_memory() {
    assertThat(silence(ask(rule, yarn("spark.executor.memoryOverhead", "8g"))))
        .contains("not reported");
  }

  @Test
  void an_overhead_that_was_set_far_too_high_shrinks_by_half_at_most() {
    SettingChange half =
        setting(ask(rule, resident(yarn("spark.executor.memoryOverhead", "8g"), 3_500, 3_000)));
    assertThat(half.recommended()).isEqualTo("4096m");

    // 1.5 x (4,500 - 3,000) MiB = 2,250 MiB.
    SettingChange used =
        setting(ask(rule, resident(yarn("spark.executor.memoryOverhead", "4g"), 4_500, 3_000)));
    assertThat(used.recommended()).isEqualTo("2304m");
    assertThat(used.rollback()).contains("4g");
    silence(ask(rule, resident(yarn("spark.executor.memoryOverhead", "2g"), 4_100, 3_000)));
  }

  /** A task that is lost with its executor, of whose removal nothing is known. */
  private static RunBuilder losing(String reason) {
    return RunBuilder.application("native")
        .executors(2, 2, "1g")
        .stage(
            "map",
            16,
            s ->
                s.tasks(
                    (t, i) -> {
                      if (i == 3) {
                        t.losesExecutorOnce(reason);
                      }
                    }));
  }

  @Test
  void a_kill_that_only_tasks_tell_of_is_one_step_up() {
    Verdict verdict = ask(rule, losing("Container killed: exceeding memory limits"));

    assertThat(setting(verdict).recommended()).isEqualTo("1408m");
    assertThat(only(verdict).summary())
        .contains("1 attempt lost with the executor, which was killed at a limit of memory;");
  }

  @Test
  void an_exit_code_alone_tells_of_no_limit() {
    Verdict verdict = ask(rule, losing("Command exited with code 137"));

    assertThat(setting(verdict).recommended()).isEqualTo("1408m");
    assertThat(only(verdict).summary())
        .contains("which ended with the exit code of a killed process and without a reason;")
        .contains("may have been the cause, which Spark does not tell");
  }

  @Test
  void a_kill_that_the_loss_of_the_executor_tells_is_answered_once() {
    RunBuilder story =
        RunBuilder.application("native")
            .property("spark.master", "yarn")
            .executors(2, 2, "1g")
            .executorRemoved("1", "Command exited with code 137")
            .stage(
                "map",
                16,
                s ->
                    s.tasks(
                        (t, i) -> {
                          if (i == 3) {
                            t.losesExecutorOnce("Command exited with code 137");
                          }
                        }))
            .ended();

    assertThat(
            Advisor.standard(RuleTable.standard())
                .assess(story.build(), WorkloadHistory.empty())
                .recommendations())
        .filteredOn(r -> "spark.executor.memoryOverhead".equals(r.getProperty()))
        .extracting(Recommendation::getRuleId)
        .containsExactly("executor-loss");
  }
}

package io.attune.advisor.rules.reliability;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Observations;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import io.attune.schemas.TaskEndReason;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TaskFailuresRuleTest {
  private final Rule rule = new TaskFailuresRule();

  private static RunBuilder failing(int tasks, int failures, String errorClass) {
    return failing(tasks, failures, errorClass, 2_500);
  }

  private static RunBuilder failing(int tasks, int failures, String errorClass, long taskMs) {
    return RunBuilder.application("orders")
        .executors(1, 4, "1g")
        .stage(
            "parse",
            tasks,
            s ->
                s.tasks(
                    (t, i) -> {
                      t.durationMs(taskMs);
                      if (i < failures) {
                        t.throwsOnce(errorClass, "field 7 is not a number\n\tat Orders.java:1");
                      }
                    }));
  }

  @Test
  void an_exception_of_the_code_is_named_with_its_stage_and_no_setting() {
    Advice advice = only(ask(rule, failing(48, 9, "com.example.MalformedOrderException")));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.severity()).isEqualTo(Severity.HIGH);
    assertThat(advice.summary())
        .startsWith("9 of 57 attempts failed in stage 0 (parse)")
        .contains("com.example.MalformedOrderException")
        .contains("field 7 is not a number")
        .doesNotContain("Orders.java");
  }

  private static RunBuilder using(long heapPeakMib) {
    return RunBuilder.application("orders")
        .executors(1, 4, "1g")
        .stage("parse", 40, s -> s.tasks((t, i) -> t.durationMs(2_500)))
        .heapPeak("1", heapPeakMib << 20);
  }

  private static WorkloadHistory ranOutOfHeap(long heapBytes) {
    return WorkloadHistory.empty()
        .with(
            RunSummary.of("app-before", RunBuilder.START.minusSeconds(86_400))
                .time(60_000, 60_000)
                .tasks(400_000, 4_000, 0)
                .heap(OptionalLong.of(heapBytes), OptionalLong.of(heapBytes), true)
                .observed(Map.of(Observations.OUT_OF_HEAP, 3.0))
                .build());
  }

  @Test
  void a_heap_that_ran_out_before_is_still_too_small_while_it_is_as_tight() {
    long gib = 1L << 30;

    Advice advice = only(ask(rule, using(1_010).ended().build(), ranOutOfHeap(gib)));
    assertThat(advice.setting().orElseThrow().property()).isEqualTo("spark.executor.memory");
    assertThat(advice.summary()).contains("1 earlier run ran out of a heap of 1.0 GiB");

    silence(ask(rule, using(300).ended().build(), ranOutOfHeap(gib)));
    // Another heap than that of this run.
    silence(ask(rule, using(1_010).ended().build(), ranOutOfHeap(gib / 2)));
  }

  @Test
  void attempts_that_cost_seconds_are_not_severe() {
    assertThat(only(ask(rule, failing(3, 1, "com.example.Broken", 2_000))).severity())
        .isEqualTo(Severity.MODERATE);
    assertThat(only(ask(rule, failing(3, 1, "com.example.Broken", 20_000))).severity())
        .isEqualTo(Severity.CRITICAL);
  }

  @Test
  void severity_follows_the_share_of_failed_attempts() {
    String error = "com.example.MalformedOrderException";
    silence(ask(rule, failing(100, 5, error)));
    assertThat(only(ask(rule, failing(95, 5, error))).severity()).isEqualTo(Severity.LOW);
    assertThat(only(ask(rule, failing(90, 10, error))).severity()).isEqualTo(Severity.MODERATE);
    assertThat(only(ask(rule, failing(85, 15, error))).severity()).isEqualTo(Severity.HIGH);
    assertThat(only(ask(rule, failing(80, 20, error))).severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void an_exhausted_heap_is_raised_at_once_even_for_one_attempt() {
    SettingChange setting = setting(ask(rule, failing(1_000, 1, "java.lang.OutOfMemoryError")));

    assertThat(setting.property()).isEqualTo("spark.executor.memory");
    assertThat(setting.recommended()).isEqualTo("2048m");
    assertThat(setting.rollback()).contains("1g");
  }

  @Test
  void in_local_mode_the_heap_is_the_drivers() {
    RunBuilder story =
        RunBuilder.application("local")
            .local(2, "1g")
            .stage(
                "parse",
                4,
                s -> s.tasks((t, i) -> t.throwsOnce("java.lang.OutOfMemoryError", "heap")));

    assertThat(setting(ask(rule, story)).property()).isEqualTo("spark.driver.memory");
  }

  @Test
  void failed_fetches_without_a_lost_executor_ask_for_retries() {
    RunBuilder story =
        RunBuilder.application("orders")
            .executors(2, 2, "1g")
            .stage(
                "reduce",
                10,
                s ->
                    s.tasks(
                        (t, i) ->
                            t.failsOnce(TaskEndReason.FETCH_FAILED, null, "Connection reset")));

    SettingChange setting = setting(ask(rule, story));
    assertThat(setting.property()).isEqualTo("spark.shuffle.io.maxRetries");
    assertThat(setting.recommended()).isEqualTo("6");
  }

  @Test
  void failed_fetches_after_a_lost_executor_are_left_to_the_loss() {
    RunBuilder story =
        RunBuilder.application("orders")
            .executors(2, 2, "1g")
            .executorRemoved("1", "Command exited with code 137")
            .stage(
                "reduce",
                10,
                s ->
                    s.tasks(
                        (t, i) ->
                            t.failsOnce(TaskEndReason.FETCH_FAILED, null, "Connection reset")));

    silence(ask(rule, story));
  }

  @Test
  void killed_copies_are_no_failures() {
    RunBuilder story =
        RunBuilder.application("orders")
            .executors(2, 2, "1g")
            .stage(
                "map",
                10,
                s ->
                    s.tasks(
                        (t, i) ->
                            t.failsOnce(
                                TaskEndReason.TASK_KILLED, null, "another attempt succeeded")));

    assertThat(silence(ask(rule, story))).isEqualTo("no task attempt failed");
  }
}

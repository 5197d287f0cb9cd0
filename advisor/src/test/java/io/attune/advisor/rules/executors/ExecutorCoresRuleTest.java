package io.attune.advisor.rules.executors;

import static io.attune.advisor.rules.Asking.adviceOf;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.SparkUnits;
import io.attune.advisor.assess.Assessor;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Asking;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExecutorCoresRuleTest {
  private final Rule rule = new ExecutorCoresRule();

  private static RunBuilder busy(RunBuilder story, int executors, int cores, String heap) {
    story.property("spark.master", "yarn").executors(executors, cores, heap);
    return story.stage("work", executors * cores * 4, s -> s.tasks((t, i) -> t.durationMs(20_000)));
  }

  /** As in a shell: tasks that take seconds, and a minute until the next. */
  private static RunBuilder hardlyBusy() {
    RunBuilder story =
        RunBuilder.application("nightly").property("spark.master", "yarn").executors(2, 16, "96g");
    return story
        .stage("work", 32, s -> s.tasks((t, i) -> t.durationMs(2_000)))
        .driverWorks(Duration.ofMinutes(1))
        .stage("work", 32, s -> s.tasks((t, i) -> t.durationMs(2_000)));
  }

  private static Map<String, String> settings(List<Advice> advice) {
    Map<String, String> settings = new TreeMap<>();
    advice.forEach(
        a -> settings.put(a.setting().orElseThrow().property(), a.setting().get().recommended()));
    return settings;
  }

  @Test
  void executors_that_leave_cores_of_their_machine_unused_are_cut_to_fit() {
    // Two executors of 7 cores fit a machine of 16: two of its cores are paid for in vain.
    List<Advice> advice =
        adviceOf(
            ask(
                rule,
                busy(
                    RunBuilder.application("nightly")
                        .property("spark.attune.node.type", "m5.4xlarge"),
                    4,
                    7,
                    "14g")));

    assertThat(settings(advice))
        .containsEntry("spark.executor.cores", "4")
        .containsEntry("spark.executor.instances", "7")
        .containsKey("spark.executor.memory");
    long heap = SparkUnits.bytes(settings(advice).get("spark.executor.memory"), 1).orElseThrow();
    assertThat(heap).isBetween(8L << 30, 9L << 30);
    assertThat(advice.get(0).cost().getExpected()).isNegative();
    assertThat(advice.get(0).summary()).contains("7 executors of 4 cores").contains("cheaper");
  }

  @Test
  void a_heap_larger_than_one_jvm_handles_well_is_parted() {
    List<Advice> advice =
        adviceOf(ask(rule, busy(RunBuilder.application("nightly"), 2, 16, "96g")));

    assertThat(silence(ask(rule, hardlyBusy()))).contains("hardly ran");
    assertThat(settings(advice)).containsEntry("spark.executor.cores", "4");
    assertThat(SparkUnits.bytes(settings(advice).get("spark.executor.memory"), 1).orElseThrow())
        .isLessThanOrEqualTo(31L << 30);
    assertThat(settings(advice)).containsEntry("spark.executor.instances", "8");
  }

  @Test
  void a_large_heap_that_is_hardly_ever_collected_is_left_alone() {
    assertThat(silence(ask(rule, collecting(100)))).contains("its collections took 1.0 %");
    assertThat(adviceOf(ask(rule, collecting(600)))).isNotEmpty();
  }

  private static RunBuilder collecting(long gcMs) {
    return RunBuilder.application("nightly")
        .property("spark.master", "yarn")
        .executors(2, 16, "96g")
        .stage("work", 320, s -> s.tasks((t, i) -> t.durationMs(10_000).gcTimeMs(gcMs)));
  }

  @Test
  void what_would_save_little_is_left_alone() {
    assertThat(silence(ask(rule, busy(RunBuilder.application("nightly"), 4, 4, "8g"))))
        .isNotBlank();
    assertThat(silence(ask(rule, busy(RunBuilder.application("nightly"), 4, 1, "2g"))))
        .contains("cheaper");
  }

  @Test
  void one_thing_at_a_time() {
    Assessor assessor =
        Asking.assessor(
            busy(RunBuilder.application("nightly"), 2, 16, "96g").ended().build(),
            WorkloadHistory.empty(),
            RuleTable.standard());
    Advice memory =
        Advice.change(
                io.attune.schemas.Category.MEMORY,
                SettingChange.bytes(
                    "spark.executor.memory", 1, 2, 2, 2, 2, java.util.Optional.empty()))
            .severity(io.attune.schemas.Severity.LOW)
            .context("x", "value", 1, "count")
            .summary("One.")
            .doubt("Two.")
            .build();
    assessor.decide(List.of(memory), false);
    assertThat(silence(rule.evaluate(assessor.context())))
        .contains("an earlier rule changes the memory");
  }

  @Test
  void local_mode_and_dynamic_allocation_are_left_alone() {
    assertThat(
            silence(
                ask(
                    rule,
                    RunBuilder.application("local")
                        .local(16, "96g")
                        .stage("work", 64, s -> s.tasks((t, i) -> t.durationMs(20_000))))))
        .contains("local");
    assertThat(
            silence(
                ask(
                    rule,
                    busy(
                        RunBuilder.application("nightly")
                            .property("spark.dynamicAllocation.enabled", "true"),
                        2,
                        16,
                        "96g"))))
        .contains("dynamic allocation");
  }
}

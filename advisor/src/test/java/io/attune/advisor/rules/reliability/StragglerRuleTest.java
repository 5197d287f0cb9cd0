package io.attune.advisor.rules.reliability;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.adviceOf;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.Run;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Asking;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import io.attune.advisor.testing.StageBuilder;
import io.attune.schemas.Condition;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskEndReason;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class StragglerRuleTest {
  private final Rule rule = new StragglerRule();

  private static RunBuilder application() {
    return RunBuilder.application("slow").executors(4, 1, "1g");
  }

  private static Consumer<StageBuilder> slow(long slowMs, long slowRecords) {
    return s ->
        s.tasks(
            (t, i) ->
                t.durationMs(i == 11 ? slowMs : 2_000 + i)
                    .input(
                        8 * MIB * (i == 11 ? slowRecords : 1_000) / 1_000,
                        i == 11 ? slowRecords : 1_000));
  }

  @Test
  void a_slow_task_at_the_same_work_asks_for_copies() {
    Advice advice = only(ask(rule, application().stage("map", 12, slow(30_000, 1_000))));

    SettingChange setting = advice.setting().orElseThrow();
    assertThat(setting.property()).isEqualTo("spark.speculation");
    assertThat(setting.recommended()).isEqualTo("true");
    // The copy starts after 1.5 medians and takes one: it ends 5 s after the start instead of 30 s.
    assertThat(advice.time().getLow()).isBetween(-25_100.0, -20_000.0);
    assertThat(advice.conditions()).extracting(Condition::getName).containsExactly("once");
    assertThat(advice.summary()).contains("stage 0 (map)", "30.0 s", "2.0 s");
  }

  @Test
  void what_copies_could_have_saved_is_remembered_as_a_share_of_the_run() {
    RunBuilder once = application().stage("map", 12, slow(30_000, 1_000));

    assertThat(savedShare(once)).isBetween(0.5, 0.8);
    assertThat(savedShare(application().stage("map", 12, slow(2_100, 1_000)))).isZero();
    assertThat(
            savedShare(
                RunBuilder.application("slow")
                    .property("spark.speculation", "true")
                    .executors(4, 1, "1g")
                    .stage("map", 12, slow(30_000, 1_000))))
        .isZero();
  }

  private static double savedShare(RunBuilder story) {
    return SlowTasks.savedShare(
        Asking.assessor(story.ended().build(), WorkloadHistory.empty(), RuleTable.standard())
            .context());
  }

  @Test
  void the_ratio_counts_from_three_on() {
    silence(ask(rule, application().stage("map", 12, slow(5_900, 1_000))));
    // Above three times the median, but so little to gain that it needs a lower bar.
    String lower = "relevance.min-wall-ms: 100\nstraggler.chance-gain-share: 0.05";
    adviceOf(ask(rule, application().stage("map", 12, slow(6_500, 1_000)), lower));
    silence(ask(rule, application().stage("map", 12, slow(5_900, 1_000)), lower));
  }

  @Test
  void a_task_with_more_to_do_is_no_straggler() {
    // 15 times the work in 15 times the time.
    silence(ask(rule, application().stage("map", 12, slow(30_000, 15_000))));
  }

  @Test
  void one_host_has_no_place_for_a_copy() {
    RunBuilder story = RunBuilder.application("slow");
    for (int i = 1; i <= 4; i++) {
      story.property("spark.master", "spark://m:7077").executor("" + i, "host-1", 1);
    }
    assertThat(silence(ask(rule, story.stage("map", 12, slow(30_000, 1_000)))))
        .contains("one host");
  }

  @Test
  void a_task_that_collects_garbage_lacks_memory_and_not_a_better_place() {
    silence(
        ask(
            rule,
            application()
                .stage(
                    "map",
                    12,
                    s ->
                        s.tasks(
                            (t, i) ->
                                t.durationMs(i == 11 ? 30_000 : 2_000)
                                    .gcTimeMs(i == 11 ? 20_000 : 0)
                                    .input(MIB, 1_000)))));
  }

  @Test
  void what_copies_could_save_has_to_matter() {
    assertThat(
            silence(
                ask(
                    rule,
                    application()
                        .stage("map", 12, slow(30_000, 1_000))
                        .stage("long", 4, s -> s.tasks((t, i) -> t.durationMs(600_000))))))
        .contains("too little");
  }

  @Test
  void without_records_the_work_is_unknown() {
    Advice advice =
        only(
            ask(
                rule,
                application()
                    .stage(
                        "map",
                        12,
                        s -> s.tasks((t, i) -> t.durationMs(i == 11 ? 30_000 : 2_000)))));

    assertThat(advice.conditions())
        .extracting(Condition::getName)
        .containsExactly("work-unknown", "once");
  }

  @Test
  void slow_tasks_of_one_host_that_also_fails_exclude_it() {
    assertThat(adviceOf(ask(rule, slowHost(true))))
        .extracting(a -> a.setting().orElseThrow().property())
        .containsExactly("spark.speculation", "spark.excludeOnFailure.enabled");

    Advice slowOnly = only(ask(rule, slowHost(false)));
    assertThat(slowOnly.summary()).contains("nearly all slow tasks were on host host-2");
    assertThat(slowOnly.conditions()).as("tied to a host").isEmpty();
  }

  /** Three stages of eight tasks; the one that host-2 gets first is slow. */
  private static RunBuilder slowHost(boolean fails) {
    RunBuilder story = application();
    for (int stage = 0; stage < 3; stage++) {
      story.stage(
          "map",
          8,
          s -> s.tasks((t, i) -> t.input(MIB, 1_000).durationMs(i == 1 ? 40_000 : 2_000)));
    }
    return fails ? story.stage("io", 4, StragglerRuleTest::failsOnTheSecondHost) : story;
  }

  private static void failsOnTheSecondHost(StageBuilder stage) {
    stage.tasks(
        (t, i) -> {
          if (i == 1) {
            t.failsOnce(TaskEndReason.EXCEPTION, "java.io.IOException", "disk");
          }
        });
  }

  @Test
  void copies_that_waste_more_than_a_tenth_are_switched_off_again() {
    SettingChange setting = Asking.setting(ask(rule, copies(2_000)));

    assertThat(setting.property()).isEqualTo("spark.speculation");
    assertThat(setting.recommended()).isEqualTo("false");
    assertThat(setting.rollback()).contains("true");
    assertThat(silence(ask(rule, copies(300)))).contains("copies of slow tasks are on");
  }

  private static RunBuilder copies(long killedMs) {
    return RunBuilder.application("copies")
        .property("spark.speculation", "true")
        .executors(4, 1, "1g")
        .stage(
            "map",
            20,
            s ->
                s.tasks(
                    (t, i) -> {
                      t.durationMs(i < 10 ? killedMs : 4_000);
                      if (i < 10) {
                        t.speculative()
                            .failsOnce(TaskEndReason.TASK_KILLED, null, "another attempt succeeded")
                            .andNeverAgain();
                      }
                    }));
  }

  /** The story with its last executor, on which task 11 runs from 4.01 s on, coming so late. */
  private static Run lateExecutor(long slowMs, long lateMs) {
    RunBuilder story = application().stage("map", 12, slow(slowMs, 1_000)).ended();
    List<SpecificRecord> events = story.events();
    for (SpecificRecord event : events) {
      if (event instanceof LifecycleEvent added
          && added.getKind() == LifecycleKind.EXECUTOR_ADDED
          && added.getExecutorAdded().getExecutorId().equals("4")) {
        added.setEventTime(RunBuilder.START.plusMillis(lateMs));
      }
    }
    return RunBuilder.runOf(story.applicationId(), events);
  }

  @Test
  void starting_up_an_executor_that_came_while_the_stage_ran_is_no_slow_task() {
    silence(ask(rule, lateExecutor(11_000, 3_000)));
    // One that was there before is slow, and so is one that starting up cannot explain.
    adviceOf(ask(rule, lateExecutor(11_000, 0)));
    adviceOf(ask(rule, lateExecutor(30_000, 3_000)));
  }
}

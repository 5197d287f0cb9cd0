package io.attune.advisor.rules.reliability;

import static io.attune.advisor.rules.Asking.adviceOf;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailedExecutionRuleTest {
  private static final String LOST =
      "Job aborted due to stage failure: Task 0 in stage %d.0 failed 4 times, most recent failure:"
          + " Lost task 0.3 in stage %d.0 (TID 3) (host-1 executor 1)\nCaused by: %s";
  private static final String BROADCAST =
      "Could not execute broadcast in %d secs. You can increase the timeout for broadcasts via"
          + " \"spark.sql.broadcastTimeout\"";

  private final Rule rule = new FailedExecutionRule();

  private static RunBuilder story() {
    return RunBuilder.application("orders").executors(2, 4, "4g");
  }

  private static RunBuilder shell() {
    return RunBuilder.application("Spark shell")
        .property("spark.repl.class.outputDir", "/tmp/repl")
        .executors(2, 4, "4g");
  }

  private static RunBuilder failing(RunBuilder story, String error) {
    return story.job(
        job -> job.stage("save", 8, s -> s.tasks((t, i) -> t.durationMs(9_000))).fails(error));
  }

  private static RunBuilder failingQuery(RunBuilder story, long execution, String error) {
    return story.job(
        job ->
            job.stage("save", 8, s -> s.sql(execution).tasks((t, i) -> t.durationMs(9_000)))
                .fails(error));
  }

  private static RunBuilder succeeding(RunBuilder story) {
    return story.stage("count", 8, s -> s.tasks((t, i) -> t.durationMs(1_000)));
  }

  private static String lost(int stage, String cause) {
    return LOST.formatted(stage, stage, cause);
  }

  @Test
  void a_run_without_failures_is_none_of_its_business() {
    assertThat(silence(ask(rule, succeeding(story()))))
        .isEqualTo("no SQL execution and no job failed");
  }

  @Test
  void a_broadcast_that_timed_out_gets_the_default_or_twice_the_time() {
    SettingChange shortOne = setting(failingQuery(story(), 3, BROADCAST.formatted(6)));
    SettingChange usual = setting(failingQuery(story(), 3, BROADCAST.formatted(300)));

    assertThat(shortOne.property()).isEqualTo("spark.sql.broadcastTimeout");
    assertThat(shortOne.recommended()).isEqualTo("300s");
    assertThat(usual.recommended()).isEqualTo("600s");
  }

  private SettingChange setting(RunBuilder story) {
    return only(ask(rule, story)).setting().orElseThrow();
  }

  @Test
  void what_ended_the_run_is_critical_and_names_query_stage_root_and_remedy() {
    Advice advice =
        only(
            ask(
                rule,
                failingQuery(
                    succeeding(story()),
                    7,
                    lost(1, "java.io.IOException: No space left on device"))));

    assertThat(advice.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(advice.setting()).isEmpty();
    assertThat(advice.sqlExecutionId()).hasValue(7);
    assertThat(advice.stageId()).hasValue(1);
    assertThat(advice.summary())
        .startsWith("SQL execution 7 (story) failed in stage 1 (save), as a disk was full")
        .contains("IOException: No space left on device")
        .contains("spark.local.dir");
  }

  @Test
  void what_the_application_went_on_from_is_less() {
    RunBuilder story = failing(story(), lost(0, "com.acme.BadRow: row 7"));

    assertThat(only(ask(rule, succeeding(story))).severity()).isEqualTo(Severity.HIGH);
  }

  @Test
  void a_query_that_succeeded_when_it_was_tried_again_is_low() {
    RunBuilder story = failingQuery(story(), 1, lost(0, "com.acme.BadRow: row 7"));
    story.job(job -> job.stage("save", 8, s -> s.sql(2).tasks((t, i) -> t.durationMs(9_000))));

    assertThat(only(ask(rule, story)).severity()).isEqualTo(Severity.LOW);
  }

  @Test
  void different_exceptions_are_kept_apart_each_with_its_stage() {
    RunBuilder story = failing(story(), lost(0, "com.acme.BadRow: row 7"));
    failing(story, lost(1, "ValueError: bad literal"));
    failing(story, lost(2, "com.acme.BadRow: row 9"));

    assertThat(only(ask(rule, story)).summary())
        .contains("ob 0 and 1 more failed in stage 0 (save) and 1 more with BadRow: row 7.")
        .contains("ob 1 failed in stage 1 (save) with ValueError: bad literal.")
        .contains("Attune knows no remedy for this error")
        .doesNotContain("no setting helps");
  }

  @Test
  void settings_and_words_of_different_errors_stand_side_by_side() {
    RunBuilder story = failingQuery(story(), 1, BROADCAST.formatted(300));
    failingQuery(story, 2, lost(1, "java.lang.IllegalStateException: row 3"));

    List<Advice> advice = adviceOf(ask(rule, story));

    assertThat(advice).hasSize(2);
    assertThat(advice.get(0).setting()).isPresent();
    assertThat(advice.get(1).setting()).isEmpty();
    assertThat(advice.get(1).summary()).contains("IllegalStateException: row 3");
  }

  @Test
  void kryos_buffer_doubles_up_to_its_limit() {
    String error =
        lost(
            0,
            "org.apache.spark.SparkException: Kryo serialization failed: Buffer overflow."
                + " Available: 0, required: 4096.");

    assertThat(setting(failing(story(), error)).recommended()).isEqualTo("128m");
    assertThat(
            setting(
                    failing(
                        RunBuilder.application("orders")
                            .property("spark.kryoserializer.buffer.max", "1536m")
                            .executors(2, 4, "4g"),
                        error))
                .recommended())
        .isEqualTo("2047m");
    Advice atTheEnd =
        only(
            ask(
                rule,
                failing(
                    RunBuilder.application("orders")
                        .property("spark.kryoserializer.buffer.max", "2047m")
                        .executors(2, 4, "4g"),
                    error)));
    assertThat(atTheEnd.setting()).isEmpty();
  }

  @Test
  void a_number_that_the_error_tells_is_taken_with_room() {
    SettingChange setting =
        setting(
            failing(
                story(),
                "Job aborted due to stage failure: Serialized task 0:0 was 157286400 bytes, which"
                    + " exceeds max allowed: spark.rpc.message.maxSize (134217728 bytes)."));

    assertThat(setting.property()).isEqualTo("spark.rpc.message.maxSize");
    assertThat(setting.recommended()).isEqualTo("225");
  }

  @Test
  void a_setting_that_stands_already_is_not_advised_but_the_words_stay() {
    Advice advice =
        only(
            ask(
                rule,
                failingQuery(
                    RunBuilder.application("orders")
                        .property("spark.sql.autoBroadcastJoinThreshold", "-1")
                        .executors(2, 4, "4g"),
                    1,
                    "Cannot broadcast the table that is larger than 8.0 GiB: 9.1 GiB.")));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.summary()).contains("broadcast hint");
  }

  @Test
  void a_person_at_a_shell_saw_it() {
    assertThat(silence(ask(rule, failing(shell(), lost(0, "com.acme.BadRow: row 7")))))
        .contains("a person");
    assertThat(
            only(ask(
                    rule,
                    failing(shell(), lost(0, "java.io.IOException: No space left on device"))))
                .severity())
        .isEqualTo(Severity.LOW);
  }

  @Test
  void what_was_stopped_did_not_fail() {
    String interrupted = "java.lang.InterruptedException: sleep interrupted";

    assertThat(silence(ask(rule, failingQuery(story(), 1, interrupted))))
        .isEqualTo("what failed had been stopped");
    assertThat(
            silence(ask(rule, failing(story(), "Job 0 cancelled part of cancelled job group g"))))
        .isEqualTo("no SQL execution and no job failed");
  }

  @Test
  void where_figures_answer_the_rule_with_figures_speaks() {
    RunBuilder story =
        story()
            .job(
                job ->
                    job.stage(
                            "save",
                            8,
                            s ->
                                s.tasks(
                                    (t, i) -> {
                                      t.durationMs(9_000);
                                      if (i == 0) {
                                        t.throwsOnce(
                                                "java.lang.OutOfMemoryError", "Java heap space")
                                            .andNeverAgain();
                                      }
                                    }))
                        .fails(lost(0, "java.lang.OutOfMemoryError: Java heap space")));

    assertThat(silence(ask(rule, story))).isEqualTo("task-failures answers what failed");
  }

  @Test
  void where_sparks_words_name_no_exception_its_tasks_do() {
    RunBuilder story =
        story()
            .job(
                job ->
                    job.stage(
                            "save",
                            8,
                            s ->
                                s.tasks(
                                    (t, i) -> {
                                      t.durationMs(9_000);
                                      if (i < 4) {
                                        t.throwsOnce(
                                            "com.nvidia.spark.rapids.jni.GpuSplitAndRetryOOM",
                                            "GPU OutOfMemory: could not split inputs and retry");
                                      }
                                    }))
                        .fails(
                            "Job aborted due to stage failure: Task 5 in stage 0.0 failed 4"
                                + " times"));

    SettingChange setting = setting(story);

    assertThat(setting.property()).isEqualTo("spark.rapids.sql.concurrentGpuTasks");
    assertThat(setting.recommended()).isEqualTo("1");
  }
}

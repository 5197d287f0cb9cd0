package io.attune.advisor.rules;

import static io.attune.advisor.rules.Asking.adviceOf;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.memory.MemoryOverheadRule;
import io.attune.advisor.rules.reliability.ExecutorLossRule;
import io.attune.advisor.rules.reliability.FailedExecutionRule;
import io.attune.advisor.rules.reliability.TaskFailuresRule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.TaskEndReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Failures as logs of other people show them: one story each, with the remedy of its own cause. */
class FailuresOfOthersTest {

  private static RunBuilder failing(String errorClass, String message, String ofTheJob) {
    return RunBuilder.application("fails")
        .executors(2, 2, "2g")
        .job(
            j ->
                j.stage(
                        "write",
                        8,
                        s ->
                            s.tasks(
                                (t, i) -> {
                                  t.durationMs(20_000);
                                  if (i == 0) {
                                    t.throwsOnce(errorClass, message).andNeverAgain();
                                  }
                                }))
                    .fails(ofTheJob));
  }

  @Test
  void what_failed_the_job_is_told_once_whatever_its_tasks_call_it() {
    RunBuilder run =
        failing(
            "com.databricks.photon.PhotonException",
            "Photon ran out of memory while executing this query.",
            "Job aborted due to stage failure: Photon failed to reserve 512.0 MiB for hash table"
                + " buckets.");

    assertThat(only(ask(new FailedExecutionRule(), run)).summary()).contains("Photon");
    silence(ask(new TaskFailuresRule(), run));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Too large frame: 2991947178 | 2 GiB",
        "Executor is not registered (appId=application_1_2, execId=7) | external shuffle service",
        "Block shuffle_1_4_5 is corrupted due to DISK_ISSUE | damaged",
        "/tmp/blockmgr-9f8c/0c/shuffle_0_1_0.index (No such file or directory) | were deleted",
        "failed to allocate 16777216 byte(s) of direct memory (used: 1, max: 2) | direct memory"
      })
  void a_failed_fetch_that_says_what_is_wrong_is_not_tried_more_often(String words, String said) {
    Verdict verdict = ask(new TaskFailuresRule(), fetching(words));

    assertThat(adviceOf(verdict)).noneMatch(advice -> advice.setting().isPresent());
    assertThat(only(verdict).summary()).contains(said);
  }

  @Test
  void a_fetch_that_came_too_late_is_tried_more_often() {
    assertThat(
            setting(ask(new TaskFailuresRule(), fetching("Connection reset by peer"))).property())
        .isEqualTo("spark.shuffle.io.maxRetries");

    Advice service =
        only(ask(new TaskFailuresRule(), fetching("Failed to connect to node7/10.0.0.7:7337")));
    assertThat(service.setting().orElseThrow().property()).isEqualTo("spark.shuffle.io.maxRetries");
    assertThat(service.doubt()).contains("external shuffle service");
  }

  private static RunBuilder onYarn(String reason) {
    return RunBuilder.application("loses")
        .property("spark.master", "yarn")
        .executors(4, 2, "4g")
        .stage(
            "map",
            64,
            s ->
                s.tasks(
                    (t, i) -> {
                      t.durationMs(30_000);
                      if (i < 2) {
                        t.losesExecutorOnce(reason);
                      }
                    }))
        .executorRemoved("3", reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Container container_1_01_000004 on host: h was preempted. | another queue",
        "Container marked as failed: container_1_01_000004 on host: h. Exit status: -100."
            + " Diagnostics: Container released on a *lost* node. | nodes that stay",
        "Container from a bad node: container_1_01_000004 on host: h. Exit status: -100."
            + " Diagnostics: 1/1 local-dirs have errors: [ /mnt/yarn : used space above threshold"
            + " of 90.0% ] | local-dirs of the node managers",
        "Container from a bad node: container_1_01_000004 on host: h. Exit status: 134."
            + " Diagnostics: SIGSEGV | hs_err_pid"
      })
  void what_yarn_takes_back_is_answered_by_what_took_it(String reason, String said) {
    Advice advice = only(ask(new ExecutorLossRule(), onYarn(reason)));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.summary()).contains(said).doesNotContain("does not read");
  }

  @Test
  void a_limit_of_virtual_memory_is_no_shortage() {
    String reason =
        "Container killed by YARN for exceeding virtual memory limits. 10.5 GB of 9.2 GB virtual"
            + " memory used.";

    Advice advice = only(ask(new ExecutorLossRule(), onYarn(reason)));
    assertThat(advice.setting()).isEmpty();
    assertThat(advice.summary()).contains("vmem-check-enabled");
    silence(ask(new MemoryOverheadRule(), onYarn(reason)));
  }

  private static RunBuilder fetching(String words) {
    return RunBuilder.application("fetches")
        .executors(2, 2, "2g")
        .stage(
            "reduce",
            8,
            s ->
                s.tasks(
                    (t, i) -> {
                      t.durationMs(20_000);
                      if (i < 2) {
                        t.failsOnce(
                            TaskEndReason.FETCH_FAILED,
                            null,
                            "org.apache.spark.shuffle.FetchFailedException: " + words);
                      }
                    }));
  }
}

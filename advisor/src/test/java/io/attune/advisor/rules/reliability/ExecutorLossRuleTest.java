package io.attune.advisor.rules.reliability;

import static io.attune.advisor.rules.Asking.GIB;
import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.adviceOf;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.testing.JobBuilder;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ExecutorLossRuleTest {
  private final Rule rule = new ExecutorLossRule();

  private static RunBuilder losing(String reason) {
    return RunBuilder.application("orders")
        .executors(4, 2, "1g")
        .stage("map", 16, s -> s.tasks((t, i) -> t.durationMs(1_000)))
        .executorRemoved("1", reason)
        .stage("reduce", 16, s -> s.tasks((t, i) -> t.durationMs(1_000)));
  }

  @Test
  void a_kill_from_outside_asks_for_overhead() {
    Verdict verdict = ask(rule, losing("Command exited with code 137"));

    SettingChange setting = setting(verdict);
    assertThat(setting.property()).isEqualTo("spark.executor.memoryOverhead");
    assertThat(setting.current()).contains("384m");
    assertThat(setting.recommended()).isEqualTo("1408m");
    assertThat(only(verdict).severity()).isEqualTo(Severity.HIGH);
  }

  @Test
  void an_eviction_for_lack_of_disk_asks_for_no_memory() {
    Advice advice =
        only(
            ask(
                rule,
                losing(
                    "The executor with id 1 exited with exit code 137. The API gave the following"
                        + " brief reason: Evicted. The API gave the following message: The node was"
                        + " low on resource: ephemeral-storage.")));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.summary()).contains("evicted as local disk ran short", "spark-local-dir-");
  }

  @Test
  void no_more_is_said_of_a_kill_than_is_known() {
    assertThat(only(ask(rule, losing("Command exited with code 137"))).summary())
        .isEqualTo(
            "1408m of overhead: 1 executor ended with the exit code of a killed process and without"
                + " a reason (Command exited with code 137); the memory limit of its container may"
                + " have been the cause, which Spark does not tell.");
    assertThat(
            only(ask(
                    rule,
                    losing(
                        "Container marked as failed. Exit status: 137. Diagnostics: Container"
                            + " killed on request.")))
                .summary())
        .contains("1 executor was killed (Container marked as failed.", "may have been the cause");
    assertThat(
            only(ask(rule, losing("Container killed by YARN for exceeding physical memory limits")))
                .summary())
        .contains("1 executor was killed at a limit of memory (Container killed by YARN")
        .endsWith("a larger heap would not help.");
  }

  @Test
  void overhead_follows_the_resident_memory_that_was_seen() {
    RunBuilder story =
        losing("Container killed by YARN for exceeding memory limits")
            .peaks("1", event -> event.setProcessTreeJvmRssMemoryBytes(4 * GIB));

    // 1.2 x (4096 - 1024) MiB = 3,686 MiB, in steps of 128 MiB.
    assertThat(setting(ask(rule, story)).recommended()).isEqualTo("3712m");
  }

  @Test
  void a_small_resident_memory_lowers_the_confidence() {
    RunBuilder story =
        losing("Command exited with code 137")
            .peaks("1", event -> event.setProcessTreeJvmRssMemoryBytes(240 * MIB));

    assertThat(only(ask(rule, story)).conditions())
        .extracting(condition -> condition.getName())
        .containsExactly("limit-not-seen");
  }

  @Test
  void code_52_is_an_exhausted_heap() {
    SettingChange setting = setting(ask(rule, losing("Command exited with code 52")));

    assertThat(setting.property()).isEqualTo("spark.executor.memory");
    assertThat(setting.recommended()).isEqualTo("2048m");
  }

  @Test
  void executors_taken_back_ask_for_decommissioning() {
    assertThat(adviceOf(ask(rule, losing("Executor was preempted"))))
        .extracting(advice -> advice.setting().orElseThrow().property())
        .containsExactly("spark.decommission.enabled", "spark.storage.decommission.enabled");
  }

  @Test
  void a_reason_without_a_name_is_advice_without_a_setting() {
    Advice advice = only(ask(rule, losing("Remote RPC client disassociated")));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.summary()).contains("Remote RPC client disassociated");
  }

  @Test
  void workers_that_a_master_gave_up_are_a_matter_of_their_machines() {
    Advice advice = only(ask(rule, losing("worker lost")));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.summary())
        .startsWith("1 executor lost with its worker (worker lost): the master heard nothing")
        .contains("spark.worker.timeout", "swapping", "workers' logs");
    assertThat(
            only(ask(
                    rule,
                    losing("worker lost")
                        .executorRemoved("2", "worker lost")
                        .executorRemoved("3", "remote Akka client disassociated")))
                .summary())
        .startsWith("2 executors lost with their workers (worker lost)");
  }

  @Test
  void what_goes_down_with_the_application_is_no_loss() {
    assertThat(silence(ask(rule, killed("Job 1 cancelled because SparkContext was shut down", 1))))
        .contains("no executor was lost");
    only(ask(rule, killed("Job 1 cancelled because SparkContext was shut down", 3)));
    silence(ask(rule, killed(j -> j.stillRunning(), 1)));
    only(ask(rule, killed("Job aborted due to stage failure: ExecutorLostFailure", 1)));
  }

  /** Lost so many seconds before the end of the application. */
  private static RunBuilder killed(String failure, int seconds) {
    return killed(j -> j.fails(failure), seconds);
  }

  private static RunBuilder killed(Consumer<JobBuilder> job, int seconds) {
    return RunBuilder.application("orders")
        .executors(4, 2, "1g")
        .stage("map", 16, s -> s.tasks((t, i) -> t.durationMs(1_000)))
        .executorRemoved("1", "Executor Process Lost")
        .job(job)
        .driverWorks(Duration.ofSeconds(seconds))
        .ended();
  }

  @Test
  void normal_removals_are_silent() {
    silence(ask(rule, losing("Executor 1 is idle for 60 seconds")));
    silence(ask(rule, losing("Executor killed by driver.")));
  }

  @Test
  void losing_a_good_part_of_the_executors_is_critical() {
    RunBuilder story =
        losing("Command exited with code 137").executorRemoved("2", "Command exited with code 137");

    assertThat(only(ask(rule, story)).severity()).isEqualTo(Severity.CRITICAL);
  }
}

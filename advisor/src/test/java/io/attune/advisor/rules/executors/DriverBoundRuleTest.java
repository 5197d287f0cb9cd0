package io.attune.advisor.rules.executors;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriverBoundRuleTest {
  private final Rule rule = new DriverBoundRule();

  private static RunBuilder gaps(int gapMs, int stageMs) {
    return gaps(RunBuilder.application("months"), gapMs, stageMs);
  }

  private static RunBuilder gaps(RunBuilder application, int gapMs, int stageMs) {
    RunBuilder story = application.executors(2, 2, "1g");
    for (int month = 0; month < 3; month++) {
      if (month > 0) {
        story.driverWorks(Duration.ofMillis(gapMs));
      }
      story.stage("collect", 4, s -> s.tasks((t, i) -> t.durationMs(stageMs)));
    }
    return story;
  }

  @Test
  void the_longest_gap_is_named_with_the_jobs_around_it() {
    Advice advice = only(ask(rule, gaps(10_000, 3_000)));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.severity()).isEqualTo(Severity.HIGH);
    assertThat(advice.summary())
        .startsWith("20.0 s of 29.")
        .contains("4 slots")
        .contains("between job ");
    assertThat(advice.time().getLow()).isEqualTo(-20_000.0);
  }

  @Test
  void short_gaps_are_not_worth_words() {
    String anySlots = "driver-bound.min-idle-slot-ms: 0";
    silence(ask(rule, gaps(4_999, 1_000), anySlots));
    only(ask(rule, gaps(5_000, 1_000), anySlots));
  }

  @Test
  void a_few_idle_slots_are_not_worth_words() {
    assertThat(silence(ask(rule, gaps(7_499, 1_000)))).contains("4 slots stood idle");
    only(ask(rule, gaps(7_500, 1_000)));
  }

  @Test
  void a_small_share_is_not_worth_words() {
    silence(ask(rule, gaps(10_000, 16_000)));
    assertThat(only(ask(rule, gaps(10_000, 15_000))).severity()).isEqualTo(Severity.MODERATE);
  }

  @Test
  void time_before_the_first_job_does_not_count() {
    RunBuilder story =
        RunBuilder.application("months")
            .executors(2, 2, "1g")
            .driverWorks(Duration.ofMinutes(5))
            .stage("collect", 4, s -> s.tasks((t, i) -> t.durationMs(5_000)));

    silence(ask(rule, story));
  }

  @Test
  void a_person_at_a_shell_a_trigger_and_local_mode_are_not_the_driver() {
    assertThat(
            silence(
                ask(
                    rule,
                    gaps(
                        RunBuilder.application("shell")
                            .property("spark.repl.class.outputDir", "/tmp/repl"),
                        10_000,
                        3_000))))
        .contains("a person typed");
    assertThat(
            silence(
                ask(
                    rule,
                    gaps(10_000, 3_000)
                        .stage(
                            "start",
                            4,
                            s ->
                                s.sql(1)
                                    .node(
                                        "MicroBatchScan", n -> n.metric("number of output rows", 1))
                                    .tasks((t, i) -> t.durationMs(1_000))))))
        .contains("trigger");
    RunBuilder local = RunBuilder.application("local").local(4, "1g");
    local.stage("a", 4, s -> s.tasks((t, i) -> t.durationMs(3_000)));
    local.driverWorks(Duration.ofSeconds(20));
    local.stage("b", 4, s -> s.tasks((t, i) -> t.durationMs(3_000)));
    assertThat(silence(ask(rule, local))).contains("local mode");
  }

  private static RunBuilder listed(long millis) {
    return gaps(10_000, 3_000)
        .stage(
            "save",
            4,
            s ->
                s.sql(1)
                    .node("Scan parquet days", n -> n.driverMetric("metadata time", millis))
                    .tasks((t, i) -> t.durationMs(1_000)));
  }

  @Test
  void what_the_driver_is_known_to_do_is_left_to_the_rules_about_that() {
    assertThat(silence(ask(rule, listed(11_000)))).contains("file-listing judges");
    only(ask(rule, listed(9_000)));

    RunBuilder loop = RunBuilder.application("loop").executors(2, 4, "1g");
    for (int i = 0; i < 9; i++) {
      int round = i;
      loop.driverWorks(Duration.ofSeconds(round));
      loop.job(
          job ->
              job.stage(
                  "count at Loop.java:30",
                  8,
                  s -> {
                    for (int rdd = 0; rdd < 5 + 5 * round; rdd++) {
                      s.rdd(
                          rdd,
                          "MapPartitionsRDD",
                          "map",
                          null,
                          rdd == 0 ? List.of() : List.of(rdd - 1));
                    }
                    s.tasks((t, task) -> t.durationMs(300));
                  }));
    }
    assertThat(silence(ask(rule, loop))).contains("growing-lineage judges");
  }
}

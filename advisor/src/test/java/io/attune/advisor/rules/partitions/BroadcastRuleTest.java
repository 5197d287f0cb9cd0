package io.attune.advisor.rules.partitions;

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
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Condition;
import io.attune.schemas.Severity;
import org.junit.jupiter.api.Test;

class BroadcastRuleTest {
  private final Rule rule = new BroadcastRule();
  private long executions;

  private static RunBuilder application(String... settings) {
    RunBuilder story = RunBuilder.application("join");
    for (int i = 0; i < settings.length; i += 2) {
      story.property(settings[i], settings[i + 1]);
    }
    return story.executors(2, 2, "4g");
  }

  private RunBuilder join(
      RunBuilder story, String type, long leftBytes, long rightBytes, long taskMs) {
    // Of 16 tasks, an eighth of the time.
    return join(story, type, leftBytes, rightBytes, taskMs, 2 * taskMs);
  }

  private RunBuilder join(
      RunBuilder story, String type, long leftBytes, long rightBytes, long taskMs, long sortMs) {
    executions++;
    return story.stage(
        "join",
        16,
        s ->
            s.sql(executions)
                .node(
                    "SortMergeJoin",
                    n ->
                        n.description("SortMergeJoin [a#1L], [b#2L], " + type)
                            .metric("number of output rows", 10))
                .node("Sort", n -> n.under(0).metric("sort time", sortMs / 2))
                .node("Exchange", n -> n.under(1).metric("data size", leftBytes))
                .node("Sort", n -> n.under(0).metric("sort time", sortMs / 2))
                .node("AQEShuffleRead", n -> n.under(3).driverMetric("number of partitions", 4))
                .node("Exchange", n -> n.under(4).metric("data size", rightBytes))
                .tasks((t, i) -> t.durationMs(taskMs)));
  }

  @Test
  void a_small_side_is_sent_around_by_the_size_that_was_measured() {
    Verdict verdict = ask(rule, join(application(), "Inner", 2 * GIB, 50 * MIB, 2_000));

    SettingChange setting = setting(verdict);
    assertThat(setting.property()).isEqualTo("spark.sql.adaptive.autoBroadcastJoinThreshold");
    assertThat(setting.current()).contains("10m");
    assertThat(setting.recommended()).isEqualTo("60m");
    assertThat(setting.rollback()).isEmpty();
    assertThat(only(verdict).severity()).isEqualTo(Severity.MODERATE);
    assertThat(only(verdict).summary()).contains("50 MiB", "2.0 GiB", "stage 0 (join)");
  }

  @Test
  void when_both_sides_have_been_shuffled_sorting_is_what_is_saved() {
    RunBuilder quick = join(application(), "Inner", 2 * GIB, 50 * MIB, 2_000, 1_500);
    assertThat(silence(ask(rule, quick))).contains("4.7 % of the task time");
    adviceOf(ask(rule, join(application(), "Inner", 2 * GIB, 50 * MIB, 2_000, 1_700)));
    // Without adaptive execution the large side is not even shuffled.
    RunBuilder planned =
        join(
            application("spark.sql.adaptive.enabled", "false"),
            "Inner",
            2 * GIB,
            50 * MIB,
            2_000,
            1_500);
    adviceOf(ask(rule, planned));
  }

  @Test
  void without_adaptive_execution_spark_goes_by_its_own_estimate() {
    Advice advice =
        only(
            ask(
                rule,
                join(
                    application("spark.sql.adaptive.enabled", "false"),
                    "Inner",
                    2 * GIB,
                    50 * MIB,
                    2_000)));

    assertThat(advice.setting().orElseThrow().property())
        .isEqualTo("spark.sql.autoBroadcastJoinThreshold");
    assertThat(advice.conditions()).extracting(Condition::getName).containsExactly("estimated");
  }

  @Test
  void a_threshold_that_was_switched_off_is_named() {
    Advice advice =
        only(
            ask(
                rule,
                join(
                    application("spark.sql.autoBroadcastJoinThreshold", "-1"),
                    "Inner",
                    2 * GIB,
                    5 * MIB,
                    2_000)));

    assertThat(advice.setting().orElseThrow().current()).contains("-1");
    assertThat(advice.setting().orElseThrow().recommended()).isEqualTo("6m");
    assertThat(advice.conditions()).extracting(Condition::getName).contains("switched-off");
  }

  @Test
  void the_side_that_an_outer_join_keeps_cannot_be_sent_around() {
    silence(ask(rule, join(application(), "LeftOuter", 50 * MIB, 2 * GIB, 2_000)));
    adviceOf(ask(rule, join(application(), "RightOuter", 50 * MIB, 2 * GIB, 2_000)));
    silence(ask(rule, join(application(), "FullOuter", 50 * MIB, 2 * GIB, 2_000)));
    adviceOf(ask(rule, join(application(), "LeftSemi", 2 * GIB, 50 * MIB, 2_000)));
  }

  @Test
  void it_must_fit_driver_and_executors_and_be_much_smaller() {
    // A quarter of the driver's 1 GiB is 256 MiB; 1.2 x 214 MiB is above it.
    silence(ask(rule, join(application(), "Inner", 4 * GIB, 214 * MIB, 2_000)));
    adviceOf(ask(rule, join(application(), "Inner", 4 * GIB, 213 * MIB, 2_000)));
    silence(ask(rule, join(application(), "Inner", 149 * MIB, 50 * MIB, 2_000)));
    adviceOf(ask(rule, join(application(), "Inner", 150 * MIB, 50 * MIB, 2_000)));
  }

  @Test
  void a_join_that_takes_little_time_is_left_alone() {
    assertThat(silence(ask(rule, join(application(), "Inner", 2 * GIB, 50 * MIB, 300))))
        .contains("too little time");
  }

  @Test
  void joins_that_one_threshold_would_serve_matter_together() {
    RunBuilder story = join(application(), "Inner", 2 * GIB, 50 * MIB, 300);
    Advice advice = only(ask(rule, join(story, "Inner", 2 * GIB, 60 * MIB, 250)));

    assertThat(advice.setting().orElseThrow().recommended()).isEqualTo("72m");
    assertThat(advice.summary()).contains("2 joins", "50 MiB", "stage 0 (join)");
  }

  @Test
  void a_join_of_hardly_any_time_has_no_say_in_the_threshold() {
    RunBuilder story = join(application(), "Inner", 2 * GIB, 50 * MIB, 2_000);

    assertThat(setting(ask(rule, join(story, "Inner", 2 * GIB, 120 * MIB, 50))).recommended())
        .isEqualTo("60m");
  }

  @Test
  void broadcasts_of_more_than_a_gigabyte_are_switched_off() {
    assertThat(setting(ask(rule, broadcast(application(), GIB + 1))))
        .satisfies(
            setting -> {
              assertThat(setting.property()).isEqualTo("spark.sql.autoBroadcastJoinThreshold");
              assertThat(setting.recommended()).isEqualTo("-1");
            });
    silence(ask(rule, broadcast(application(), GIB)));
    assertThat(
            adviceOf(
                ask(
                    rule,
                    broadcast(
                        application("spark.sql.adaptive.autoBroadcastJoinThreshold", "2g"),
                        3 * GIB))))
        .extracting(advice -> advice.setting().orElseThrow().property())
        .containsExactly(
            "spark.sql.autoBroadcastJoinThreshold",
            "spark.sql.adaptive.autoBroadcastJoinThreshold");
  }

  private static RunBuilder broadcast(RunBuilder story, long bytes) {
    return story.stage(
        "join",
        16,
        s ->
            s.sql(1)
                .node("BroadcastHashJoin", n -> n.metric("number of output rows", 10))
                .node("BroadcastExchange", n -> n.driverMetric("data size", bytes))
                .tasks((t, i) -> t.durationMs(2_000)));
  }
}

package io.attune.advisor.rules.partitions;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import org.junit.jupiter.api.Test;

class ShufflePartitionsRuleTest {
  private final Rule rule = new ShufflePartitionsRule();

  private static RunBuilder shuffle(String adaptive, int partitions, long bytesPerTask, int runMs) {
    return RunBuilder.application("orders")
        .property("spark.sql.adaptive.enabled", adaptive)
        .property("spark.sql.shuffle.partitions", Integer.toString(partitions))
        .executors(1, 2, "1g")
        .stage(
            "aggregate",
            partitions,
            s ->
                s.sql(1)
                    .tasks(
                        (t, i) ->
                            t.durationMs(2L * runMs)
                                .runTimeMs(runMs)
                                .shuffleRead(bytesPerTask, 1)));
  }

  @Test
  void two_hundred_partitions_of_next_to_nothing_become_two() {
    Verdict verdict = ask(rule, shuffle("false", 200, 48_000, 25));

    SettingChange setting = setting(verdict);
    assertThat(setting.property()).isEqualTo("spark.sql.shuffle.partitions");
    assertThat(setting.recommended()).isEqualTo("2");
    assertThat(setting.current()).contains("200");
    assertThat(setting.lowerBound()).contains("1");
    assertThat(setting.upperBound()).contains("8");
    assertThat(setting.rollback()).contains("200");
    assertThat(only(verdict).severity()).isEqualTo(Severity.HIGH);
    assertThat(only(verdict).summary()).startsWith("2 partitions instead of 200: ");
  }

  @Test
  void a_default_that_nobody_set_is_rolled_back_by_removing_the_setting() {
    RunBuilder story =
        RunBuilder.application("orders")
            .property("spark.sql.adaptive.enabled", "false")
            .executors(1, 2, "1g")
            .stage(
                "aggregate",
                200,
                s ->
                    s.sql(1)
                        .tasks((t, i) -> t.durationMs(50).runTimeMs(25).shuffleRead(48_000, 1)));

    assertThat(setting(ask(rule, story)).rollback()).isEmpty();
  }

  @Test
  void adaptive_execution_merges_them_anyway() {
    silence(ask(rule, shuffle("true", 200, 48_000, 25)));
  }

  @Test
  void a_few_seconds_are_not_worth_words() {
    silence(ask(rule, shuffle("false", 200, 48_000, 12)));
    only(ask(rule, shuffle("false", 200, 48_000, 13)));
  }

  @Test
  void tasks_that_work_are_left_alone_however_little_they_read() {
    silence(ask(rule, shuffle("false", 200, 48_000, 600)));
  }

  @Test
  void up_to_four_times_the_need_is_within_the_band() {
    String eight = "{shuffle-partitions.min-overhead-share: 0.1, relevance.min-task-ms: 100}";
    silence(ask(rule, shuffle("false", 8, MIB, 40), eight));
    only(ask(rule, shuffle("false", 9, MIB, 40), eight));
  }

  @Test
  void a_count_that_the_code_chose_has_no_setting() {
    RunBuilder story =
        RunBuilder.application("orders")
            .property("spark.sql.adaptive.enabled", "false")
            .property("spark.sql.shuffle.partitions", "8")
            .executors(1, 2, "1g")
            .stage(
                "repartition",
                400,
                s ->
                    s.sql(1)
                        .tasks((t, i) -> t.durationMs(50).runTimeMs(25).shuffleRead(48_000, 1)));

    assertThat(silence(ask(rule, story))).contains("no shuffle has its partitions from a setting");
  }

  @Test
  void partitions_far_over_the_target_become_whole_waves() {
    Verdict verdict = ask(rule, shuffle("false", 4, 100 * MIB, 9_000));

    // U = (1024 - 300) MiB * 0.6 / 2 = 217 MiB; half of it over 3 is 36 MiB: 400 / 36 = 12.
    // But 100 MiB is less than four times 36 MiB: nothing is said.
    silence(verdict);

    SettingChange setting = setting(ask(rule, shuffle("false", 4, 150 * MIB, 9_000)));
    assertThat(setting.recommended()).isEqualTo("18");
    assertThat(setting.uncapped()).contains("17");
  }

  @Test
  void an_uneven_shuffle_is_not_given_more_partitions() {
    RunBuilder story =
        RunBuilder.application("orders")
            .property("spark.sql.adaptive.enabled", "false")
            .property("spark.sql.shuffle.partitions", "8")
            .executors(1, 2, "1g")
            .stage(
                "join",
                8,
                s ->
                    s.sql(1)
                        .tasks(
                            (t, i) ->
                                t.durationMs(9_000).shuffleRead(i == 0 ? 2_000 * MIB : MIB, 1)));

    silence(ask(rule, story));
  }

  @Test
  void inside_a_running_stage_the_tasks_to_come_are_counted_in() {
    RunBuilder half =
        RunBuilder.application("orders")
            .property("spark.sql.adaptive.enabled", "false")
            .property("spark.sql.shuffle.partitions", "2000")
            .executors(1, 2, "1g")
            .stage(
                "aggregate",
                2_000,
                s ->
                    s.sql(1)
                        .stillRunning()
                        .tasks(
                            (t, i) -> {
                              t.durationMs(90).runTimeMs(50).shuffleRead(MIB, 1);
                              if (i >= 500) {
                                t.eventLost();
                              }
                            }));

    // 2,000 MiB in partitions of 36 MiB, although only 500 MiB were seen.
    assertThat(setting(ask(rule, half.build())).recommended()).isEqualTo("56");
  }
}

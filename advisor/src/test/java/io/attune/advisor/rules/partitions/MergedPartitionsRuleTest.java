package io.attune.advisor.rules.partitions;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.setting;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import org.junit.jupiter.api.Test;

class MergedPartitionsRuleTest {
  private final Rule rule = new MergedPartitionsRule();

  /** So many tasks that adaptive execution made of a shuffle, on eight slots. */
  private static RunBuilder merged(int tasks, long taskMs, long bytes) {
    return RunBuilder.application("merged")
        .executors(2, 4, "1g")
        .stage(
            "save",
            tasks,
            s ->
                s.sql(1)
                    .rdd(0, "ShuffledRowRDD", "AQEShuffleRead", null)
                    .tasks((t, i) -> t.durationMs(taskMs).shuffleRead(bytes / tasks, 1_000)));
  }

  @Test
  void a_costly_task_of_few_bytes_is_spread_over_the_slots() {
    assertThat(setting(ask(rule, merged(1, 40_000, MIB))).recommended()).isEqualTo("128k");
    assertThat(only(ask(rule, merged(1, 40_000, MIB))).summary())
        .contains("merged 1.0 MiB", "into 1 task of 40.0 s while 8 slots");
  }

  @Test
  void edges() {
    silence(ask(rule, merged(4, 2_999, MIB)));
    silence(ask(rule, merged(5, 40_000, MIB)));
    only(ask(rule, merged(4, 20_001, MIB)));
    silence(ask(rule, merged(4, 19_900, MIB)));
    // More than a mebibyte for each slot: the least size is not what made the tasks few.
    silence(ask(rule, merged(1, 40_000, 9 * MIB)));
  }

  @Test
  void what_was_not_merged_is_another_rules() {
    silence(
        ask(
            rule,
            RunBuilder.application("plain")
                .executors(2, 4, "1g")
                .stage(
                    "save",
                    1,
                    s -> s.sql(1).tasks((t, i) -> t.durationMs(40_000).shuffleRead(MIB, 1)))));
  }
}

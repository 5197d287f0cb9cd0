package io.attune.advisor.rules.streaming;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import org.junit.jupiter.api.Test;

class StatePartitionsRuleTest {
  private final Rule rule = new StatePartitionsRule();

  /** Batches of a stateful stream on four slots. */
  private static RunBuilder stream(int partitions, long rows, long taskMs) {
    RunBuilder story = RunBuilder.application("stream").executors(2, 2, "1g");
    for (int batch = 0; batch < 3; batch++) {
      long sql = batch + 1L;
      story.stage(
          "start",
          partitions,
          s ->
              s.sql(sql)
                  .node("StateStoreSave", n -> n.metric("number of total state rows", rows))
                  .node("StateStoreRestore", n -> n.metric("number of output rows", rows))
                  .tasks((t, i) -> t.durationMs(taskMs).shuffleRead(100, 1)));
    }
    return story;
  }

  @Test
  void few_rows_in_many_partitions_want_a_new_checkpoint() {
    Advice advice = only(ask(rule, stream(200, 2_383, 1_700)));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.summary())
        .startsWith("4 partitions of state instead of 200, with a new checkpoint")
        .contains("2,383 rows", "checkpointLocation");
  }

  @Test
  void partitions_that_rows_or_slots_need_are_right() {
    silence(ask(rule, stream(15, 2_383, 1_700)));
    only(ask(rule, stream(16, 2_383, 1_700)));
    silence(ask(rule, stream(200, 10_000_000, 1_700)));
  }

  @Test
  void short_batches_and_queries_without_state_are_left_alone() {
    silence(ask(rule, stream(200, 2_383, 1)));
    assertThat(
            silence(
                ask(
                    rule,
                    RunBuilder.application("batch")
                        .executors(2, 2, "1g")
                        .stage("x", 8, s -> s.tasks((t, i) -> t.durationMs(5_000))))))
        .contains("no stage keeps state");
  }
}

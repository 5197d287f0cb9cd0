package io.attune.advisor.rules.streaming;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import io.attune.schemas.StreamingSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FallingBehindRuleTest {
  private final Rule rule = new FallingBehindRule();

  private static RunBuilder application() {
    return RunBuilder.application("orders").executors(1, 4, "1g");
  }

  private static StreamingSource kafka(long rows, long backlog, long partitions) {
    return StreamingSource.newBuilder()
        .setDescription("KafkaV2[Subscribe[orders]]")
        .setInputRows(rows)
        .setBacklogRows(backlog)
        .setPartitions(partitions)
        .build();
  }

  /** Batches of 250 rows one after the other, behind which so many more are left each time. */
  private static RunBuilder limited(RunBuilder story, long growth, long partitions) {
    for (int batch = 0; batch < 20; batch++) {
      long backlog = 2_000 + batch * growth;
      story.batch(
          "orders", batch, 12_000, 250, b -> b.getSources().add(kafka(250, backlog, partitions)));
    }
    return story;
  }

  @Test
  void slots_without_a_partition_to_read_come_first() {
    Advice advice = only(ask(rule, limited(application(), 240, 2)));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.severity()).isEqualTo(Severity.HIGH);
    assertThat(advice.summary())
        .startsWith("Read with 4 tasks instead of 2 (minPartitions=4 of the Kafka source")
        .contains("query orders gets 40.8 rows a second and processes 20.8, so that 6,560 rows");
  }

  @Test
  void with_a_partition_for_each_slot_more_slots_are_wanted() {
    assertThat(only(ask(rule, limited(application(), 240, 4))).summary())
        .startsWith("Give it 10 slots instead of 4, with as many partitions")
        .contains("92 % of a batch is work");
  }

  @Test
  void a_backlog_that_stands_or_shrinks_is_no_fault() {
    silence(ask(rule, limited(application(), 0, 2)));
    silence(ask(rule, limited(application(), -50, 2)));
  }

  @Test
  void batches_without_a_limit_that_take_longer_and_longer_fall_behind() {
    RunBuilder story = application();
    double ms = 5_000;
    for (int batch = 0; batch < 14; batch++, ms *= 1.2) {
      story.batch("orders", batch, (long) ms, (long) (ms / 20), b -> {});
    }
    assertThat(only(ask(rule, story)).summary())
        .contains("so that each batch takes longer than the one before");
  }

  @Test
  void what_is_not_work_comes_before_slots() {
    RunBuilder story = application();
    for (int batch = 0; batch < 20; batch++) {
      long backlog = 2_000 + batch * 240L;
      story.batch(
          "orders",
          batch,
          12_000,
          250,
          b -> {
            b.getSources().add(kafka(250, backlog, 4));
            b.getDurationsMs().put("latestOffset", 8_000L);
            b.getDurationsMs().put("addBatch", 3_000L);
          });
    }
    assertThat(only(ask(rule, story)).summary())
        .startsWith("Shorten what is not work: 67 % goes into finding what is new");
  }

  @Test
  void few_batches_and_pauses_prove_nothing() {
    RunBuilder few = application();
    RunBuilder pausing = application();
    for (int batch = 0; batch < 20; batch++) {
      long backlog = 2_000 + batch * 240L;
      if (batch < 10) {
        few.batch("a", batch, 12_000, 250, b -> b.getSources().add(kafka(250, backlog, 2)));
      }
      pausing
          .batch("a", batch, 12_000, 250, b -> b.getSources().add(kafka(250, backlog, 2)))
          .driverWorks(Duration.ofSeconds(10));
    }
    silence(ask(rule, few));
    silence(ask(rule, pausing));
  }
}

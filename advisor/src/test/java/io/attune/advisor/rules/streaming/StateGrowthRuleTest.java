package io.attune.advisor.rules.streaming;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import io.attune.schemas.StreamingStateOperator;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class StateGrowthRuleTest {
  private final Rule rule = new StateGrowthRule();

  static StreamingStateOperator state(long rows, long removed, long bytes) {
    return StreamingStateOperator.newBuilder()
        .setOperatorName("dedupe")
        .setRowsTotal(rows)
        .setRowsUpdated(1_000)
        .setRowsRemoved(removed)
        .setMemoryBytes(bytes)
        .setPartitions(4L)
        .setCommitTimeMs(400L)
        .setCustomMetrics(Map.of())
        .build();
  }

  private static RunBuilder stream(IntToLongFunction rows, long removed, boolean watermark) {
    RunBuilder story = RunBuilder.application("dedupe").executors(1, 2, "1g");
    for (int batch = 0; batch < 40; batch++) {
      long held = rows.applyAsLong(batch);
      long time = RunBuilder.START.toEpochMilli() + batch * 15_000L;
      story
          .batch(
              "dedupe",
              batch,
              8_000,
              1_000,
              b -> {
                b.getStateOperators().add(state(held, removed, held * 200));
                b.setWatermarkTime(watermark ? java.time.Instant.ofEpochMilli(time) : null);
              })
          .driverWorks(Duration.ofSeconds(7));
    }
    return story;
  }

  @Test
  void state_that_nothing_removes_wants_a_watermark() {
    Advice advice = only(ask(rule, stream(batch -> 20_000 + batch * 20_000L, 0, false)));

    assertThat(advice.severity()).isEqualTo(Severity.HIGH);
    assertThat(advice.summary())
        .startsWith("Set a watermark (withWatermark)")
        .contains(
            "800,000 rows (153 MiB), gains 4,800,000 an hour",
            "at this pace it takes 25 % of the heaps in");
  }

  @Test
  void state_that_settles_or_is_removed_or_small_is_left_alone() {
    silence(ask(rule, stream(batch -> Math.min(100_000, 5_000 + batch * 20_000L), 0, false)));
    silence(ask(rule, stream(batch -> 20_000 + batch * 20_000L, 500, false)));
    silence(ask(rule, stream(batch -> 20_000 + batch * 20_000L, 0, true)));
    silence(ask(rule, stream(batch -> 20 + batch * 20L, 0, false)));
  }
}

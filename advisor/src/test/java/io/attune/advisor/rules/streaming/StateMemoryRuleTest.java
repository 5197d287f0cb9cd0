package io.attune.advisor.rules.streaming;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.StreamingStateOperator;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateMemoryRuleTest {
  private static final long MIB = 1L << 20;
  private final Rule rule = new StateMemoryRule();

  private static RunBuilder stream(RunBuilder story, StreamingStateOperator state) {
    for (int batch = 0; batch < 20; batch++) {
      story
          .batch("totals", batch, 5_000, 1_000, b -> b.getStateOperators().add(state))
          .driverWorks(Duration.ofSeconds(5));
    }
    return story;
  }

  private static RunBuilder application(String version) {
    return RunBuilder.application("totals").sparkVersion(version).executors(2, 2, "1g");
  }

  private static StreamingStateOperator rocksDb(long commitMs) {
    StreamingStateOperator state = StateGrowthRuleTest.state(1_000_000, 0, 900 * MIB);
    state.setCommitTimeMs(commitMs);
    state.setCustomMetrics(Map.of("rocksdbCommitFlushLatency", 10L));
    return state;
  }

  @Test
  void state_that_fills_the_heaps_belongs_into_rocksdb() {
    Advice advice =
        only(
            ask(
                rule,
                stream(application("3.5.9"), StateGrowthRuleTest.state(3_000_000, 0, 700 * MIB))));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.summary())
        .startsWith("Keep the state in RocksDB")
        .contains("with a new checkpoint", "700 MiB of the 2.0 GiB of all heaps (34 %)");
    silence(ask(rule, stream(application("3.5.9"), StateGrowthRuleTest.state(9, 0, 100 * MIB))));
    silence(ask(rule, stream(application("3.1.3"), StateGrowthRuleTest.state(9, 0, 700 * MIB))));
  }

  @Test
  void long_commits_of_rocksdb_want_its_changes_only() {
    Advice advice = only(ask(rule, stream(application("3.5.9"), rocksDb(8_000))));

    assertThat(advice.setting().orElseThrow().property()).isEqualTo(StateMemoryRule.CHANGELOG);
    assertThat(advice.setting().orElseThrow().recommended()).isEqualTo("true");
    silence(ask(rule, stream(application("3.5.9"), rocksDb(4_000))));
    silence(ask(rule, stream(application("3.4.1"), rocksDb(8_000))));
    silence(
        ask(
            rule,
            stream(
                RunBuilder.application("totals")
                    .property(StateMemoryRule.CHANGELOG, "false")
                    .executors(2, 2, "1g"),
                rocksDb(8_000))));
  }
}

package io.attune.advisor.rules.streaming;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamIdleRuleTest {
  private final Rule rule = new StreamIdleRule();

  private static RunBuilder stream(RunBuilder story, long batchMs, long pauseMs, int batches) {
    for (int batch = 0; batch < batches; batch++) {
      story.batch("audit", batch, batchMs, 20, b -> {}).driverWorks(Duration.ofMillis(pauseMs));
    }
    return story.stage("start", 1, s -> s.tasks((t, i) -> t.durationMs(500)));
  }

  private static RunBuilder cluster(int executors) {
    return RunBuilder.application("audit").executors(executors, 4, "1g");
  }

  @Test
  void a_stream_that_hardly_works_can_be_a_scheduled_job() {
    Advice advice = only(ask(rule, stream(cluster(2), 1_000, 59_000, 20)));

    assertThat(advice.summary())
        .startsWith("Run query audit as a scheduled job")
        .contains("Trigger.AvailableNow", "or on one executor", "every 1 min 0 s works 1.8 %");
  }

  @Test
  void a_stream_that_works_and_a_short_time_are_left_alone() {
    silence(ask(rule, stream(cluster(2), 10_000, 20_000, 20)));
    silence(ask(rule, stream(cluster(2), 100, 5_000, 20)));
    silence(ask(rule, stream(RunBuilder.application("x").local(2, "1g"), 1_000, 59_000, 20)));
  }
}

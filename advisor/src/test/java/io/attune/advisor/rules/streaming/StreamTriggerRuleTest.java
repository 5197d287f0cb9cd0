package io.attune.advisor.rules.streaming;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Severity;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamTriggerRuleTest {
  private final Rule rule = new StreamTriggerRule();

  private static RunBuilder stream(long workMs, long commitMs, long pauseMs) {
    RunBuilder story = RunBuilder.application("clicks").executors(1, 2, "1g");
    for (int batch = 0; batch < 30; batch++) {
      story
          .batch(
              "clicks",
              batch,
              workMs + commitMs,
              100,
              b -> {
                b.getDurationsMs().put("queryPlanning", 0L);
                b.getDurationsMs().put("walCommit", commitMs / 2);
                b.getDurationsMs().put("commitOffsets", commitMs - commitMs / 2);
                b.getDurationsMs().put("addBatch", workMs);
              })
          .driverWorks(Duration.ofMillis(pauseMs));
    }
    return story;
  }

  @Test
  void batches_that_are_mostly_commits_want_to_be_fewer() {
    Advice advice = only(ask(rule, stream(2_000, 2_500, 10)));

    assertThat(advice.severity()).isEqualTo(Severity.LOW);
    assertThat(advice.summary())
        .startsWith("A trigger of 30 s (")
        .contains("query clicks", "4.5 s of each, which brings 100 rows, 56 % is no work");
    assertThat(advice.doubt()).contains("Rows then wait");
  }

  @Test
  void batches_of_work_and_pauses_between_batches_are_right() {
    silence(ask(rule, stream(4_000, 1_000, 10)));
    silence(ask(rule, stream(2_000, 2_500, 5_000)));
  }
}

package io.attune.advisor.rules.streaming;

import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import org.junit.jupiter.api.Test;

class StreamFilesRuleTest {
  private final Rule rule = new StreamFilesRule();

  private static RunBuilder sink(int batches, long bytes, boolean stream) {
    RunBuilder story = RunBuilder.application("lake").executors(1, 4, "1g");
    for (int batch = 0; batch < batches; batch++) {
      story.job(
          job -> {
            if (stream) {
              job.property("sql.streaming.queryId", "q");
            }
            job.stage("start", 4, s -> s.tasks((t, i) -> t.durationMs(2_000).output(bytes, 10)));
          });
    }
    return story;
  }

  @Test
  void many_small_files_a_day_want_to_be_fewer() {
    assertThat(only(ask(rule, sink(50, 20_000, true))).summary())
        .startsWith("Fewer and larger files: 50 batches of the stream have left 200 files or more")
        .contains("20 KiB on average", "a day");
  }

  @Test
  void large_or_few_files_and_those_of_no_stream_are_left_alone() {
    silence(ask(rule, sink(50, 200L << 20, true)));
    silence(ask(rule, sink(20, 20_000, true)));
    silence(ask(rule, sink(50, 20_000, false)));
  }
}

package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.samples.SparkRun;
import io.attune.samples.Streams;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.StreamingProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real streaming query with far too many partitions of state: advised while it runs, killed, and
 * started again from its checkpoint.
 */
class StreamsIT {
  private static final String KEY = "counted/state-partitions";

  @TempDir Path scratch;

  @ParameterizedTest
  @ValueSource(strings = {"spark-3.5-scala-2.13", "spark-4-scala-2.13"})
  void isAdvisedWhileItRunsAndKnownAgainAfterAKill(String home) throws Exception {
    try (LiveSpark live = LiveSpark.start(scratch)) {
      AtomicReference<Thread> runner = new AtomicReference<>();
      CompletableFuture<SparkRun.Result> first =
          CompletableFuture.supplyAsync(
              () -> {
                runner.set(Thread.currentThread());
                return run(live, home, 300);
              });
      assertThat(live.awaitAdvice(a -> a.getRuleId().equals("state-partitions"), first))
          .as("said while the query runs")
          .isPresent();
      assertThat(first).isNotDone();
      runner.get().interrupt();
      assertThat(first).as("killed").failsWithin(LiveSpark.PATIENCE);
      assertThat(live.standing()).containsKey(KEY);
      List<StreamingProgress> before = progress(live.sent());

      SparkRun.Result second = run(live, home, 20);
      assertThat(second.succeeded()).as(second.output()).isTrue();

      assertThat(live.standing()).containsKey(KEY);
      List<LifecycleEvent> sent = live.sent();
      String ended =
          sent.stream()
              .filter(event -> event.getKind() == LifecycleKind.APPLICATION_ENDED)
              .map(LifecycleEvent::getApplicationId)
              .findFirst()
              .orElseThrow();
      List<StreamingProgress> after =
          progress(sent.stream().filter(e -> e.getApplicationId().equals(ended)).toList());
      assertThat(after).isNotEmpty().isEqualTo(progress(live.logged(ended)));
      assertThat(after.get(0).getQueryId()).isEqualTo(before.get(0).getQueryId());
      assertThat(after.get(0).getRunId()).isNotEqualTo(before.get(0).getRunId());
      assertThat(after.get(0).getBatchId())
          .isGreaterThanOrEqualTo(before.get(before.size() - 1).getBatchId());
    }
  }

  private static List<StreamingProgress> progress(List<LifecycleEvent> events) {
    return events.stream()
        .filter(event -> event.getStreamingProgress() != null)
        .map(LifecycleEvent::getStreamingProgress)
        .toList();
  }

  private SparkRun.Result run(LiveSpark live, String home, int seconds) {
    try {
      return live.run(home, "local[4]", Streams.class)
          .arguments(
              "partitions", Integer.toString(seconds), scratch.resolve("checkpoint").toString())
          .conf(Map.of("spark.attune.workload", "counted", "spark.sql.shuffle.partitions", "24"))
          .run();
    } catch (IOException | InterruptedException e) {
      throw new CompletionException(e);
    }
  }
}

package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.samples.SparkRun;
import io.attune.samples.Streams;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.Recommendation;
import io.attune.schemas.StreamingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two real streaming queries in one application, one of them over files and with far too many
 * partitions of state: it alone is advised so, while it runs; the application is killed, and the
 * query known again when another one starts it from its checkpoint.
 */
@Tag("units")
class StreamsIT {
  private static final String RULE = "state-partitions";
  private static final int FILES = 2_000;
  private static final int BATCHES = 3;

  @TempDir Path scratch;

  @ParameterizedTest
  @ValueSource(strings = {"spark-3.5-scala-2.13", "spark-4-scala-2.13"})
  void isAdvisedWhileItRunsAndKnownAgainAfterAKill(String home) throws Exception {
    writeFiles();
    try (LiveSpark live = LiveSpark.start(scratch)) {
      List<StreamingProgress> before = untilKilled(live, home);
      String key = "streams/query=" + before.get(0).getQueryId() + "/" + RULE;
      assertThat(live.standing()).containsKey(key);

      CompletableFuture<SparkRun.Result> second = LiveSpark.inBackground(run(live, home));
      await(() -> newer(before, live).size() >= BATCHES, second);
      Files.createFile(scratch.resolve("streams/stop"));
      SparkRun.Result result = second.join();
      assertThat(result.succeeded()).as(result.output()).isTrue();

      List<StreamingProgress> after = newer(before, live);
      assertThat(after).hasSizeGreaterThanOrEqualTo(BATCHES);
      assertThat(after.get(0).getQueryId()).isEqualTo(before.get(0).getQueryId());
      assertThat(after.get(0).getBatchId())
          .isGreaterThanOrEqualTo(before.get(before.size() - 1).getBatchId());
      List<LifecycleEvent> sent = ofTheEnded(live.sent());
      List<LifecycleEvent> logged = live.logged(sent.get(0).getApplicationId());
      assertThat(after).isEqualTo(progress(logged, "files"));
      assertThat(progress(sent, "healthy")).isNotEmpty().isEqualTo(progress(logged, "healthy"));
      assertThat(live.standing()).containsKey(key).isEqualTo(live.offline().etags());
      assertThat(live.standing().keySet()).filteredOn(k -> k.endsWith(RULE)).containsExactly(key);
    }
  }

  /** What was sent of a first run, which is killed once it was advised. */
  private List<StreamingProgress> untilKilled(LiveSpark live, String home) throws Exception {
    SparkRun.Builder run = run(live, home);
    CompletableFuture<SparkRun.Result> first = new CompletableFuture<>();
    Thread runner =
        new Thread(
            () -> {
              try {
                first.complete(run.run());
              } catch (IOException | InterruptedException e) {
                first.completeExceptionally(e);
              }
            });
    runner.start();
    Optional<Recommendation> said =
        live.awaitAdvice(advice -> advice.getRuleId().equals(RULE), first);
    assertThat(said).as(() -> "said while it ran: " + first.join().output()).isPresent();
    await(() -> progress(live.sent(), "files").size() >= BATCHES, first);
    runner.interrupt();
    runner.join();
    assertThat(first).as("killed").isCompletedExceptionally();
    return progress(live.sent(), "files");
  }

  /** Batches of the query since it was started again. */
  private static List<StreamingProgress> newer(List<StreamingProgress> before, LiveSpark live) {
    return progress(live.sent(), "files").stream()
        .filter(batch -> !batch.getRunId().equals(before.get(0).getRunId()))
        .toList();
  }

  private static void await(BooleanSupplier condition, CompletableFuture<?> whileRunning) {
    while (!condition.getAsBoolean() && !whileRunning.isDone()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
    }
  }

  /** As many as it can read, one in each batch. */
  private void writeFiles() throws IOException {
    Path files = Files.createDirectories(scratch.resolve("streams/files-in"));
    for (int file = 0; file < FILES; file++) {
      Files.writeString(files.resolve(file + ".txt"), "a\nbb\nccc\ndddd\n");
    }
  }

  private static List<StreamingProgress> progress(List<LifecycleEvent> events, String query) {
    return events.stream()
        .filter(event -> event.getStreamingProgress() != null)
        .map(LifecycleEvent::getStreamingProgress)
        .filter(progress -> query.equals(progress.getName()))
        .toList();
  }

  /** The events of the application that ended. */
  private static List<LifecycleEvent> ofTheEnded(List<LifecycleEvent> events) {
    String ended =
        events.stream()
            .filter(event -> event.getKind() == LifecycleKind.APPLICATION_ENDED)
            .map(LifecycleEvent::getApplicationId)
            .findFirst()
            .orElseThrow();
    return events.stream().filter(event -> event.getApplicationId().equals(ended)).toList();
  }

  private SparkRun.Builder run(LiveSpark live, String home) throws IOException {
    return live.run(home, "local[4]", Streams.class)
        .arguments("files+healthy", "600", scratch.resolve("streams").toString())
        .conf(Map.of("spark.attune.workload", "streams", "spark.sql.shuffle.partitions", "24"));
  }
}

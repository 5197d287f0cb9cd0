package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.table.RuleTable;
import io.attune.samples.LongTask;
import io.attune.samples.SparkRun;
import io.attune.schemas.Recommendation;
import io.attune.schemas.TaskMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tasks of real Spark that run for long: what is wrong is said while they run, and once they have
 * ended it is what their log says. How long it takes is printed and not judged.
 */
@Tag("units")
class RunningTasksIT {
  private static final String STILL_RUNNING = "still run";

  @TempDir Path scratch;

  /** One task of 40 s beside seven of 4 s. */
  @ParameterizedTest
  @ValueSource(strings = {"spark-3.5-scala-2.13", "spark-4-scala-2.13"})
  void skewIsSpokenOfWhileTheLongTaskRuns(String home) throws Exception {
    isSpokenOf(home, "local-cluster[1,8,768]", "skew", "10");
  }

  /** Two tasks that sort far more than they have memory for, for 36 s and more. */
  @ParameterizedTest
  @ValueSource(strings = {"spark-3.5-scala-2.13", "spark-4-scala-2.13"})
  void spillIsSpokenOfWhileItIsWritten(String home) throws Exception {
    isSpokenOf(home, "local-cluster[1,2,512]", "spill", "12");
  }

  private void isSpokenOf(String home, String master, String trouble, String wait)
      throws Exception {
    Predicate<Recommendation> early =
        advice -> advice.getRuleId().equals(trouble) && advice.getSummary().contains(STILL_RUNNING);
    try (LiveSpark live = LiveSpark.start(scratch)) {
      CompletableFuture<SparkRun.Result> spark =
          LiveSpark.inBackground(
              live.run(home, master, LongTask.class)
                  .arguments(trouble, wait)
                  .conf("spark.executor.memory", trouble.equals("spill") ? "512m" : "768m")
                  .conf("spark.sql.adaptive.enabled", "false")
                  .conf("spark.sql.shuffle.partitions", "2")
                  .conf("spark.attune.workload", "long-task"));
      Optional<Recommendation> said = live.awaitAdvice(early, spark);
      Instant seen = Instant.now();
      SparkRun.Result result = spark.join();
      assertThat(result.succeeded()).as(result.output()).isTrue();
      assertThat(said).as("said while it ran").isPresent();

      Map<String, String> standing = live.standing();
      assertThat(standing).isEqualTo(live.offline().etags());
      assertThat(live.said())
          .filteredOn(advice -> standing.containsValue(advice.getEtag()))
          .noneMatch(early);
      List<TaskMetrics> tasks = live.loggedTasks();
      TaskMetrics longest =
          tasks.stream().max(Comparator.comparing(RunningTasksIT::millis)).orElseThrow();
      tasks.removeIf(task -> task.getStageId() != longest.getStageId());
      assertThat(seen).as("seen before the task ended").isBefore(longest.getFinishTime());
      print(home, trouble, said.get(), seen, longest, tasks);
    }
  }

  private static void print(
      String home,
      String trouble,
      Recommendation said,
      Instant seen,
      TaskMetrics longest,
      List<TaskMetrics> stage) {
    Instant start = stage.stream().map(TaskMetrics::getLaunchTime).min(Instant::compareTo).get();
    System.out.printf(
        "%s, %s: seen %s after the stage's start%s; the task ended after %s%n  %s%n",
        home,
        trouble,
        seconds(start, seen),
        trouble.equals("skew")
            ? " and " + seconds(isLong(longest, stage), seen) + " after it was plain to see"
            : "",
        seconds(start, longest.getFinishTime()),
        said.getSummary());
  }

  /** When a task has run for so many times the median of the others that it is skewed. */
  private static Instant isLong(TaskMetrics longest, List<TaskMetrics> stage) {
    List<Long> others = stage.stream().map(RunningTasksIT::millis).sorted().toList();
    double ratio = RuleTable.standard().number("skew.ratio");
    long median = others.get((others.size() - 1) / 2);
    return longest.getLaunchTime().plusMillis((long) (ratio * median));
  }

  private static long millis(TaskMetrics task) {
    return Duration.between(task.getLaunchTime(), task.getFinishTime()).toMillis();
  }

  private static String seconds(Instant from, Instant to) {
    return String.format("%.1f s", Duration.between(from, to).toMillis() / 1000.0);
  }
}

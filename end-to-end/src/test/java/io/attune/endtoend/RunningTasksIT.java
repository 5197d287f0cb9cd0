package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.samples.LongTask;
import io.attune.samples.SparkRun;
import io.attune.schemas.Recommendation;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tasks of real Spark that run for long: what is wrong is said while they run, and once they have
 * ended it is what their log says.
 */
class RunningTasksIT {
  @TempDir Path scratch;

  @ParameterizedTest
  @CsvSource({
    "spark-3.5-scala-2.13, skew, 6",
    "spark-4-scala-2.13, skew, 6",
    "spark-3.5-scala-2.13, spill, 12"
  })
  void isSpokenOfWhileItRuns(String home, String trouble, String wait) throws Exception {
    Predicate<Recommendation> early =
        advice -> advice.getRuleId().equals(trouble) && advice.getSummary().contains("still run");
    try (LiveSpark live = LiveSpark.start(scratch)) {
      boolean spills = trouble.equals("spill");
      SparkRun.Builder run =
          live.run(
                  home,
                  spills ? "local-cluster[1,2,512]" : "local-cluster[1,8,768]",
                  LongTask.class)
              .arguments(trouble, wait)
              .conf("spark.executor.memory", spills ? "512m" : "768m")
              .conf("spark.executor.heartbeatInterval", "2s")
              .conf("spark.sql.adaptive.enabled", "false")
              .conf("spark.sql.shuffle.partitions", "2")
              .conf("spark.attune.workload", "long-task");
      CompletableFuture<SparkRun.Result> spark = LiveSpark.inBackground(run);

      assertThat(live.awaitAdvice(early, spark)).as("said while it runs").isPresent();
      assertThat(spark).as("the application is still running").isNotDone();
      SparkRun.Result result = spark.join();
      assertThat(result.succeeded()).as(result.output()).isTrue();

      Map<String, String> standing = live.standing();
      assertThat(standing).isEqualTo(live.offline().etags());
      assertThat(live.said())
          .filteredOn(said -> standing.containsValue(said.advice().getEtag()))
          .noneMatch(said -> early.test(said.advice()));
    }
  }
}

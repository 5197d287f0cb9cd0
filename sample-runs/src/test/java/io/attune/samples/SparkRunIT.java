package io.attune.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts real Spark. */
class SparkRunIT {
  private static final Path HOMES = Path.of("..", "spark-homes");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"spark-3.5-scala-2.13", "spark-4-scala-2.13"})
  void runsAnApplicationWithRealExecutorsAndHandsInSettings(String module) throws Exception {
    Path events = Files.createDirectories(directory.resolve("events"));
    SparkRun.Result result =
        run(module)
            .application(jar(), StragglingAggregation.class.getName())
            .master("local-cluster[1,8,1024]")
            .conf("spark.eventLog.enabled", "true")
            .conf("spark.eventLog.dir", events.toUri().toString())
            .run();

    assertThat(result.output()).contains("orders: 64000");
    assertThat(result.exitCode()).isZero();
    assertThat(result.succeeded()).isTrue();
    assertThat(events).isNotEmptyDirectory();
  }

  @Test
  void reportsTheExitCodeOfAnApplicationThatFails() throws Exception {
    SparkRun.Result result =
        run("spark-3.5-scala-2.13")
            .application(jar(), FailingTasks.class.getName())
            .master("local[8,1]")
            .run();

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.timedOut()).isFalse();
    assertThat(result.output()).contains(MalformedOrderException.class.getName());
  }

  @Test
  void stopsAnApplicationWhenTheTimeIsUp() throws Exception {
    SparkRun.Result result =
        run("spark-3.5-scala-2.13")
            .application(jar(), FailingTasks.class.getName())
            .master("local[1]")
            .timeout(Duration.ofSeconds(3))
            .run();

    assertThat(result.timedOut()).isTrue();
    assertThat(result.succeeded()).isFalse();
  }

  private SparkRun.Builder run(String module) throws IOException {
    SparkHome home =
        SparkHome.link(
            HOMES.resolve(module).resolve("target/classpath"),
            Path.of("target", "spark-homes", "run-" + module));
    return SparkRun.on(home).scratch(directory.resolve("scratch"));
  }

  private static Path jar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("sample-runs-[^/]*\\.jar"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("package the module first"));
    }
  }
}

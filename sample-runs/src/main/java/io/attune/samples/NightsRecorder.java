package io.attune.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Records three nights of {@link NightlyReport} with real Spark: a normal one, one with a harmful
 * setting, and one with more data. They show that a regression is distinguished from more data.
 *
 * <p>{@code NightsRecorder <application jar> <spark-homes directory> <logs directory>}
 */
public final class NightsRecorder {
  private static final List<Night> NIGHTS =
      List.of(
          new Night("1-before", 8, 1_000),
          new Night("2-one-partition", 1, 1_000),
          new Night("2-bigger-day", 4, 3_000));

  private NightsRecorder() {}

  private record Night(String name, int partitions, int customers) {}

  /**
   * Records the runs.
   *
   * @param args see the class
   * @throws IOException when files cannot be read or written
   * @throws InterruptedException when interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path jar = Path.of(args[0]).toAbsolutePath().normalize();
    Path classpath =
        Path.of(args[1])
            .resolve(RecordedSpark.SPARK_3_5.module())
            .resolve("target")
            .resolve("classpath");
    Path logs = Files.createDirectories(Path.of(args[2]).toAbsolutePath().normalize());
    Path scratch = Files.createTempDirectory("attune-nights-").toRealPath();
    int failed = 0;
    try {
      SparkHome home = SparkHome.link(classpath, scratch.resolve("spark"));
      for (Night night : NIGHTS) {
        failed += record(night, home, jar, scratch, logs) ? 0 : 1;
      }
    } finally {
      Recorder.delete(scratch);
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  private static boolean record(Night night, SparkHome home, Path jar, Path scratch, Path logs)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(scratch.resolve(night.name()));
    Path events = Files.createDirectories(directory.resolve("events"));
    SparkRun.Result result =
        SparkRun.on(home)
            .application(jar, NightlyReport.class.getName())
            .master("local-cluster[2,2,1024]")
            .scratch(directory.resolve("run"))
            .timeout(Duration.ofMinutes(10))
            .conf("spark.attune.workload", "nightly-report")
            .conf("spark.executor.memory", "1024m")
            .conf("spark.executor.cores", "2")
            .conf("spark.cores.max", "4")
            .conf("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .conf("spark.sql.adaptive.enabled", "false")
            .conf("spark.sql.shuffle.partitions", Integer.toString(night.partitions()))
            .conf("spark.eventLog.enabled", "true")
            .conf("spark.eventLog.dir", events.toUri().toString())
            .conf("spark.eventLog.compress", "false")
            .conf("spark.eventLog.rolling.enabled", "false")
            .arguments(Integer.toString(night.customers()))
            .run();
    if (!result.succeeded()) {
      System.err.println(night.name() + ": ended with code " + result.exitCode());
      System.err.println(result.output());
      return false;
    }
    Map<String, String> literals = new LinkedHashMap<>();
    literals.put(events.toString(), "/event-logs");
    literals.put(home.directory().toString(), "/spark");
    literals.put(directory.toString(), "/scratch");
    literals.put(jar.getParent().toString(), "/jars");
    literals.put(System.getProperty("user.home"), "/user-home");
    literals.remove("/");
    Scrubber scrubber = new Scrubber(literals, System.getProperty("user.name"));
    try (Stream<Path> found = Files.list(events)) {
      Path log =
          found
              .filter(path -> !path.getFileName().toString().startsWith("."))
              .findFirst()
              .orElseThrow(() -> new IOException(night.name() + " wrote no event log"));
      Recorder.compress(log, logs.resolve(night.name() + ".zstd"), scrubber);
    }
    System.err.printf(
        "%s: recorded with Spark %s in %.1f s%n",
        night.name(), home.sparkVersion(), result.wall().toMillis() / 1000.0);
    return true;
  }
}

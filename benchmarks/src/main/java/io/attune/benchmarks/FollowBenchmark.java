package io.attune.benchmarks;

import io.attune.benchmarks.follow.Delays;
import io.attune.benchmarks.follow.FollowProcess;
import io.attune.benchmarks.harness.BucketServer;
import io.attune.benchmarks.harness.Workbench;
import io.attune.local.LocalStack;
import io.attune.samples.SparkRun;
import io.attune.samples.UntilFileExists;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench follow}: how late {@code attune follow} is behind real Spark's own flushes of a
 * compressed, rolling event log, in a directory and as objects of a bucket.
 *
 * <p>A record's delay runs from when its event can be read from the file to when the record is in
 * Kafka, of each; that of the advice from when the first end of a stage can be read to the first
 * recommendation on the topic.
 */
@Command(
    name = "follow",
    description = "How late attune follow is behind the event log of real Spark.")
final class FollowBenchmark extends Benchmark {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Option(
      names = "--spark",
      split = ",",
      defaultValue = "spark-3.5-scala-2.13,spark-4-scala-2.13",
      description = "Spark homes (${DEFAULT-VALUE}).")
  private List<String> homes;

  @Option(
      names = "--interval",
      split = ",",
      defaultValue = "10s,1s",
      description = "Between two looks at the places (${DEFAULT-VALUE}).")
  private List<String> intervals;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "How long an application runs after its first stage (${DEFAULT-VALUE}).")
  private int seconds;

  private record Subject(String home, String interval, Report.Section section) {}

  @Override
  Report measure(Workbench bench) throws IOException, InterruptedException {
    Report report = new Report("follow");
    Path scratch = Files.createTempDirectory(bench.scratch(), "follow-");
    Path buckets = Files.createDirectories(scratch.resolve("buckets"));
    try (LocalStack stack = LocalStack.open(scratch.resolve("stack"));
        BucketServer bucket = BucketServer.start(bench, buckets)) {
      for (String interval : intervals) {
        Report.Section section = report.section("Seconds behind the log, --interval " + interval);
        for (String home : homes) {
          String in = home + interval.replaceAll("\\W", "");
          Path logs = Files.createDirectories(scratch.resolve("logs-" + in));
          Subject subject = new Subject(home, interval, section);
          follow(bench, stack, subject, "directory", logs, logs.toString(), Map.of());
          String name = "b-" + in.replaceAll("[^a-z0-9]", "-");
          Path objects = Files.createDirectories(buckets.resolve(name).resolve("events"));
          follow(
              bench,
              stack,
              subject,
              "bucket",
              objects,
              "s3://" + name + "/events",
              bucket.variables());
        }
      }
    }
    return report;
  }

  private void follow(
      Workbench bench,
      LocalStack stack,
      Subject subject,
      String kind,
      Path logs,
      String place,
      Map<String, String> variables)
      throws IOException, InterruptedException {
    String home = subject.home();
    Report.Section section = subject.section();
    progress("%s, --interval %s, %s", home, subject.interval(), place);
    String workload = home + "-" + place.replaceAll("\\W+", "-");
    Path stop = bench.scratch().resolve(workload + ".stop");
    Files.deleteIfExists(stop);
    try (FollowProcess process =
            FollowProcess.start(
                bench, stack, List.of(place, "--interval=" + subject.interval()), variables);
        Delays delays = Delays.observe(stack, logs, workload)) {
      CompletableFuture<SparkRun.Result> spark =
          CompletableFuture.supplyAsync(() -> run(bench, home, workload, stop, logs));
      delays.awaitFirstStageEnd(LIMIT);
      TimeUnit.SECONDS.sleep(seconds);
      Files.createFile(stop);
      SparkRun.Result result = spark.join();
      if (!result.succeeded()) {
        throw new IOException("Spark failed: " + result.output());
      }
      Delays.DelaysSeen found = delays.awaitEnd(LIMIT);
      process.requireRunning();
      Report.Row records = section.row(home + ", " + kind, "records", 0);
      found.records().forEach(records::add);
      section.row(home + ", " + kind, "first advice", 0).add(found.firstAdvice());
      section.fact(home + " " + kind + " records", found.records().size());
      section.fact(
          "advised before the end, " + home + " " + kind,
          found.advisedBeforeTheEnd() ? "yes" : "no");
    }
  }

  private static SparkRun.Result run(
      Workbench bench, String home, String workload, Path stop, Path logs) {
    try {
      Path samples =
          Path.of(
              UntilFileExists.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path jar =
          io.attune.benchmarks.harness.ApplicationJar.of(
              samples, bench.scratch().resolve("samples.jar"));
      return SparkRun.on(bench.sparkHome(home, "follow-" + home))
          .master("local-cluster[2,1,1024]")
          .application(jar, UntilFileExists.class.getName())
          .arguments(stop.toString(), "4000")
          .conf("spark.eventLog.enabled", "true")
          .conf("spark.eventLog.dir", logs.toUri().toString())
          .conf("spark.eventLog.compress", "true")
          .conf("spark.eventLog.rolling.enabled", "true")
          .conf("spark.eventLog.rolling.maxFileSize", "10m")
          .conf("spark.attune.workload", workload)
          .conf("spark.app.name", workload)
          .conf("spark.sql.adaptive.enabled", "false")
          .scratch(bench.scratch().resolve(workload + "-run"))
          .timeout(LIMIT)
          .run();
    } catch (IOException | InterruptedException | URISyntaxException e) {
      throw new CompletionException(e);
    }
  }
}

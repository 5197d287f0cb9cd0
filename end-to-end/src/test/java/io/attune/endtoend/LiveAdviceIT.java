package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.samples.SparkHome;
import io.attune.samples.SparkRun;
import io.attune.samples.UntilFileExists;
import io.attune.sources.testing.HdfsService;
import io.attune.sources.testing.S3Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs {@code attune demo} in one process, and real Spark in another, with the agent and the
 * printed settings or with nothing but an event log that {@code attune follow} reads while it is
 * written: {@code attune watch} prints advice for that application while it runs.
 *
 * <p>The application runs until the test has seen the advice, so the test does not depend on time.
 */
class LiveAdviceIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Pattern SETTING = Pattern.compile("--conf (\\S+?)=(\\S+)");

  private static Path scratch;
  private static Command demo;
  private static String bootstrap;
  private static String registry;

  @BeforeAll
  static void startTheDemo() throws IOException, InterruptedException {
    scratch = Files.createDirectories(Path.of("target", "live").toAbsolutePath());
    demo =
        Command.attune(
            scratch, Map.of(), List.of("demo", "--port=0", "--registry-port=0", "--http-port=0"));
    String line = demo.await(l -> l.contains("spark.attune.schema.registry.url="), LIMIT);
    bootstrap = setting(demo.output(), "spark.attune.kafka.bootstrap.servers");
    registry = setting(line, "spark.attune.schema.registry.url");
  }

  @AfterAll
  static void endTheDemo() {
    if (demo != null) {
      demo.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark-3.5-scala-2.13", "spark-4-scala-2.13"})
  void adviceIsPrintedWhileTheApplicationRuns(String home) throws Exception {
    Map<String, String> agent = new HashMap<>(printedSettings());
    agent.put("spark.jars", setting("--jars"));
    agent.put("spark.driver.extraClassPath", setting("--jars"));
    isAdvisedWhileItRuns(home, "live-" + home, agent);
  }

  @Test
  void adviceComesFromALogThatIsBeingWritten() throws Exception {
    Path logs = Files.createDirectories(scratch.resolve("logs"));
    try (Command follow = follow(Map.of(), logs.toString())) {
      isAdvisedWhileItRuns("spark-3.5-scala-2.13", "followed", eventLog(logs));
      assertThat(follow.isRunning()).as(follow.output()).isTrue();
    }
  }

  @Test
  void adviceComesFromALogInABucketThatIsBeingWritten() throws Exception {
    Path directory = Files.createDirectories(scratch.resolve("s3"));
    try (S3Service service = S3Service.start(directory)) {
      Path logs = Files.createDirectories(service.bucket("spark").resolve("events"));
      try (Command follow = follow(service.variables(), "s3://spark/events")) {
        isAdvisedWhileItRuns("spark-4-scala-2.13", "followed-in-s3", eventLog(logs));
        assertThat(follow.isRunning()).as(follow.output()).isTrue();
      }
    }
  }

  /** Its name node does not know how long a file is that is being written. */
  @Test
  @Tag("places")
  void adviceComesFromALogInHdfsThatIsBeingWritten() throws Exception {
    try (HdfsService service =
        HdfsService.start(Files.createDirectories(scratch.resolve("hdfs")))) {
      service.put("/events/.made", new byte[] {1});
      try (Command follow = follow(service.variables(), service.address() + "/events")) {
        isAdvisedWhileItRuns(
            "spark-4-scala-2.13",
            "followed-in-hdfs",
            eventLog(service.nativeAddress() + "/events"));
        assertThat(follow.isRunning()).as(follow.output()).isTrue();
      }
    }
  }

  private static Map<String, String> eventLog(Path logs) {
    return eventLog(logs.toUri().toString());
  }

  private static Map<String, String> eventLog(String logs) {
    return Map.of(
        "spark.eventLog.enabled",
        "true",
        "spark.eventLog.dir",
        logs,
        "spark.eventLog.compress",
        "true",
        "spark.eventLog.rolling.enabled",
        "true",
        "spark.eventLog.rolling.maxFileSize",
        "10m");
  }

  private static Command follow(Map<String, String> variables, String place) throws Exception {
    return Command.attune(
        scratch,
        variables,
        List.of(
            "follow",
            place,
            "--interval=1s",
            "--bootstrap-server=" + bootstrap,
            "--schema-registry=" + registry));
  }

  private static void isAdvisedWhileItRuns(String home, String workload, Map<String, String> conf)
      throws Exception {
    Path advised = scratch.resolve(workload + ".advised");
    Files.deleteIfExists(advised);
    try (Command watch =
        Command.attune(
            scratch,
            Map.of(),
            List.of(
                "watch",
                "--bootstrap-server=" + bootstrap,
                "--schema-registry=" + registry,
                "--workload=" + workload))) {
      CompletableFuture<SparkRun.Result> spark =
          CompletableFuture.supplyAsync(() -> run(home, workload, advised, conf));
      String property =
          watch.await(line -> line.contains("spark.sql.shuffle.partitions = "), LIMIT);
      String application = watch.await(line -> line.contains(workload), LIMIT);
      assertThat(spark).as("the application is still running").isNotDone();
      Files.createFile(advised);

      SparkRun.Result result = spark.join();
      assertThat(result.succeeded()).as(result.output()).isTrue();
      assertThat(result.output()).containsPattern("stopped after \\d+ rounds");
      assertThat(property).containsPattern("spark\\.sql\\.shuffle\\.partitions = \\d+");
      assertThat(application).containsPattern("app-\\d+-\\d+");
    }
  }

  private static SparkRun.Result run(
      String home, String workload, Path advised, Map<String, String> conf) {
    try {
      return SparkRun.on(SparkHome.link(Checkout.sparkClasspath(home), scratch.resolve(home)))
          .master("local-cluster[2,1,1024]")
          .application(Checkout.sampleApplications(), UntilFileExists.class.getName())
          .arguments(advised.toString(), "400")
          .conf(conf)
          .conf("spark.attune.workload", workload)
          .conf("spark.app.name", workload)
          .conf("spark.sql.adaptive.enabled", "false")
          .scratch(scratch.resolve(workload + "-run"))
          .timeout(LIMIT)
          .run();
    } catch (IOException | InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  /** The settings printed by the demo. */
  private static Map<String, String> printedSettings() {
    return SETTING
        .matcher(demo.output())
        .results()
        .collect(
            java.util.stream.Collectors.toMap(
                found -> found.group(1), found -> found.group(2), (first, second) -> first));
  }

  private static String setting(String option) {
    Matcher jar = Pattern.compile(option + " (\\S+)").matcher(demo.output());
    assertThat(jar.find()).as("%s in %s", option, demo.output()).isTrue();
    return jar.group(1).replace("'", "");
  }

  private static String setting(String text, String property) {
    Matcher setting = Pattern.compile(Pattern.quote(property) + "=(\\S+)").matcher(text);
    assertThat(setting.find()).as("%s in %s", property, text).isTrue();
    return setting.group(1);
  }
}

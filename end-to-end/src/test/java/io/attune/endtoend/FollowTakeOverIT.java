package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.embedded.EmbeddedBroker;
import io.attune.registry.EmbeddedSchemaRegistry;
import io.attune.registry.RegistryConfig;
import io.attune.samples.SparkHome;
import io.attune.samples.SparkRun;
import io.attune.samples.UntilFileExists;
import io.attune.streams.AttuneStreams;
import io.attune.streams.client.RecommendationFollower;
import io.attune.streams.config.AttuneConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code attune follow} is killed while it follows the log of real Spark, which goes on; another
 * one, in another directory and with nothing but Kafka, takes over: the advice is that of a run
 * that nobody disturbed.
 */
@Tag("places")
class FollowTakeOverIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private static Path scratch;

  private static EmbeddedBroker broker;
  private static EmbeddedSchemaRegistry registry;

  @BeforeAll
  static void start() throws IOException {
    Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
    scratch = Files.createTempDirectory(target, "take-over-");
    broker = EmbeddedBroker.temporary();
    registry = EmbeddedSchemaRegistry.start(0);
  }

  @AfterAll
  static void stop() {
    registry.close();
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark-3.5-scala-2.13", "spark-4-scala-2.13"})
  void anotherOneTakesOver(String home) throws Exception {
    Path logs = Files.createDirectories(scratch.resolve(home + "-logs"));
    Path enough = scratch.resolve(home + ".enough");
    AttuneConfig disturbed = config("disturbed-" + home);
    Map<String, String> etags;
    try (AttuneStreams streams = new AttuneStreams(disturbed)) {
      streams.start();
      CompletableFuture<SparkRun.Result> spark =
          CompletableFuture.supplyAsync(() -> run(home, logs, enough));
      try (Command first = follow(disturbed, "one-" + home, logs)) {
        await(() -> !published(disturbed).isEmpty() || spark.isDone());
        assertThat(spark).as("the application is still running").isNotDone();
        first.kill();
      }
      // It goes on while nobody follows.
      Files.createFile(enough);
      SparkRun.Result result = spark.join();
      assertThat(result.succeeded()).as(result.output()).isTrue();
      try (Command second = follow(disturbed, "two-" + home, logs, "--once")) {
        assertThat(second.exitCode(LIMIT)).as(second.output()).isZero();
      }
      await(streams::isCaughtUp);
      etags = published(disturbed);
    }
    assertThat(etags).isNotEmpty().isEqualTo(undisturbed(home, logs));
  }

  /** What is advised when the log is read from its beginning to its end by one. */
  private static Map<String, String> undisturbed(String home, Path logs) throws Exception {
    AttuneConfig calm = config("calm-" + home);
    try (AttuneStreams streams = new AttuneStreams(calm)) {
      streams.start();
      try (Command only = follow(calm, "only-" + home, logs, "--once")) {
        assertThat(only.exitCode(LIMIT)).as(only.output()).isZero();
      }
      await(streams::isCaughtUp);
      return published(calm);
    }
  }

  private static AttuneConfig config(String name) {
    Map<String, String> settings = new HashMap<>(clients());
    settings.put("application.id", name);
    settings.put("topics.prefix", name + ".");
    settings.put("topics.partitions", "3");
    settings.put("topics.replication.factor", "1");
    settings.put("standby.replicas", "0");
    settings.put("commit.interval", "250ms");
    settings.put("http.enabled", "false");
    settings.put("state.dir", scratch.resolve(name).toString());
    return AttuneConfig.of(settings);
  }

  private static Map<String, String> clients() {
    return Map.of(
        "bootstrap.servers", broker.bootstrapServers(), RegistryConfig.URL, registry.url());
  }

  private static Command follow(AttuneConfig config, String machine, Path logs, String... options)
      throws IOException {
    List<String> arguments = new java.util.ArrayList<>();
    arguments.addAll(
        List.of(
            "follow",
            logs.toString(),
            "--interval=1s",
            "--bootstrap-server=" + broker.bootstrapServers(),
            "--schema-registry=" + registry.url(),
            "--topic-prefix=" + config.topics().lifecycle().name().replace("lifecycle", "")));
    arguments.addAll(List.of(options));
    return Command.onClassPath(Files.createDirectories(scratch.resolve(machine)), arguments);
  }

  /** Key to etag of what stands on the topic. */
  private static Map<String, String> published(AttuneConfig config) {
    Map<String, String> etags = new TreeMap<>();
    try (RecommendationFollower follower =
        new RecommendationFollower(clients(), config.topics().recommendations().name())) {
      follower.readToEnd((where, reason) -> assertThat(reason).as(where).isNull());
      follower.standing().forEach((key, value) -> etags.put(key, value.getEtag()));
    }
    return etags;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
      // Spark and the follower are other processes, which tell only by files and topics.
      Thread.sleep(200);
    }
  }

  private static SparkRun.Result run(String home, Path logs, Path enough) {
    try {
      return SparkRun.on(SparkHome.link(Checkout.sparkClasspath(home), scratch.resolve(home)))
          .master("local-cluster[2,1,1024]")
          .application(Checkout.sampleApplications(), UntilFileExists.class.getName())
          .arguments(enough.toString(), "400")
          .conf("spark.eventLog.enabled", "true")
          .conf("spark.eventLog.dir", logs.toUri().toString())
          .conf("spark.eventLog.compress", "true")
          .conf("spark.eventLog.rolling.enabled", "true")
          .conf("spark.eventLog.rolling.maxFileSize", "10m")
          .conf("spark.app.name", "taken-over")
          .conf("spark.sql.adaptive.enabled", "false")
          .scratch(scratch.resolve(home + "-run"))
          .timeout(LIMIT)
          .run();
    } catch (IOException | InterruptedException e) {
      throw new CompletionException(e);
    }
  }
}

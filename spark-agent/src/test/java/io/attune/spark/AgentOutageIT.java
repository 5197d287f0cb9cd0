package io.attune.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.embedded.BrokerOptions;
import io.attune.embedded.EmbeddedBroker;
import io.attune.registry.EmbeddedSchemaRegistry;
import io.attune.samples.SparkRun;
import io.attune.schemas.AgentReport;
import io.attune.schemas.Topics;
import io.attune.spark.jobs.MixedJob;
import io.attune.spark.jobs.WrongSettingsJob;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Kafka or the registry unavailable, unresponsive, recovering or misconfigured: the application
 * continues.
 */
class AgentOutageIT {
  private static final String LISTENER = "io.attune.spark.AttuneListener";
  private static final String PLUGIN = "io.attune.spark.AttunePlugin";

  private static EmbeddedSchemaRegistry registry;

  @BeforeAll
  static void start() throws IOException {
    registry = EmbeddedSchemaRegistry.start(0);
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void endsNormallyWithoutKafkaAndSaysWhatWasLost() throws Exception {
    SparkRun.Result result =
        SparkUnderTest.SPARK_4_SCALA_2_13
            .run("down", MixedJob.class)
            .conf("spark.plugins", PLUGIN)
            .conf("spark.attune.kafka.bootstrap.servers", "127.0.0.1:" + freePort())
            .conf("spark.attune.schema.registry.url", registry.url())
            .conf("spark.attune.queue.capacity", "40")
            .run();

    assertThat(result.succeeded()).as(result.output()).isTrue();
    assertThat(result.output())
        .contains("mixed job is done")
        .containsPattern(
            "Attune agent: 0 of \\d+ records arrived. Lost: [1-9]\\d* because the queue was full"
                + " \\([1-9]\\d* task ends.*\\), [1-9]\\d* because they could not be delivered"
                + " \\(Kafka at 127.0.0.1:\\d+ does not answer");
    assertThat(result.output().split("The Attune agent cannot send now", -1))
        .as("said once at most")
        .hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void sendsWhatWaitedWhenKafkaComesBack() throws Exception {
    int port = freePort();
    Topics topics = new Topics("back.");
    SparkRun.Builder builder = SparkUnderTest.SPARK_3_5_SCALA_2_13.run("back", MixedJob.class);
    Path gate = Files.createDirectories(SparkUnderTest.WORK.resolve("back").resolve("gate"));
    SparkRun run =
        builder
            .arguments(gate.toString())
            .conf("spark.extraListeners", LISTENER)
            .conf("spark.attune.kafka.bootstrap.servers", "127.0.0.1:" + port)
            .conf("spark.attune.schema.registry.url", registry.url())
            .conf("spark.attune.topic.prefix", "back.")
            .conf("spark.attune.queue.capacity", "24")
            .conf("spark.attune.shutdown.timeout", "60s")
            .build();
    CompletableFuture<SparkRun.Result> running = inBackground(run);

    await(gate.resolve("half"), running);
    try (EmbeddedBroker broker = EmbeddedBroker.open(BrokerOptions.temporary().withPort(port))) {
      ReceivedEvents.createTopics(broker.bootstrapServers(), topics);
      ReceivedEvents early =
          ReceivedEvents.read(
              broker.bootstrapServers(),
              registry.client(),
              topics,
              Duration.ofSeconds(60),
              received -> !received.lifecycle.isEmpty());
      assertThat(early.lifecycle).as("what waited went out").isNotEmpty();
      Files.createFile(gate.resolve("go"));
      SparkRun.Result result = running.get(5, TimeUnit.MINUTES);
      assertThat(result.succeeded()).as(result.output()).isTrue();

      ReceivedEvents all =
          ReceivedEvents.untilFinalReport(
              broker.bootstrapServers(), registry.client(), topics, Duration.ofSeconds(30));
      AgentReport report = all.finalReport();
      List<Long> sequence = all.sequence();
      assertThat(report.getEventsDropped()).isPositive();
      assertThat(report.getTaskEventsLost()).isPositive();
      assertThat(report.getLastSequence())
          .isEqualTo(
              report.getEventsSent() + report.getEventsDropped() + report.getSendErrors() + 1);
      assertThat(new HashSet<>(sequence)).hasSize(sequence.size());
      assertThat(sequence).hasSize((int) report.getEventsSent() + 1);
      assertThat(sequence.get(sequence.size() - 1)).isEqualTo(report.getLastSequence());
      assertThat(result.output())
          .contains("Attune agent: " + sequence.size() + " of " + report.getLastSequence());
    }
  }

  @Test
  void losesNothingWhenKafkaIsSilentForAWhile() throws Exception {
    int port = freePort();
    Topics topics = new Topics("silent.");
    try (EmbeddedBroker broker =
            EmbeddedBroker.open(
                BrokerOptions.temporary()
                    .withOverrides(
                        Map.of("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port)));
        StallingProxy proxy = new StallingProxy(port, broker.port())) {
      ReceivedEvents.createTopics("127.0.0.1:" + port, topics);
      SparkRun.Builder builder = SparkUnderTest.SPARK_3_5_SCALA_2_12.run("silent", MixedJob.class);
      Path gate = Files.createDirectories(SparkUnderTest.WORK.resolve("silent").resolve("gate"));
      CompletableFuture<SparkRun.Result> running =
          inBackground(
              builder
                  .arguments(gate.toString())
                  .conf("spark.plugins", PLUGIN)
                  .conf("spark.attune.kafka.bootstrap.servers", "127.0.0.1:" + port)
                  .conf("spark.attune.schema.registry.url", registry.url())
                  .conf("spark.attune.topic.prefix", "silent.")
                  .conf("spark.attune.shutdown.timeout", "60s")
                  .build());
      ReceivedEvents.read(
          "127.0.0.1:" + port,
          registry.client(),
          topics,
          Duration.ofMinutes(3),
          received -> !received.tasks.isEmpty());
      proxy.stall(true);
      await(gate.resolve("half"), running);
      Files.createFile(gate.resolve("go"));
      await(
          SparkUnderTest.WORK.resolve("silent").resolve("output.txt"),
          "mixed job is done",
          running);
      proxy.stall(false);

      SparkRun.Result result = running.get(5, TimeUnit.MINUTES);
      assertThat(result.succeeded()).as(result.output()).isTrue();
      ReceivedEvents all =
          ReceivedEvents.untilFinalReport(
              "127.0.0.1:" + port, registry.client(), topics, Duration.ofSeconds(30));
      assertThat(all.finalReport().getEventsDropped()).isZero();
      assertThat(all.finalReport().getSendErrors()).isZero();
      assertThat(all.sequence()).hasSize((int) all.finalReport().getLastSequence());
    }
  }

  @Test
  void runsWithEveryKindOfWrongSetting() throws Exception {
    String attached = "spark.extraListeners=" + LISTENER + ";";
    String kafka = "spark.attune.kafka.bootstrap.servers=127.0.0.1:" + freePort() + ";";
    String schemas = "spark.attune.schema.registry.url=" + registry.url() + ";";
    // Something listens there, so the clients are loaded and report the fault; allow time for that.
    String judged =
        "spark.attune.shutdown.timeout=30s;spark.attune.kafka.bootstrap.servers="
            + registry.url().replace("http://", "")
            + ";";
    String[] settings = {
      attached + "spark.attune.x=nothing is set",
      attached + kafka,
      attached + schemas + "spark.attune.kafka.bootstrap.servers=not an address",
      attached + schemas + "spark.attune.kafka.bootstrap.servers=no-such-host.invalid:9092",
      attached + schemas + judged + "spark.attune.kafka.acks=some",
      attached + schemas + kafka + "spark.attune.queue.capacity=many",
      attached + schemas + kafka + "spark.attune.kafka.compression.type=zstd",
      attached + kafka + "spark.attune.schema.registry.url=http://127.0.0.1:" + freePort(),
      attached + judged + "spark.attune.schema.registry.url=no URL",
      attached + "spark.plugins=" + PLUGIN + ";" + schemas + kafka + "spark.attune.enabled=false",
    };

    SparkRun.Result result =
        SparkUnderTest.SPARK_3_5_SCALA_2_13
            .run("wrong", WrongSettingsJob.class)
            .master("local[2]")
            .conf("spark.attune.shutdown.timeout", "1s")
            .arguments(settings)
            .run();

    assertThat(result.succeeded()).as(result.output()).isTrue();
    for (String setting : settings) {
      assertThat(result.output()).contains("sum 10 with " + setting);
    }
    assertThat(result.output())
        .contains("Unknown settings are ignored: spark.attune.x.")
        .contains("spark.attune.schema.registry.url is not set, so no events are sent")
        .contains("spark.attune.queue.capacity is 'many' and has to be a number of events")
        .containsPattern("0 of \\d+ records arrived")
        .contains("'zstd', which needs native code")
        .contains("The Attune agent is off; the application continues without it")
        .doesNotContain("\tat io.attune");
  }

  private static CompletableFuture<SparkRun.Result> inBackground(SparkRun run) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return run.run();
          } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
          }
        });
  }

  private static void await(Path file, CompletableFuture<?> running) throws IOException {
    await(file, "", running);
  }

  private static void await(Path file, String content, CompletableFuture<?> running)
      throws IOException {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(5));
    while (!Files.exists(file) || !Files.readString(file).contains(content)) {
      assertThat(running).as("the application still runs").isNotDone();
      assertThat(Instant.now()).isBefore(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

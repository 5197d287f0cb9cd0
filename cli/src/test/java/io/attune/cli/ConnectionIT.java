package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.embedded.EmbeddedBroker;
import io.attune.embedded.LoopbackPorts;
import io.attune.registry.EmbeddedSchemaRegistry;
import io.attune.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A neighbour that is not there is told in one sentence, with exit code 1. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ConnectionIT {
  private static EmbeddedBroker broker;

  @TempDir private Path directory;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.temporary();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void watchWithoutABroker() {
    String nobody = "127.0.0.1:" + LoopbackPorts.free();
    assertOneSentence(
        Session.of("watch", "--bootstrap-server", nobody), nobody, "--bootstrap-server");
  }

  @Test
  void watchOfAClusterWithoutAttune() {
    assertOneSentence(
        Session.of("watch", "--bootstrap-server", broker.bootstrapServers()),
        "attune.recommendations",
        "attune serve");
  }

  @Test
  void watchWithoutARegistry() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic("other.recommendations", 1, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    String nobody = "http://127.0.0.1:" + LoopbackPorts.free();
    assertOneSentence(
        Session.of(
            "watch",
            "--bootstrap-server",
            broker.bootstrapServers(),
            "--schema-registry",
            nobody,
            "--topic-prefix",
            "other."),
        nobody,
        "--schema-registry");
  }

  @Test
  void followOnceOfPlacesOfWhichNothingCanBeRead() throws Exception {
    Topics topics = new Topics("once.");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(
              Stream.concat(topics.inputs().stream(), Stream.of(topics.logPositions()))
                  .map(topic -> new NewTopic(topic.name(), 1, (short) 1))
                  .toList())
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    Path nowhere = directory.resolve("nowhere");
    BundledRuns.copyTo(directory);
    try (EmbeddedSchemaRegistry registry = EmbeddedSchemaRegistry.start(0)) {
      Session nothing = followOnce(registry, nowhere);
      assertThat(nothing.exitCode()).isEqualTo(1);
      assertThat(nothing.err())
          .contains("There is no file or directory " + nowhere, "0 logs")
          .hasLineCount(2);
      Session one = followOnce(registry, nowhere, directory.resolve("healthy-orders.zstd"));
      assertThat(one.exitCode()).as(one.err()).isZero();
      assertThat(one.err()).contains("There is no file or directory", "1 logs");
    }
  }

  private static Session followOnce(EmbeddedSchemaRegistry registry, Path... places) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "follow",
                "--once",
                "--since=9000d",
                "--bootstrap-server=" + broker.bootstrapServers(),
                "--schema-registry=" + registry.url(),
                "--topic-prefix=once."));
    Stream.of(places).map(Path::toString).forEach(arguments::add);
    return Session.of(arguments.toArray(String[]::new));
  }

  @Test
  void replayWithoutABroker() throws IOException {
    String nobody = "127.0.0.1:" + LoopbackPorts.free();
    BundledRuns.copyTo(directory);
    assertOneSentence(
        Session.of(
            "replay",
            "--bootstrap-server",
            nobody,
            directory.resolve("healthy-orders.zstd").toString()),
        nobody,
        "--bootstrap-server");
  }

  @Test
  void serveWithoutABroker() throws IOException {
    String nobody = "127.0.0.1:" + LoopbackPorts.free();
    Path file = directory.resolve("attune.properties");
    Files.writeString(file, "bootstrap.servers=" + nobody + "\n");
    assertOneSentence(Session.of("serve", "--config", file.toString()), nobody);
  }

  @Test
  void aMalformedAddress() {
    assertOneSentence(
        Session.of("watch", "--bootstrap-server", "kafka"), "kafka", "--bootstrap-server");
  }

  private static void assertOneSentence(Session session, String... parts) {
    assertThat(session.exitCode()).as(session.err()).isEqualTo(1);
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).startsWith("attune: ").contains(parts).hasLineCount(1);
    assertThat(session.err()).doesNotContain("Exception", "should not happen");
  }
}

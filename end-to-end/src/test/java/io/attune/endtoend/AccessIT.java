package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.registry.EmbeddedSchemaRegistry;
import io.attune.schemas.Topics;
import io.attune.streams.ServeRights;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.rights.Right;
import io.attune.streams.rights.Rights;
import io.attune.streams.testing.Cluster;
import io.attune.streams.testing.SecuredBroker;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands as their users run them, each a process of its own with its own user at Kafka and
 * exactly the rights that {@code attune acls} lists for it, over TLS.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class AccessIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PASSWORD = "right-secret";
  private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);

  @TempDir private Path directory;
  private SecuredBroker secured;
  private EmbeddedSchemaRegistry registry;

  @BeforeEach
  void start() throws Exception {
    secured = new SecuredBroker(directory);
    registry = EmbeddedSchemaRegistry.start(0, directory.resolve("registry"));
    for (String user : List.of("serve", "agent", "follower", "viewer", "decider")) {
      secured.user(user, PASSWORD);
    }
  }

  @AfterEach
  void stop() {
    registry.close();
    secured.close();
  }

  private Path file(String user, String password, String prefix, Map<String, String> more)
      throws Exception {
    Properties properties = new Properties();
    secured
        .scram(SecuredBroker.SASL_SSL, user, password)
        .forEach(
            (name, value) ->
                properties.setProperty(
                    name.equals("bootstrap.servers") ? name : prefix + name, value));
    properties.putAll(more);
    if (prefix.isEmpty()) {
      properties.remove("bootstrap.servers");
    }
    Path file = directory.resolve(user + password.length() + ".properties");
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      properties.store(out, null);
    }
    return file;
  }

  private Command client(String user, String password, String command, String... more)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("-b", secured.broker.bootstrapServers(SecuredBroker.SASL_SSL)));
    arguments.addAll(List.of("-r", registry.url()));
    arguments.addAll(List.of("--client-config", file(user, password, "", Map.of()).toString()));
    return Command.onClassPath(directory, arguments);
  }

  private void assertRefused(Command command, String... parts) throws Exception {
    try (command) {
      assertThat(command.exitCode(PATIENCE)).as(command.output()).isEqualTo(1);
      assertThat(command.output().strip())
          .startsWith("attune: Kafka at ")
          .contains(parts)
          .doesNotContain("secret", "Exception", "\n");
    }
  }

  private String log() {
    return Checkout.top().resolve("sample-runs/logs/too-many-partitions.zstd").toString();
  }

  @Test
  void eachCommandWorksWithItsRightsAndNamesTheOneThatIsMissing() throws Exception {
    Path config =
        file(
            "serve",
            PASSWORD,
            "kafka.",
            Map.of(
                "schema.registry.url", registry.url(),
                "state.dir", directory.resolve("state").toString(),
                "topics.partitions", "1",
                "topics.replication.factor", "1",
                "standby.replicas", "0",
                "http.port", "0"));
    List<Right> rights = ServeRights.of(AttuneConfig.load(Optional.of(config), Map.of(), Map.of()));
    List<String> serve = List.of("serve", "--config", config.toString());
    secured.grant("serve", rights.subList(1, rights.size()));
    assertRefused(
        Command.onClassPath(directory, serve),
        "does not allow this user " + rights.get(0) + "; \"attune acls serve\"");
    secured.grant("serve", rights);
    try (Command serving = Command.onClassPath(directory, serve)) {
      serving.await(line -> line.startsWith("Attune serves "), PATIENCE);

      assertRefused(
          client("agent", PASSWORD, "replay", log()), "WRITE on topic attune.task-metrics");
      secured.grant("agent", Rights.ofProducers(TOPICS));
      try (Command replay = client("agent", PASSWORD, "replay", log())) {
        assertThat(replay.exitCode(PATIENCE)).as(replay.output()).isZero();
      }
      String[] following = {"--once", log()};
      List<Right> follow = Rights.ofFollowers(TOPICS);
      secured.grant("follower", follow.subList(0, follow.size() - 2));
      assertRefused(
          client("follower", PASSWORD, "follow", following), "WRITE on topic attune.log-positions");
      secured.grant("follower", follow);
      try (Command once = client("follower", PASSWORD, "follow", following)) {
        assertThat(once.exitCode(PATIENCE)).as(once.output()).isZero();
      }
      assertRefused(
          client("viewer", PASSWORD, "watch", "--exit"), "READ on topic attune.recommendations");
      secured.grant("viewer", Rights.ofReaders(TOPICS));
      Cluster.await("advice is there", () -> watched().contains("spark.sql.shuffle.partitions"));

      String[] dismissal = {"too-many-partitions", "spark.sql.shuffle.partitions"};
      secured.grant("decider", Rights.ofReaders(TOPICS));
      assertRefused(
          client("decider", PASSWORD, "dismiss", dismissal), "WRITE on topic attune.decisions");
      secured.grant("decider", Rights.ofDeciders(TOPICS));
      try (Command dismiss = client("decider", PASSWORD, "dismiss", dismissal)) {
        assertThat(dismiss.exitCode(PATIENCE)).as(dismiss.output()).isZero();
      }
      assertThat(serving.output()).doesNotContain("WARN", "ERROR");
    }
  }

  private String watched() {
    try (Command watch = client("viewer", PASSWORD, "watch", "--exit")) {
      watch.exitCode(PATIENCE);
      return watch.output();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aWrongPasswordIsOneSentenceOfEachCommand() throws Exception {
    String refusal =
        "(SCRAM-SHA-512): the user name or the password is wrong; check sasl.jaas.config.";
    assertRefused(client("agent", "wrong-secret!", "replay", log()), refusal);
    assertRefused(client("viewer", "wrong-secret!", "watch", "--exit"), refusal);
    Path config =
        file("serve", "wrong-secret!", "kafka.", Map.of("schema.registry.url", registry.url()));
    assertRefused(
        Command.onClassPath(directory, List.of("serve", "--config", config.toString())), refusal);
  }
}

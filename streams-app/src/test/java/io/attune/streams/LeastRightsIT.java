package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.registry.EmbeddedSchemaRegistry;
import io.attune.schemas.Topics;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.rights.Right;
import io.attune.streams.rights.Rights;
import io.attune.streams.rights.RightsCheck;
import io.attune.streams.testing.Cluster;
import io.attune.streams.testing.SecuredBroker;
import io.attune.streams.testing.StreamStories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code serve} works with exactly the rights of its list, and names the one that is missing. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LeastRightsIT {
  private static final String PASSWORD = "right-secret";

  @TempDir private Path directory;
  private SecuredBroker secured;
  private EmbeddedSchemaRegistry registry;

  @BeforeEach
  void start() throws Exception {
    secured = new SecuredBroker(directory);
    registry = EmbeddedSchemaRegistry.start(0, directory.resolve("registry"));
    secured.user("serve", PASSWORD);
    secured.user("agent", PASSWORD);
  }

  @AfterEach
  void stop() {
    registry.close();
    secured.close();
  }

  private AttuneConfig config(String user, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("schema.registry.url", registry.url());
    settings.put("state.dir", directory.resolve("state").toString());
    settings.put("topics.partitions", "2");
    settings.put("topics.replication.factor", "1");
    settings.put("standby.replicas", "0");
    settings.put("commit.interval", "200ms");
    if (!more.getOrDefault("group.protocol", "classic").equals("streams")) {
      settings.put("kafka.session.timeout.ms", "6000");
      settings.put("kafka.heartbeat.interval.ms", "2000");
    }
    settings.put("kafka.repartition.purge.interval.ms", "1000");
    secured
        .scram(SecuredBroker.SASL_PLAINTEXT, user, PASSWORD)
        .forEach(
            (name, value) ->
                settings.put(name.equals("bootstrap.servers") ? name : "kafka." + name, value));
    settings.putAll(more);
    return AttuneConfig.of(settings);
  }

  /** The one that needs the most rights; with the profile {@code faults} the others too. */
  static Stream<Arguments> ways() {
    Stream<Arguments> most = Stream.of(Arguments.of("exactly_once_v2", "classic"));
    Stream<Arguments> others =
        Stream.of(
            Arguments.of("at_least_once", "classic"), Arguments.of("at_least_once", "streams"));
    return "all".equals(System.getProperty("attune.faults")) ? Stream.concat(most, others) : most;
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theseAreEnoughAndEachIsNeeded(String guarantee, String protocol) throws Exception {
    Map<String, String> settings =
        Map.of("processing.guarantee", guarantee, "group.protocol", protocol);
    AttuneConfig config = config("serve", settings);
    List<Right> rights = ServeRights.of(config);
    secured.grant("serve", rights);
    secured.grant("agent", Rights.ofProducers(config.topics()));
    try (AttuneStreams streams = new AttuneStreams(config)) {
      streams.start();
      Cluster.publish(config("agent", settings), StreamStories.skewedJoin().events());
      Cluster.await("everything worked off", streams::isCaughtUp);
      assertThat(streams.registry().scrape())
          .contains("attune_events_total{topic=\"task-metrics\"} 48.0")
          .doesNotContainPattern("attune_thread_failures_total [1-9]");
    }
    try (Admin admin = Admin.create(TopicAdmin.clientProperties(config))) {
      RightsCheck check = new RightsCheck(admin, Duration.ofSeconds(30));
      assertThat(check.missing(rights)).isEmpty();
      for (Right right : rights) {
        if (right.operation() == AclOperation.CREATE) {
          continue;
        }
        secured.revoke("serve", right);
        Cluster.await("the broker knows of " + right, () -> isNamed(check, rights, right, config));
        secured.grant("serve", List.of(right));
        Cluster.await("it is granted again", () -> missing(check, rights).isEmpty());
      }
    }
  }

  private static List<Right> missing(RightsCheck check, List<Right> rights) {
    try {
      return check.missing(rights);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Only it, in a sentence that names it and the command that prints how to grant it. */
  private static boolean isNamed(
      RightsCheck check, List<Right> rights, Right right, AttuneConfig config) {
    List<Right> missing = missing(check, rights);
    if (missing.isEmpty()) {
      return false;
    }
    assertThat(missing).containsExactly(right);
    assertThatThrownBy(
            () -> {
              try (TopicAdmin admin = new TopicAdmin(config)) {
                admin.requireRights(rights);
              }
            })
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("does not allow this user " + right + "; \"attune acls serve\"");
    return true;
  }

  @Test
  void whatMayNotBeCreatedIsNamedBeforeAnythingStarts() {
    AttuneConfig config = config("serve", Map.of());
    List<Right> rights = ServeRights.of(config);
    List<Right> creations =
        rights.stream().filter(right -> right.operation() == AclOperation.CREATE).toList();
    List<Right> others = new ArrayList<>(rights);
    others.removeAll(creations);
    secured.grant("serve", others);
    secured.grant("serve", creations);
    for (Right right : creations) {
      secured.revoke("serve", right);
      Cluster.await(
          "the broker knows of " + right,
          () -> {
            try (TopicAdmin admin = new TopicAdmin(config)) {
              admin.requireRights(rights);
              return false;
            } catch (ConfigurationException e) {
              assertThat(e).hasMessageContaining("does not allow this user " + right + ";");
              return true;
            }
          });
      secured.grant("serve", List.of(right));
    }
  }

  @Test
  void aGroupThatMayNotBeJoinedEndsTheStartWithASentence() {
    AttuneConfig config = config("serve", Map.of());
    List<Right> rights = new ArrayList<>(ServeRights.of(config));
    rights.removeIf(right -> right.type() == ResourceType.GROUP);
    secured.grant("serve", rights);
    try (AttuneStreams streams = new AttuneStreams(config)) {
      assertThatThrownBy(streams::start)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("READ on group attune")
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void aRightThatIsTakenAwayEndsARunningPipelineWithASentence() throws Exception {
    AttuneConfig config = config("serve", Map.of());
    List<Right> rights = ServeRights.of(config);
    secured.grant("serve", rights);
    secured.grant("agent", Rights.ofProducers(config.topics()));
    try (AttuneStreams streams = new AttuneStreams(config)) {
      streams.start();
      Topics topics = config.topics();
      Right lost =
          rights.stream()
              .filter(right -> right.name().equals(topics.stageStatistics().name()))
              .filter(right -> right.operation() == AclOperation.WRITE)
              .findFirst()
              .orElseThrow();
      secured.revoke("serve", lost);
      Cluster.publish(config("agent", Map.of()), StreamStories.skewedJoin().events());

      assertThat(streams.awaitEnd()).isFalse();
      assertThat(streams.whyStopped().orElse("")).contains("does not allow this user " + lost);
    }
  }
}

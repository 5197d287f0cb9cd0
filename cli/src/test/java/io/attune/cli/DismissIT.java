package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.embedded.EmbeddedBroker;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.ReadProgress;
import io.attune.load.ReplaySpeed;
import io.attune.load.Replayer;
import io.attune.registry.EmbeddedSchemaRegistry;
import io.attune.registry.RegistryConfig;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.Topics;
import io.attune.streams.AttuneStreams;
import io.attune.streams.client.RecommendationFollower;
import io.attune.streams.config.AttuneConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person's word travels through real Kafka, holds over a restart, and is taken back. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DismissIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String WORKLOAD = "too-many-partitions";
  private static final String PROPERTY = "spark.sql.shuffle.partitions";

  @TempDir private Path directory;
  private Map<String, String> clients;

  @Test
  void dismissedAdviceStaysQuietOverARestartAndIsToldAgainWhenUndone() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary();
        EmbeddedSchemaRegistry registry = EmbeddedSchemaRegistry.start(0)) {
      clients =
          Map.of(
              "bootstrap.servers", broker.bootstrapServers(), RegistryConfig.URL, registry.url());
      AttuneConfig config = config();
      try (AttuneStreams streams = started(config)) {
        replay();
        await(streams::isCaughtUp, "the events to be worked off");
        assertThat(state()).isEqualTo(RecommendationState.ACTIVE);

        assertThat(dismiss("no-such-workload", PROPERTY).err())
            .contains("no advice for a workload 'no-such-workload'", WORKLOAD)
            .hasLineCount(1);
        assertThat(dismiss(WORKLOAD, "spark.executor.memory").err())
            .contains("is about 'spark.executor.memory'", PROPERTY)
            .hasLineCount(1);

        Session session = dismiss(WORKLOAD, PROPERTY, "--until", "30d", "--reason", "one file");
        assertThat(session.exitCode()).as(session.err()).isZero();
        assertThat(session.out()).contains(PROPERTY, "is dismissed until").hasLineCount(1);
        await(() -> state() == RecommendationState.DISMISSED, "the dismissal");
        assertThat(watch()).contains(PROPERTY, "dismissed");
      }
      try (AttuneStreams streams = started(config)) {
        replay();
        await(streams::isCaughtUp, "the repetition to be worked off");
        assertThat(state()).isEqualTo(RecommendationState.DISMISSED);

        assertThat(dismiss(WORKLOAD, PROPERTY, "--undo").exitCode()).isZero();
        await(() -> state() == RecommendationState.ACTIVE, "the undoing");
        assertThat(watch()).contains(PROPERTY).doesNotContain("dismissed");
      }
    }
  }

  private AttuneConfig config() {
    Map<String, String> settings = new HashMap<>();
    settings.put("bootstrap.servers", clients.get("bootstrap.servers"));
    settings.put("schema.registry.url", clients.get(RegistryConfig.URL));
    settings.put("topics.partitions", "3");
    settings.put("topics.replication.factor", "1");
    settings.put("standby.replicas", "0");
    settings.put("commit.interval", "250ms");
    settings.put("http.enabled", "false");
    settings.put("kafka.session.timeout.ms", "6000");
    settings.put("kafka.heartbeat.interval.ms", "2000");
    settings.put("state.dir", directory.resolve("state").toString());
    return AttuneConfig.of(settings);
  }

  private static AttuneStreams started(AttuneConfig config) {
    AttuneStreams streams = new AttuneStreams(config);
    streams.start();
    return streams;
  }

  private void replay() throws Exception {
    Path log = Path.of("..", "sample-runs", "logs", WORKLOAD + ".zstd");
    Topics topics = new Topics(Topics.DEFAULT_PREFIX);
    try (Replayer replayer = Replayer.open(clients, topics, ReplaySpeed.MAX, PATIENCE)) {
      replayer.replay(EventLogs.find(List.of(log)), any -> ReadProgress.NONE);
    }
  }

  private Session dismiss(String... arguments) {
    return session("dismiss", arguments);
  }

  private String watch() {
    return session("watch", "--exit").out();
  }

  private Session session(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(arguments));
    all.addAll(List.of("-b", clients.get("bootstrap.servers")));
    all.addAll(List.of("-r", clients.get(RegistryConfig.URL)));
    return Session.of(all.toArray(String[]::new));
  }

  private RecommendationState state() {
    try (RecommendationFollower follower =
        new RecommendationFollower(
            clients, new Topics(Topics.DEFAULT_PREFIX).recommendations().name())) {
      follower.readToEnd((where, reason) -> assertThat(reason).as(where).isNull());
      Recommendation standing = follower.standing().get(WORKLOAD + "/" + PROPERTY);
      return standing == null ? null : standing.getState();
    }
  }

  private static void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long for " + what).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }
}

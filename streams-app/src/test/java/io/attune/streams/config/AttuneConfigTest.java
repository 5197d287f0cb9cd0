package io.attune.streams.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.advisor.cost.Objective;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttuneConfigTest {
  @Test
  void defaults() {
    AttuneConfig config = AttuneConfig.defaults();

    assertThat(config.get(Options.BOOTSTRAP_SERVERS)).isEqualTo("localhost:9092");
    assertThat(config.get(Options.PROCESSING_GUARANTEE)).isEqualTo("at_least_once");
    assertThat(config.exactlyOnce()).isFalse();
    assertThat(config.get(Options.ADVICE_INTERVAL)).isEqualTo(Duration.ofMillis(200));
    assertThat(config.get(Options.SNAPSHOT_BYTES)).isEqualTo(512L * 1024);
    assertThat(config.get(Options.HTTP_HOST)).isEqualTo("127.0.0.1");
    assertThat(config.topics().lifecycle().name()).isEqualTo("attune.lifecycle");
    assertThat(config.kafka()).isEmpty();
    assertThat(config.stateDirectory())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".attune", "state"));
    assertThat(config.get(Options.OBJECTIVE)).isEqualTo(Objective.BALANCED);
  }

  @Test
  void mapping(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("attune.properties"),
            """
            bootstrap.servers = file:1
            topics.partitions = 12
            commit.interval = 30s
            kafka.security.protocol = SASL_SSL
            schema.registry.basic.auth.user.info = user:secret
            """);

    AttuneConfig config =
        AttuneConfig.load(
            Optional.of(file),
            Map.of(
                "ATTUNE_BOOTSTRAP_SERVERS", "environment:2",
                "ATTUNE_TOPICS_PREFIX", "test.",
                "ATTUNE_KAFKA_MAX_POLL_RECORDS", "7",
                "ATTUNE_URL", "http://127.0.0.1:18080",
                "PATH", "/bin"),
            Map.of("bootstrap.servers", "caller:3", "rocksdb.cache", "1GiB"));

    assertThat(config.get(Options.BOOTSTRAP_SERVERS)).isEqualTo("caller:3");
    assertThat(config.get(Options.TOPIC_PARTITIONS)).isEqualTo(12);
    assertThat(config.get(Options.COMMIT_INTERVAL)).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.get(Options.ROCKSDB_CACHE)).isEqualTo(1L << 30);
    assertThat(config.topics().recommendations().name()).isEqualTo("test.recommendations");
    assertThat(config.kafka())
        .containsOnly(
            Map.entry("security.protocol", "SASL_SSL"), Map.entry("max.poll.records", "7"));
    assertThat(config.registry())
        .containsOnly(Map.entry("schema.registry.basic.auth.user.info", "user:secret"));
  }

  @Test
  void unknownKeys() {
    assertThatThrownBy(() -> AttuneConfig.of(Map.of("bootstrap.server", "x")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("bootstrap.server is not known")
        .hasMessageContaining("did you mean bootstrap.servers?");
    assertThatThrownBy(
            () -> AttuneConfig.load(Optional.empty(), Map.of("ATTUNE_THREAD", "2"), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("ATTUNE_THREAD")
        .hasMessageContaining("did you mean threads?");
    assertThatThrownBy(() -> AttuneConfig.of(Map.of("kafka.", "x")))
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void badValuesAreNamedWithWhatIsAllowed() {
    assertBad("threads", "none", "a whole number");
    assertBad("threads", "0", "from 1 to 1000");
    assertBad("commit.interval", "5", "a duration such as 200ms");
    assertBad("commit.interval", "999999999999999999d", "a duration such as 200ms");
    assertBad("rocksdb.cache", "64MB", "a size such as");
    assertBad("rocksdb.cache", "999999999999999999GiB", "a size such as");
    assertBad("objective", "deadline=soon", "cost, balanced, performance, or deadline");
    assertBad("topics.create", "yes", "true or false");
    assertBad("processing.guarantee", "exactly_once", "at_least_once or exactly_once_v2");
  }

  @Test
  void sizesAndDurationsHaveUnits() {
    AttuneConfig config =
        AttuneConfig.of(
            Map.of(
                "rocksdb.cache", " 3000000000 ",
                "rocksdb.write.buffers", "512KiB",
                "advice.interval", "250 ms",
                "state.silent.retention", "3d"));

    assertThat(config.get(Options.ROCKSDB_CACHE)).isEqualTo(3_000_000_000L);
    assertThat(config.get(Options.ROCKSDB_WRITE_BUFFERS)).isEqualTo(512L << 10);
    assertThat(config.get(Options.ADVICE_INTERVAL)).isEqualTo(Duration.ofMillis(250));
    assertThat(config.get(Options.SILENT_RETENTION)).isEqualTo(Duration.ofDays(3));
  }

  @Test
  void missingFileIsNamed() {
    assertThatThrownBy(
            () -> AttuneConfig.load(Optional.of(Path.of("nowhere.properties")), Map.of(), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("The configuration file nowhere.properties does not exist.");
  }

  private static void assertBad(String name, String text, String allowed) {
    assertThatThrownBy(() -> AttuneConfig.of(Map.of(name, text)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(text)
        .hasMessageContaining(allowed);
  }
}

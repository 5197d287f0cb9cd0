package io.attune.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigTest {
  private static final Map<String, String> LEAST =
      Map.of(AgentConfig.BOOTSTRAP, "kafka:9092", AgentConfig.REGISTRY_URL, "http://registry:8081");

  @Test
  void hasDefaultsForEverythingButTheAddresses() {
    AgentConfig config = AgentConfig.of(LEAST);

    assertThat(config.enabled()).isTrue();
    assertThat(config.problem()).isEmpty();
    assertThat(config.warnings()).isEmpty();
    assertThat(config.topics().taskMetrics().name()).isEqualTo("attune.task-metrics");
    assertThat(config.queueCapacity()).isEqualTo(20_000);
    assertThat(config.queueMemory()).isEqualTo(32L << 20);
    assertThat(config.shutdownTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.reportInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.kafka()).isEqualTo(Map.of("bootstrap.servers", "kafka:9092"));
    assertThat(config.registry()).isEqualTo(Map.of("schema.registry.url", "http://registry:8081"));
  }

  @Test
  void readsEverySetting() {
    AgentConfig config =
        AgentConfig.of(
            with(
                Map.of(
                    "spark.attune.enabled", "false",
                    "spark.attune.topic.prefix", "team-a.",
                    "spark.attune.queue.capacity", "500",
                    "spark.attune.queue.memory", "8m",
                    "spark.attune.shutdown.timeout", "250ms",
                    "spark.attune.report.interval", "2min",
                    "spark.attune.workload", "orders",
                    "spark.attune.kafka.security.protocol", "SASL_SSL",
                    "spark.attune.schema.registry.basic.auth.user.info", "me:pw",
                    "spark.attune.schema.registry.ssl.truststore.location", "/trust")));

    assertThat(config.enabled()).isFalse();
    assertThat(config.topics().lifecycle().name()).isEqualTo("team-a.lifecycle");
    assertThat(config.queueCapacity()).isEqualTo(500);
    assertThat(config.queueMemory()).isEqualTo(8L << 20);
    assertThat(config.shutdownTimeout()).isEqualTo(Duration.ofMillis(250));
    assertThat(config.reportInterval()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.kafka()).containsEntry("security.protocol", "SASL_SSL");
    assertThat(config.registry())
        .containsEntry("basic.auth.user.info", "me:pw")
        .containsEntry("schema.registry.ssl.truststore.location", "/trust");
    assertThat(config.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "spark.attune.queue.capacity, lots",
    "spark.attune.queue.capacity, 3",
    "spark.attune.queue.memory, 12x",
    "spark.attune.queue.memory, 1k",
    "spark.attune.shutdown.timeout, -1s",
    "spark.attune.shutdown.timeout, soon",
    "spark.attune.report.interval, 0",
    "spark.attune.enabled, maybe"
  })
  void fallsBackToTheDefaultForABadValueAndSaysSo(String name, String value) {
    AgentConfig config = AgentConfig.of(with(Map.of(name, value)));

    assertThat(config.warnings())
        .singleElement()
        .asString()
        .startsWith(name + " is '" + value + "' and has to be ")
        .endsWith(" is used.");
    assertThat(config.problem()).isEmpty();
    assertThat(config.enabled()).isTrue();
    assertThat(config.queueCapacity()).isEqualTo(20_000);
    assertThat(config.shutdownTimeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void namesAllUnknownSettingsInOneWarning() {
    AgentConfig config =
        AgentConfig.of(
            with(Map.of("spark.attune.quue.capacity", "1", "spark.attune.bootstrap.servers", "x")));

    assertThat(config.warnings())
        .containsExactly(
            "Unknown settings are ignored: spark.attune.bootstrap.servers,"
                + " spark.attune.quue.capacity.");
  }

  @Test
  void knowsTheContextThatOthersPutThere() {
    AgentConfig config =
        AgentConfig.of(
            with(
                Map.of(
                    "spark.attune.databricks.job.id", "1",
                    "spark.attune.dataforge.process.type", "Enrichment",
                    "spark.attune.owner", "team-orders",
                    "spark.attune.labels.tier", "gold",
                    "spark.attune.objective", "deadline",
                    "spark.attune.deadline", "45min",
                    "spark.attune.node.type", "m5.xlarge")));

    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void saysWhichAddressIsMissing() {
    assertThat(AgentConfig.of(Map.of(AgentConfig.BOOTSTRAP, "k:1")).problem())
        .hasValueSatisfying(
            text -> assertThat(text).startsWith("spark.attune.schema.registry.url is not set"));
    assertThat(AgentConfig.of(Map.of(AgentConfig.REGISTRY_URL, "http://r")).problem())
        .hasValueSatisfying(
            text -> assertThat(text).startsWith("spark.attune.kafka.bootstrap.servers is not set"));
    assertThat(AgentConfig.of(Map.of()).problem())
        .hasValueSatisfying(text -> assertThat(text).contains(" are not set"));
    assertThat(AgentConfig.of(Map.of("spark.attune.enabled", "false")).problem()).isEmpty();
  }

  private static Map<String, String> with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(LEAST);
    all.putAll(more);
    return all;
  }

  @Test
  void replacesACodecThatTheAgentDoesNotCarry() {
    AgentConfig config = AgentConfig.of(Map.of("spark.attune.kafka.compression.type", "ZSTD"));

    assertThat(config.kafka()).containsEntry("compression.type", "lz4");
    assertThat(config.warnings())
        .singleElement()
        .asString()
        .contains("'ZSTD'", "needs native code", "lz4 is used");
    assertThat(AgentConfig.of(Map.of("spark.attune.kafka.compression.type", "gzip")).warnings())
        .isEmpty();
  }
}

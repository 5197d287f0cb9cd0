package io.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.embedded.BrokerOptions;
import io.attune.embedded.EmbeddedBroker;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.testing.Cluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StopWhileStartingIT {
  /** So long a broker waits for further members of a new group: longer than anybody waits here. */
  private static final Duration FIRST_REBALANCE = Duration.ofMinutes(4);

  @TempDir Path directory;

  @Test
  @Timeout(120)
  void itStopsBeforeItRuns() throws Exception {
    BrokerOptions options =
        BrokerOptions.temporary()
            .withOverrides(
                Map.of(
                    "group.initial.rebalance.delay.ms", Long.toString(FIRST_REBALANCE.toMillis())));
    try (EmbeddedBroker broker = EmbeddedBroker.open(options)) {
      AttuneServer server =
          new AttuneServer(
              AttuneConfig.of(
                  Map.of(
                      "bootstrap.servers", broker.bootstrapServers(),
                      "schema.registry.url", "mock://stop-while-starting",
                      "state.dir", directory.toString(),
                      "topics.partitions", "1",
                      "topics.replication.factor", "1",
                      "http.port", "0")));
      CompletableFuture<Void> start = CompletableFuture.runAsync(server::start);
      Cluster.await(
          "the start",
          () -> {
            KafkaStreams kafka = server.streams().kafka();
            return start.isDone()
                || kafka != null && kafka.state() == KafkaStreams.State.REBALANCING;
          });
      assertThat(start).isNotDone();
      server.close();
      assertThatThrownBy(start::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("Stopped while it was starting");
    }
  }
}

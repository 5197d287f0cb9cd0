package io.attune.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachabilityTest {
  private ServerSocket listening;
  private String open;
  private String closed;

  @BeforeEach
  void ports() throws IOException {
    listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    open = "127.0.0.1:" + listening.getLocalPort();
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = "127.0.0.1:" + gone.getLocalPort();
    }
  }

  @AfterEach
  void close() throws IOException {
    listening.close();
  }

  @Test
  void namesKafkaWhenNoBrokerListens() {
    assertThat(obstacle(closed + "," + closed, "http://" + open))
        .hasValueSatisfying(
            sentence -> assertThat(sentence).contains("Kafka at " + closed, "does not answer"));
  }

  @Test
  void namesTheRegistryWhenNoneListens() {
    assertThat(obstacle(open, "http://" + closed + "/apis/ccompat/v7"))
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("schema registry"));
  }

  @Test
  void oneThatListensIsEnough() {
    assertThat(obstacle(closed + ", PLAINTEXT://" + open, "http://" + closed + ",http://" + open))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-port", "host:port", "host:99999", "there.is.no.such.host.invalid:1"})
  void whatCannotBeJudgedIsLeftToTheClients(String bootstrap) {
    assertThat(obstacle(bootstrap, "mock://registry")).isEmpty();
  }

  private static Optional<String> obstacle(String bootstrap, String registry) {
    return Reachability.of(
            AgentConfig.of(
                Map.of(AgentConfig.BOOTSTRAP, bootstrap, AgentConfig.REGISTRY_URL, registry)))
        .obstacle();
  }
}

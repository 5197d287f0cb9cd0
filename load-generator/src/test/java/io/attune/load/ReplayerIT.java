package io.attune.load;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.schemas.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An unreachable broker and one that does not answer. */
class ReplayerIT {

  private static void open(String servers) {
    Replayer.open(
            Map.of("bootstrap.servers", servers, "schema.registry.url", "mock://it"),
            new Topics(Topics.DEFAULT_PREFIX),
            ReplaySpeed.MAX,
            Duration.ofSeconds(3))
        .close();
  }

  @Test
  void aBrokerThatIsNotThere() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String servers = "127.0.0.1:" + port;

    assertThatThrownBy(() -> open(servers))
        .isInstanceOf(ReplayException.class)
        .hasMessage(
            "Kafka at "
                + servers
                + " did not answer within 3 s: check that a broker listens there, or give another"
                + " address with bootstrap.servers.");
  }

  @Test
  void somethingThatDoesNotAnswer() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> open("127.0.0.1:" + silent.getLocalPort()))
          .isInstanceOf(ReplayException.class)
          .hasMessageContaining("did not answer within 3 s");
    }
  }

  @Test
  void anAddressThatIsNone() {
    assertThatThrownBy(() -> open("nonsense"))
        .isInstanceOf(ReplayException.class)
        .hasMessageContaining("Kafka at nonsense cannot be used");
  }
}

package io.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.server.testing.ServedApi;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that take their time block nobody, and are ended. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SlowClientsTest {
  @Test
  void requestsThatAreNeverFinishedAreEnded() throws Exception {
    try (ServedApi served = new ServedApi(Map.of("http.request.timeout", "1s"))) {
      List<Socket> halves = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Socket socket = served.connect();
        write(socket, "GET /api/v1/workloads HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
        halves.add(socket);
      }
      assertThat(served.json("/api/v1/workloads").get("total").asInt()).isZero();

      for (Socket socket : halves) {
        assertThat(endOf(socket)).as("closed").isTrue();
      }
    }
  }

  @Test
  void drippingDoesNotBuyTime() throws Exception {
    try (ServedApi served = new ServedApi(Map.of("http.request.timeout", "1s"));
        Socket socket = served.connect()) {
      socket.setSoTimeout(50);
      write(socket, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
      boolean open = true;
      while (open) {
        open = !endOf(socket) && drip(socket);
      }
    }
  }

  @Test
  void aConnectionIsKeptForTheNextRequest() throws Exception {
    try (ServedApi served = new ServedApi();
        Socket socket = served.connect()) {
      for (int i = 0; i < 3; i++) {
        write(socket, "HEAD /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        byte[] status = socket.getInputStream().readNBytes(15);
        assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
        readHeaders(socket);
      }
    }
  }

  private static void readHeaders(Socket socket) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf("\r\n\r\n") < 0) {
      read.append((char) socket.getInputStream().read());
    }
  }

  private static boolean drip(Socket socket) {
    try {
      write(socket, "x");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether the server has ended the connection; waits as long as the socket does. */
  private static boolean endOf(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}

package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever answers, or nobody, is told in one sentence. */
class AttuneClientTest {
  @TempDir private Path directory;

  private static void assertOneSentence(Session session, String... parts) {
    assertThat(session.exitCode()).isEqualTo(1);
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).startsWith("attune: ").contains(parts).hasLineCount(1);
  }

  @Test
  void nobodyListens() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String url = "http://127.0.0.1:" + port;

    assertOneSentence(Session.of("conf", "orders", "--url", url), url, "attune serve", "--url");
  }

  @Test
  void noAddress() {
    assertOneSentence(Session.of("conf", "orders", "--url", "not an address"), "--url");
    assertOneSentence(Session.of("conf", "orders", "--url", "ftp://somewhere"), "--url");
  }

  @Test
  void anUnknownFormatIsWrongUsage() {
    Session session = Session.of("conf", "orders", "--format", "yarn");

    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.err()).contains("'yarn' is not a format").hasLineCount(1);
  }

  @Test
  void somebodyElseAnswers() throws IOException {
    assertOneSentence(answered(200, "<html>hello</html>"), "is no Attune of this version");
    assertOneSentence(answered(404, "[]"), "status 404");
    assertOneSentence(
        answered(404, "{\"detail\": \"Nothing is served at /api/v1/conf.\"}"), "says");
  }

  @Test
  void attuneIsNotReady() throws IOException {
    assertOneSentence(answered(503, "{\"detail\": \"Attune is still reading.\"}"), "still reading");
  }

  @Test
  void printsTheTextAndSaysTheNotes() throws IOException {
    Session session = answered(200, "{\"text\": \"--conf a=b\\n\", \"notes\": [\"one\", \"two\"]}");

    assertThat(session.exitCode()).isZero();
    assertThat(session.out()).isEqualTo("--conf a=b\n");
    assertThat(session.err()).isEqualTo("one\ntwo\n");
  }

  @Test
  void theTokenOfAFileIsSentAndNotShown() throws IOException {
    Path file = directory.resolve("token");
    Files.writeString(file, "attune_secret\n");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    AtomicReference<String> sent = new AtomicReference<>();
    server.createContext(
        "/",
        exchange -> {
          sent.set(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] bytes =
              "{\"detail\": \"The token is not known.\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(401, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      Session session = Session.of("conf", "a", "--url", url, "--token-file", file.toString());

      assertThat(sent.get()).isEqualTo("Bearer attune_secret");
      assertOneSentence(session, "The token is not known");
      assertThat(session.err()).doesNotContain("attune_secret");
    } finally {
      server.stop(0);
    }
    Files.writeString(file, "two\nlines\n");
    assertOneSentence(
        Session.of("conf", "a", "--token-file", file.toString()), "the token has characters");
    assertOneSentence(
        Session.of("conf", "a", "--token-file", directory.resolve("none").toString()),
        "--token-file");
    assertOneSentence(
        Session.of("conf", "a", "--url", "https://127.0.0.1:1", "--ca-file", file.toString()),
        "--ca-file");
  }

  private static Session answered(int status, String body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    AtomicReference<String> asked = new AtomicReference<>();
    server.createContext(
        "/",
        exchange -> {
          asked.set(exchange.getRequestURI().getRawQuery());
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
      Session session = Session.of("conf", "a b/c&d", "--format", "emr", "--url", url);
      assertThat(asked.get()).contains("workload=a+b%2Fc%26d", "format=emr");
      return session;
    } finally {
      server.stop(0);
    }
  }
}

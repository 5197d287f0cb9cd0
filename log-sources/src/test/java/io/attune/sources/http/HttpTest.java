package io.attune.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.sources.testing.ScriptedServer;
import io.attune.sources.testing.ScriptedServer.Answer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTest {
  private final Http http = ScriptedServer.http();
  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Request request() {
    return Request.get(URI.create(server.address() + "/x"));
  }

  private String text() throws IOException {
    return new String(http.bytes(this::request), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void whatMayPassIsTriedAgain(int status) throws IOException {
    server.on("/x", Answer.of(status, ""), Answer.of(status, ""), Answer.of(200, "here"));
    assertThat(text()).isEqualTo("here");
    assertThat(server.asked()).hasSize(3);
  }

  @Test
  void aServerThatStaysOverloadedIsGivenUpOn() {
    server.on("/x", Answer.of(503, "<Error><Code>SlowDown</Code></Error>"));
    assertThatThrownBy(this::text).isInstanceOf(HttpFailure.class).hasMessage("HTTP 503 SlowDown");
    assertThat(server.asked()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 412})
  void whatDoesNotPassIsNot(int status) {
    server.on("/x", Answer.of(status, "{\"error\":\"denied\"}"));
    assertThatThrownBy(this::text).hasMessage("HTTP " + status + " denied");
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void aBodyThatBreaksOffIsReadAgain() throws IOException {
    server.on("/x", Answer.of(200, "whole").cutAfter(2), Answer.of(200, "whole"));
    assertThat(text()).isEqualTo("whole");
  }

  @Test
  void aServerThatSaysNothingIsNotWaitedForForEver() {
    server.on("/x", Answer.of(200, "whole").stallingAfter(2));
    assertThatThrownBy(this::text).isInstanceOf(SocketTimeoutException.class);
    assertThat(server.asked()).hasSize(2);
  }

  @Test
  void aServerThatDoesNotAnswerIsAskedNoMoreOftenThanPatienceSays() {
    server.on("/x", Answer.nothing());
    assertThatThrownBy(this::text).isInstanceOf(SocketTimeoutException.class);
    assertThat(server.asked()).hasSize(http.patience().tries());
  }

  @Test
  void nobodyListens() {
    server.close();
    assertThatThrownBy(this::text).isInstanceOf(ConnectException.class);
  }

  @Test
  void aRedirectToAnotherHostLosesTheCredentials() throws IOException {
    try (ScriptedServer other = new ScriptedServer()) {
      other.on("/y", Answer.of(200, "there"));
      server.on("/x", Answer.of(307, "").with("Location", other.address() + "/y"));
      http.bytes(() -> request().with("Authorization", "Bearer s3cret").with("X-Other", "kept"));

      assertThat(server.asked().get(0).header("Authorization")).isEqualTo("Bearer s3cret");
      assertThat(other.asked().get(0).header("Authorization")).isEmpty();
      assertThat(other.asked().get(0).header("X-other")).isEqualTo("kept");
    }
  }

  @Test
  void redirectsInACircleEnd() {
    server.on("/x", Answer.of(302, "").with("Location", "/x"));
    assertThatThrownBy(this::text).hasMessage("HTTP 302");
  }

  @Test
  void aRequestDoesNotShowItsQueryAndHeaders() {
    Request request =
        Request.get(URI.create("https://host/path?sig=s3cret")).with("Authorization", "s3cret");
    assertThat(request).hasToString("GET https://host/path");
  }

  @Test
  void theProxyOfTheEnvironment() {
    Proxies proxies =
        Proxies.of(
            ScriptedServer.environment(
                Path.of("."), "HTTPS_PROXY", "proxy:3128", "NO_PROXY", "10.0.0.1,.corp.example"));

    assertThat(proxies.of(URI.create("https://s3.amazonaws.com")).address())
        .hasToString("proxy/<unresolved>:3128");
    assertThat(proxies.of(URI.create("http://s3.amazonaws.com"))).isEqualTo(Proxy.NO_PROXY);
    assertThat(proxies.of(URI.create("https://logs.corp.example"))).isEqualTo(Proxy.NO_PROXY);
    assertThat(proxies.of(URI.create("https://10.0.0.1"))).isEqualTo(Proxy.NO_PROXY);
    assertThat(proxies.of(URI.create("https://localhost:9000"))).isEqualTo(Proxy.NO_PROXY);
  }
}

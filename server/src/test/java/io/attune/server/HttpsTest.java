package io.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.server.access.Credential;
import io.attune.server.http.Role;
import io.attune.server.testing.ServedApi;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.testing.Certificates;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS with a certificate in PEM files or in a keystore. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class HttpsTest {
  @TempDir private static Path directory;
  private static Certificates authority;
  private static Certificates.Issued server;

  @BeforeAll
  static void issue() {
    authority = Certificates.authority(directory.resolve("ca"), "Test authority");
    server = authority.issue("server", "localhost", "dns:localhost,ip:127.0.0.1", 2);
  }

  private static HttpResponse<String> get(ServedApi served, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + served.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newBuilder()
        .sslContext(authority.trusting())
        .build()
        .send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void pemFilesAreServedToOthersWithALogin() throws Exception {
    Path file = directory.resolve("credentials");
    Files.writeString(file, Credential.ofToken("ci", Role.READ, "attune_token").line());
    try (ServedApi served =
        new ServedApi(
            Map.of(
                "http.host", "0.0.0.0",
                "http.credentials.file", file.toString(),
                "http.tls.certificate", server.chain().toString(),
                "http.tls.key", server.key().toString()))) {
      assertThat(served.url()).startsWith("https://");
      HttpResponse<String> refused = get(served, "/api/v1/workloads");
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("strict-transport-security")).isPresent();
      assertThat(
              get(served, "/api/v1/workloads", "Authorization", "Bearer attune_token").statusCode())
          .isEqualTo(200);
      assertThatThrownBy(() -> served.get("/")).isInstanceOf(java.io.IOException.class);
    }
  }

  @Test
  void aHandshakeThatIsNotFinishedIsEnded() throws Exception {
    try (ServedApi served =
            new ServedApi(
                Map.of(
                    "http.tls.keystore",
                    server.keystore().toString(),
                    "http.tls.password",
                    Certificates.PASSWORD,
                    "http.request.timeout",
                    "1s"));
        Socket half = served.connect()) {
      half.setSoTimeout(20_000);
      half.getOutputStream().write(new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01});

      assertThat(get(served, "/health").statusCode()).isEqualTo(200);
      assertThat(half.getInputStream().readAllBytes().length).as("closed").isLessThan(100);
    }
  }

  @Test
  void aKeystoreIsServed() throws Exception {
    try (ServedApi served =
        new ServedApi(
            Map.of(
                "http.tls.keystore",
                server.keystore().toString(),
                "http.tls.password",
                Certificates.PASSWORD))) {
      assertThat(get(served, "/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void whatCannotBeServedIsOneSentence() throws Exception {
    Path garbage = directory.resolve("garbage.pem");
    Files.writeString(garbage, "secret but no key");
    assertThatThrownBy(
            () ->
                new ServedApi(
                    Map.of(
                        "http.tls.certificate", server.chain().toString(),
                        "http.tls.key", garbage.toString())))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("HTTPS", "http.tls")
        .hasMessageNotContaining("secret but");
    assertThatThrownBy(
            () ->
                new ServedApi(
                    Map.of(
                        "http.tls.keystore",
                        server.keystore().toString(),
                        "http.tls.password",
                        "wrong-password")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("http.tls")
        .hasMessageNotContaining("wrong-password");
    assertThatThrownBy(() -> new ServedApi(Map.of("http.tls.keystore", "/no/such.p12")))
        .hasMessageContaining("/no/such.p12 cannot be read");
  }
}

package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.attune.registry.RegistryConfig;
import io.attune.registry.SchemaRegistryClient;
import io.attune.registry.SchemaRegistryClients;
import io.attune.streams.testing.Certificates;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry behind TLS that asks for a password or a token: what is wrong is one sentence. */
class SecuredRegistryIT {
  private static final String BASIC =
      "Basic "
          + Base64.getEncoder().encodeToString("ada:right-secret".getBytes(StandardCharsets.UTF_8));
  private static final String BEARER = "Bearer token-secret";

  @TempDir private Path directory;
  private Certificates authority;
  private HttpsServer server;

  @BeforeEach
  void authority() {
    authority = Certificates.authority(directory.resolve("authority"), "Registry authority");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void serve(Certificates.Issued own) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(own.keystore())) {
      keys.load(in, Certificates.PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, Certificates.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          String given = exchange.getRequestHeaders().getFirst("Authorization");
          int status =
              BASIC.equals(given) || BEARER.equals(given) ? 200 : given == null ? 403 : 401;
          byte[] body =
              (status == 200 ? "{\"compatibilityLevel\": \"BACKWARD\"}" : "{\"message\": \"no\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  private void ask(Map<String, String> more) {
    Map<String, String> properties = new HashMap<>();
    properties.put(RegistryConfig.URL, "https://localhost:" + server.getAddress().getPort());
    properties.put(RegistryConfig.MAX_RETRIES, "0");
    properties.put("schema.registry.ssl.truststore.type", "PEM");
    properties.put("schema.registry.ssl.truststore.location", authority.file().toString());
    properties.putAll(more);
    try (SchemaRegistryClient client = SchemaRegistryClients.from(new RegistryConfig(properties))) {
      client.compatibility();
    }
  }

  private static Map<String, String> basic(String userInfo) {
    return Map.of(
        RegistryConfig.BASIC_SOURCE, "USER_INFO", RegistryConfig.BASIC_USER_INFO, userInfo);
  }

  private void assertRefused(Map<String, String> more, String sentence) {
    assertThatThrownBy(() -> ask(more))
        .isInstanceOf(KafkaException.class)
        .hasMessageStartingWith(
            "The schema registry at https://localhost:" + server.getAddress().getPort())
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("secret");
  }

  @Test
  void passwordsAndTokensAreSentOverTls() throws Exception {
    serve(authority.issue("server", "registry", "dns:localhost", 2));

    ask(basic("ada:right-secret"));
    ask(
        Map.of(
            RegistryConfig.BEARER_SOURCE, "STATIC_TOKEN",
            RegistryConfig.BEARER_TOKEN, "token-secret"));
    assertRefused(basic("ada:wrong-secret"), "does not accept the credentials (401)");
    assertRefused(Map.of(), "does not allow this (403)");
  }

  @Test
  void anUnknownAuthorityIsNamed() throws Exception {
    serve(authority.issue("server", "registry", "dns:localhost", 2));
    Path other =
        Certificates.authority(directory.resolve("other"), "Another").file().toAbsolutePath();

    assertRefused(
        Map.of("schema.registry.ssl.truststore.location", other.toString()),
        "signed by no authority that is trusted here");
  }

  @Test
  void aCertificateForAnotherNameIsNamed() throws Exception {
    serve(authority.issue("server", "registry", "dns:registry.example.org", 2));

    assertRefused(basic("ada:right-secret"), "shows a certificate that is not for localhost");
  }

  @Test
  void anExpiredCertificateIsNamed() throws Exception {
    Instant now = Instant.now();
    serve(
        authority.issue(
            "server",
            "registry",
            "dns:localhost",
            now.minusSeconds(7_200),
            now.minusSeconds(3_600)));

    assertRefused(basic("ada:right-secret"), "shows a certificate that has expired (NotAfter: ");
  }

  @Test
  void noSecretIsInAMalformedUrl() throws Exception {
    serve(authority.issue("server", "registry", "dns:localhost", 2));

    assertThatThrownBy(() -> ask(Map.of(RegistryConfig.URL, "ftp://ada:se@cret@registry")))
        .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("se@", "cret@"));
  }
}

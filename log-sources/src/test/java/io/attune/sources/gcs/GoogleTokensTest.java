package io.attune.sources.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.eventlog.StoreException;
import io.attune.sources.http.Tokens;
import io.attune.sources.testing.ScriptedServer;
import io.attune.sources.testing.ScriptedServer.Answer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each place where Google's own libraries find credentials. */
class GoogleTokensTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Answer TOKEN =
      Answer.of(200, "{\"access_token\":\"t0ken\",\"expires_in\":3599,\"token_type\":\"Bearer\"}");

  @TempDir private Path home;
  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer();
    server.on("/token", TOKEN);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Tokens tokens(String... variables) {
    return GoogleTokens.of(
        ScriptedServer.environment(
            home,
            Stream.concat(
                    Stream.of("GCE_METADATA_HOST", server.address().substring("http://".length())),
                    Stream.of(variables))
                .toArray(String[]::new)),
        ScriptedServer.http());
  }

  private Path file(Map<String, Object> content) throws IOException {
    return Files.writeString(home.resolve("key.json"), JSON.writeValueAsString(content));
  }

  private Map<String, String> form(int index) {
    Map<String, String> form = new LinkedHashMap<>();
    for (String part : server.asked().get(index).body().split("&")) {
      form.put(
          URLDecoder.decode(part.substring(0, part.indexOf('=')), UTF_8),
          URLDecoder.decode(part.substring(part.indexOf('=') + 1), UTF_8));
    }
    return form;
  }

  @Test
  void aServiceAccountSignsForItself() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    Path file =
        file(
            Map.of(
                "type", "service_account",
                "client_email", "attune@project.iam.gserviceaccount.com",
                "private_key_id", "k1",
                "private_key", pem,
                "token_uri", server.address() + "/token"));
    Tokens tokens = tokens("GOOGLE_APPLICATION_CREDENTIALS", file.toString());

    assertThat(tokens.value()).contains("t0ken");
    assertThat(tokens.source()).isEqualTo("the credentials from the service account");
    String[] parts = form(0).get("assertion").split("\\.");
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(pair.getPublic());
    signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
    assertThat(claims.path("iss").asText()).isEqualTo("attune@project.iam.gserviceaccount.com");
    assertThat(claims.path("aud").asText()).isEqualTo(server.address() + "/token");
    assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(3_600);
  }

  @Test
  void aKeyThatIsNoneIsNotShown() throws IOException {
    Path file =
        file(
            Map.of(
                "type", "service_account",
                "client_email", "a@b",
                "private_key", "s3cret",
                "token_uri", server.address() + "/token"));
    assertThatThrownBy(tokens("GOOGLE_APPLICATION_CREDENTIALS", file.toString())::value)
        .isInstanceOf(StoreException.class)
        .hasMessage("The private key of the service account cannot be used: make a new key file.");
  }

  @Test
  void theApplicationDefaultLogin() throws IOException {
    Path folder = Files.createDirectories(home.resolve(".config/gcloud"));
    Files.move(
        file(
            Map.of(
                "type", "authorized_user",
                "client_id", "id",
                "client_secret", "s3cret",
                "refresh_token", "r",
                "token_uri", server.address() + "/token")),
        folder.resolve("application_default_credentials.json"));

    assertThat(tokens().value()).contains("t0ken");
    assertThat(form(0)).containsEntry("refresh_token", "r").containsEntry("client_id", "id");
  }

  @Test
  void aWorkloadIdentityWithAServiceAccount() throws IOException {
    Path subject = Files.writeString(home.resolve("subject"), "{\"id_token\":\"jwt\"}");
    server
        .on("/token", Answer.of(200, "{\"access_token\":\"federated\",\"expires_in\":3599}"))
        .on(
            "/impersonate",
            Answer.of(200, "{\"accessToken\":\"t0ken\",\"expireTime\":\"2999-01-01T00:00:00Z\"}"));
    Path file =
        file(
            Map.of(
                "type",
                "external_account",
                "audience",
                "//iam.googleapis.com/pool",
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:jwt",
                "token_url",
                server.address() + "/token",
                "service_account_impersonation_url",
                server.address() + "/impersonate",
                "credential_source",
                Map.of(
                    "file", subject.toString(),
                    "format", Map.of("type", "json", "subject_token_field_name", "id_token"))));

    assertThat(tokens("GOOGLE_APPLICATION_CREDENTIALS", file.toString()).value()).contains("t0ken");
    assertThat(form(0)).containsEntry("subject_token", "jwt");
    assertThat(server.asked().get(1).header("Authorization")).isEqualTo("Bearer federated");
  }

  @Test
  void anInstance() throws IOException {
    server.on("/computeMetadata/v1/instance/service-accounts/default/token", TOKEN);
    assertThat(tokens().value()).contains("t0ken");
    assertThat(server.asked().get(0).header("Metadata-flavor")).isEqualTo("Google");
  }

  @Test
  void theCommand() throws IOException {
    Path gcloud = Files.writeString(home.resolve("gcloud"), "#!/bin/sh\necho t0ken\n");
    assertThat(gcloud.toFile().setExecutable(true)).isTrue();
    Tokens tokens = tokens("PATH", home + ":" + System.getenv("PATH"));
    assertThat(tokens.value()).contains("t0ken");
    assertThat(tokens.source()).isEqualTo("the credentials from the gcloud command");
  }

  @Test
  void aFileThatIsNotThere() {
    assertThatThrownBy(tokens("GOOGLE_APPLICATION_CREDENTIALS", home + "/gone.json")::value)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("/gone.json of Google cannot be read");
  }

  @Test
  void nobody() throws IOException {
    assertThat(tokens("PATH", home.toString()).value()).isEmpty();
  }
}

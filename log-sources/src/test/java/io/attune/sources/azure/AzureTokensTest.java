package io.attune.sources.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.eventlog.StoreException;
import io.attune.sources.http.Tokens;
import io.attune.sources.testing.ScriptedServer;
import io.attune.sources.testing.ScriptedServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each place where Azure's own libraries find an identity. */
class AzureTokensTest {
  private static final Answer TOKEN =
      Answer.of(200, "{\"access_token\":\"t0ken\",\"expires_in\":3599}");

  @TempDir private Path home;
  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Tokens tokens(String... variables) {
    return AzureTokens.of(
        ScriptedServer.environment(
            home,
            Stream.concat(
                    Stream.of(
                        "AZURE_AUTHORITY_HOST",
                        server.address() + "/",
                        "AZURE_POD_IDENTITY_AUTHORITY_HOST",
                        server.address()),
                    Stream.of(variables))
                .toArray(String[]::new)),
        ScriptedServer.http());
  }

  private void assertToken(Tokens tokens, String source) throws IOException {
    assertThat(tokens.value()).contains("t0ken");
    assertThat(tokens.value()).contains("t0ken");
    assertThat(server.asked()).as("asked once").hasSizeLessThanOrEqualTo(1);
    assertThat(tokens.source()).isEqualTo("the credentials from " + source);
  }

  @Test
  void aServicePrincipal() throws IOException {
    server.on("/tenant/oauth2/v2.0/token", TOKEN);
    assertToken(
        tokens(
            "AZURE_TENANT_ID", "tenant", "AZURE_CLIENT_ID", "me", "AZURE_CLIENT_SECRET", "s3cret"),
        "the environment's service principal");
    assertThat(server.asked().get(0).body())
        .contains("client_secret=s3cret", "scope=https%3A%2F%2Fstorage.azure.com%2F.default");
  }

  @Test
  void aSecretThatIsWrongIsNotShown() {
    server.on("/tenant/oauth2/v2.0/token", Answer.of(401, "{\"error\":\"invalid_client\"}"));
    Tokens tokens =
        tokens(
            "AZURE_TENANT_ID", "tenant", "AZURE_CLIENT_ID", "me", "AZURE_CLIENT_SECRET", "s3cret");
    assertThatThrownBy(tokens::value)
        .isInstanceOf(StoreException.class)
        .hasMessage("Credentials for Azure cannot be had (HTTP 401 invalid_client).");
  }

  @Test
  void aWorkloadIdentity() throws IOException {
    Path file = Files.writeString(home.resolve("token"), "jwt\n");
    server.on("/tenant/oauth2/v2.0/token", TOKEN);
    assertToken(
        tokens(
            "AZURE_TENANT_ID", "tenant",
            "AZURE_CLIENT_ID", "me",
            "AZURE_FEDERATED_TOKEN_FILE", file.toString()),
        "the workload identity");
    assertThat(server.asked().get(0).body()).contains("client_assertion=jwt");
  }

  @Test
  void aManagedIdentityOfAnApplicationService() throws IOException {
    server.on("/msi", TOKEN);
    assertToken(
        tokens("IDENTITY_ENDPOINT", server.address() + "/msi", "IDENTITY_HEADER", "h"),
        "the managed identity");
    assertThat(server.asked().get(0).header("X-identity-header")).isEqualTo("h");
  }

  @Test
  void aManagedIdentityOfAMachine() throws IOException {
    server.on("/metadata/identity/oauth2/token", TOKEN);
    assertToken(tokens("AZURE_CLIENT_ID", "me"), "the managed identity");
    assertThat(server.asked().get(0).header("Metadata")).isEqualTo("true");
    assertThat(server.asked().get(0).uri().getQuery()).contains("client_id=me");
  }

  @Test
  void theCommand() throws IOException {
    Path az =
        Files.writeString(
            home.resolve("az"),
            "#!/bin/sh\necho '{\"accessToken\":\"t0ken\",\"expires_on\":32503680000}'\n");
    assertThat(az.toFile().setExecutable(true)).isTrue();
    assertToken(tokens("PATH", home + ":" + System.getenv("PATH")), "the az command");
  }

  @Test
  void nobody() throws IOException {
    assertThat(tokens("PATH", home.toString()).value()).isEmpty();
  }
}

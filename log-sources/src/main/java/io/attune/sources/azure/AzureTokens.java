package io.attune.sources.azure;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.sources.http.Http;
import io.attune.sources.http.JsonDocument;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.http.Programs;
import io.attune.sources.http.Request;
import io.attune.sources.http.Tokens;
import io.attune.sources.http.Uris;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens of Microsoft Entra ID, from where Azure's own libraries take them, in their order: a
 * service principal in the environment, a workload identity (pods on AKS), a managed identity, and
 * the {@code az} command.
 */
final class AzureTokens {

  private static final String RESOURCE = "https://storage.azure.com/";
  private static final String SCOPE = RESOURCE + ".default";
  private static final String METADATA = "http://169.254.169.254";

  private final ProcessEnvironment environment;
  private final Http http;

  private AzureTokens(ProcessEnvironment environment, Http http) {
    this.environment = requireNonNull(environment, "environment is null");
    this.http = requireNonNull(http, "http is null");
  }

  static Tokens of(ProcessEnvironment environment, Http http) {
    AzureTokens tokens = new AzureTokens(environment, http);
    return new Tokens(
        "Azure",
        List.of(
            tokens::ofServicePrincipal,
            tokens::ofWorkloadIdentity,
            tokens::ofApplicationService,
            tokens::ofInstance,
            tokens::ofCommand),
        environment.clock());
  }

  private Optional<Tokens.Token> ofServicePrincipal() throws IOException {
    Optional<String> secret = environment.variable("AZURE_CLIENT_SECRET");
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    return signedOn(Map.of("client_secret", secret.get()), "the environment's service principal");
  }

  private Optional<Tokens.Token> ofWorkloadIdentity() throws IOException {
    Optional<String> file = environment.variable("AZURE_FEDERATED_TOKEN_FILE");
    if (file.isEmpty()) {
      return Optional.empty();
    }
    return signedOn(
        Map.of(
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion",
            Files.readString(Path.of(file.get())).strip()),
        "the workload identity");
  }

  private Optional<Tokens.Token> signedOn(Map<String, String> proof, String source)
      throws IOException {
    Optional<String> client = environment.variable("AZURE_CLIENT_ID");
    Optional<String> tenant = environment.variable("AZURE_TENANT_ID");
    if (client.isEmpty() || tenant.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> form = new LinkedHashMap<>(proof);
    form.put("client_id", client.get());
    form.put("grant_type", "client_credentials");
    form.put("scope", SCOPE);
    String authority =
        environment.variable("AZURE_AUTHORITY_HOST").orElse("https://login.microsoftonline.com");
    URI uri =
        URI.create(
            Uris.trimmed(authority) + "/" + Uris.encode(tenant.get()) + "/oauth2/v2.0/token");
    return Optional.of(token(http.bytes(() -> Request.post(uri, form)), source));
  }

  private Optional<Tokens.Token> ofApplicationService() throws IOException {
    Optional<String> endpoint = environment.variable("IDENTITY_ENDPOINT");
    Optional<String> header = environment.variable("IDENTITY_HEADER");
    if (endpoint.isEmpty() || header.isEmpty()) {
      return Optional.empty();
    }
    URI uri = URI.create(endpoint.get() + "?" + managed("2019-08-01"));
    Request request = Request.get(uri).with("X-IDENTITY-HEADER", header.get());
    return Optional.of(token(http.local().bytes(() -> request), "the managed identity"));
  }

  private Optional<Tokens.Token> ofInstance() {
    String host =
        Uris.trimmed(environment.variable("AZURE_POD_IDENTITY_AUTHORITY_HOST").orElse(METADATA));
    URI uri = URI.create(host + "/metadata/identity/oauth2/token?" + managed("2018-02-01"));
    try {
      return Optional.of(
          token(
              http.local().bytes(() -> Request.get(uri).with("Metadata", "true")),
              "the managed identity"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private String managed(String version) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("api-version", version);
    query.put("resource", RESOURCE);
    environment.variable("AZURE_CLIENT_ID").ifPresent(id -> query.put("client_id", id));
    return Uris.query(query);
  }

  private Optional<Tokens.Token> ofCommand() throws IOException {
    Optional<Path> az = Programs.find(environment, "az");
    if (az.isEmpty()) {
      return Optional.empty();
    }
    List<String> command =
        List.of(
            az.get().toString(),
            "account",
            "get-access-token",
            "--resource",
            RESOURCE,
            "--output",
            "json");
    JsonNode json = JsonDocument.read(Programs.output(environment, "the az command", command));
    Instant expires =
        json.path("expires_on").canConvertToLong()
            ? Instant.ofEpochSecond(json.path("expires_on").asLong())
            : environment.clock().instant().plusSeconds(900);
    return Optional.of(
        new Tokens.Token(JsonDocument.required(json, "accessToken"), expires, "the az command"));
  }

  private Tokens.Token token(byte[] body, String source) throws IOException {
    JsonNode json = JsonDocument.read(body);
    return new Tokens.Token(
        JsonDocument.required(json, "access_token"),
        environment.clock().instant().plusSeconds(json.path("expires_in").asLong(900)),
        source);
  }
}

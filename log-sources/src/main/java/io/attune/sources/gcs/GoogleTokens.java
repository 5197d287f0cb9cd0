package io.attune.sources.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.eventlog.StoreException;
import io.attune.sources.http.Http;
import io.attune.sources.http.JsonDocument;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.http.Programs;
import io.attune.sources.http.Request;
import io.attune.sources.http.Tokens;
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
 * Tokens of Google Cloud, from where Google's own libraries take them, in their order: the file
 * that {@code GOOGLE_APPLICATION_CREDENTIALS} names, the one that {@code gcloud auth
 * application-default login} writes, the metadata server; and last the {@code gcloud} command.
 */
final class GoogleTokens {

  static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_only";

  private static final String TOKEN_ADDRESS = "https://oauth2.googleapis.com/token";

  private final ProcessEnvironment environment;
  private final Http http;

  private GoogleTokens(ProcessEnvironment environment, Http http) {
    this.environment = requireNonNull(environment, "environment is null");
    this.http = requireNonNull(http, "http is null");
  }

  static Tokens of(ProcessEnvironment environment, Http http) {
    GoogleTokens tokens = new GoogleTokens(environment, http);
    return new Tokens(
        "Google Cloud Storage",
        List.of(tokens::ofFile, tokens::ofInstance, tokens::ofCommand),
        environment.clock());
  }

  private Optional<Tokens.Token> ofFile() throws IOException {
    Optional<String> named = environment.variable("GOOGLE_APPLICATION_CREDENTIALS");
    Path folder =
        environment
            .variable("CLOUDSDK_CONFIG")
            .map(Path::of)
            .orElse(environment.home().resolve(".config").resolve("gcloud"));
    Path file =
        named.map(Path::of).orElseGet(() -> folder.resolve("application_default_credentials.json"));
    if (named.isEmpty() && !Files.isReadable(file)) {
      return Optional.empty();
    }
    JsonNode json;
    try {
      json = JsonDocument.read(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new StoreException(
          "The credentials file " + file + " of Google cannot be read: check it.", e);
    }
    String type = JsonDocument.text(json, "type").orElse("");
    return Optional.of(
        switch (type) {
          case "service_account" -> ofServiceAccount(json);
          case "authorized_user" -> ofUser(json);
          case "external_account" -> new ExternalAccount(environment, http, json).token();
          default ->
              throw new StoreException(
                  "The credentials file "
                      + file
                      + " is of the type \""
                      + type.replaceAll("[^\\w.-]", "")
                      + "\": give one of a service account, a user or an external account.");
        });
  }

  private Tokens.Token ofServiceAccount(JsonNode json) throws IOException {
    String audience = JsonDocument.text(json, "token_uri").orElse(TOKEN_ADDRESS);
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
    form.put("assertion", Assertion.of(json, audience, SCOPE, environment.clock().instant()));
    return answered(audience, form, "the service account");
  }

  private Tokens.Token ofUser(JsonNode json) throws IOException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "refresh_token");
    form.put("client_id", JsonDocument.required(json, "client_id"));
    form.put("client_secret", JsonDocument.required(json, "client_secret"));
    form.put("refresh_token", JsonDocument.required(json, "refresh_token"));
    return answered(
        JsonDocument.text(json, "token_uri").orElse(TOKEN_ADDRESS),
        form,
        "the application default login");
  }

  private Tokens.Token answered(String address, Map<String, String> form, String source)
      throws IOException {
    return token(http.bytes(() -> Request.post(URI.create(address), form)), source);
  }

  private Optional<Tokens.Token> ofInstance() {
    String host = environment.variable("GCE_METADATA_HOST").orElse("metadata.google.internal");
    URI uri =
        URI.create(
            "http://" + host + "/computeMetadata/v1/instance/service-accounts/default/token");
    try {
      return Optional.of(
          token(
              http.local().bytes(() -> Request.get(uri).with("Metadata-Flavor", "Google")),
              "the instance's service account"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<Tokens.Token> ofCommand() {
    Optional<Path> gcloud = Programs.find(environment, "gcloud");
    if (gcloud.isEmpty()) {
      return Optional.empty();
    }
    List<String> command = List.of(gcloud.get().toString(), "auth", "print-access-token");
    try {
      String printed =
          new String(Programs.output(environment, "the gcloud command", command), UTF_8);
      return Optional.of(printed.strip())
          .filter(token -> !token.isEmpty())
          .map(
              token ->
                  new Tokens.Token(
                      token, environment.clock().instant().plusSeconds(600), "the gcloud command"));
    } catch (IOException e) {
      // Nobody is logged in: a public bucket needs nobody.
      return Optional.empty();
    }
  }

  private Tokens.Token token(byte[] body, String source) throws IOException {
    JsonNode json = JsonDocument.read(body);
    Instant now = environment.clock().instant();
    return new Tokens.Token(
        JsonDocument.required(json, "access_token"),
        now.plusSeconds(json.path("expires_in").asLong(900)),
        source);
  }
}

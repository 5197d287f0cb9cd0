package io.attune.sources.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.eventlog.StoreException;
import io.attune.sources.http.Http;
import io.attune.sources.http.JsonDocument;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.http.Request;
import io.attune.sources.http.Tokens;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Workload identity federation: another platform's token, from a file or an address, is exchanged
 * for one of Google's (RFC 8693), and that for one of a service account where the file names one.
 */
final class ExternalAccount {

  private static final String CLOUD = "https://www.googleapis.com/auth/cloud-platform";

  private final ProcessEnvironment environment;
  private final Http http;
  private final JsonNode json;

  ExternalAccount(ProcessEnvironment environment, Http http, JsonNode json) {
    this.environment = requireNonNull(environment, "environment is null");
    this.http = requireNonNull(http, "http is null");
    this.json = requireNonNull(json, "json is null");
  }

  Tokens.Token token() throws IOException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    form.put("requested_token_type", "urn:ietf:params:oauth:token-type:access_token");
    form.put("audience", JsonDocument.required(json, "audience"));
    form.put("scope", CLOUD);
    form.put("subject_token_type", JsonDocument.required(json, "subject_token_type"));
    form.put("subject_token", subject());
    URI uri = URI.create(JsonDocument.required(json, "token_url"));
    JsonNode exchanged = JsonDocument.read(http.bytes(() -> Request.post(uri, form)));
    String token = JsonDocument.required(exchanged, "access_token");
    if (JsonDocument.text(json, "service_account_impersonation_url").isPresent()) {
      return impersonated(JsonDocument.required(json, "service_account_impersonation_url"), token);
    }
    return new Tokens.Token(
        token,
        environment.clock().instant().plusSeconds(exchanged.path("expires_in").asLong(900)),
        "the workload identity");
  }

  private Tokens.Token impersonated(String address, String token) throws IOException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("scope").add(GoogleTokens.SCOPE);
    Request request =
        new Request(
            "POST",
            URI.create(address),
            Map.of("Content-Type", "application/json", "Authorization", "Bearer " + token),
            body.toString().getBytes(UTF_8));
    JsonNode answer = JsonDocument.read(http.bytes(() -> request));
    return new Tokens.Token(
        JsonDocument.required(answer, "accessToken"),
        Instant.parse(JsonDocument.required(answer, "expireTime")),
        "the workload identity's service account");
  }

  private String subject() throws IOException {
    JsonNode source = json.path("credential_source");
    String text;
    if (JsonDocument.text(source, "file").isPresent()) {
      text = Files.readString(Path.of(JsonDocument.required(source, "file")));
    } else if (JsonDocument.text(source, "url").isPresent()) {
      Map<String, String> headers = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> header : source.path("headers").properties()) {
        headers.put(header.getKey(), header.getValue().asText());
      }
      Request request = Request.get(URI.create(JsonDocument.required(source, "url"))).with(headers);
      text = new String(http.local().bytes(() -> request), UTF_8);
    } else {
      throw new StoreException(
          "The external account of Google takes its token neither from a file nor from an address,"
              + " which is not supported: give a service account, or run \"gcloud auth"
              + " application-default login\".");
    }
    JsonNode format = source.path("format");
    return JsonDocument.text(format, "type").filter("json"::equals).isPresent()
        ? JsonDocument.required(
            JsonDocument.read(text.getBytes(UTF_8)),
            JsonDocument.required(format, "subject_token_field_name"))
        : text.strip();
  }
}

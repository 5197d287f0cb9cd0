package io.attune.registry;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to a registry with one or several URLs: first to the URL that answered last, then
 * to the others; if none answers, all are retried after a wait. Thread-safe.
 */
final class RegistryHttp {
  static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
  static final ObjectMapper JSON = new ObjectMapper();

  private static final Logger LOG = LoggerFactory.getLogger(RegistryHttp.class);

  private final List<Location> endpoints;
  private final HttpClient client;
  private final Duration readTimeout;
  private final int maxRetries;
  private final Backoff backoff;
  private volatile int preferred;

  RegistryHttp(RegistryConfig config) {
    this(
        config,
        new Backoff(
            config.millis(RegistryConfig.RETRIES_WAIT_MS),
            config.millis(RegistryConfig.RETRIES_MAX_WAIT_MS)));
  }

  RegistryHttp(RegistryConfig config, Backoff backoff) {
    requireNonNull(config, "config is null");
    this.backoff = requireNonNull(backoff, "backoff is null");
    this.readTimeout = config.millis(RegistryConfig.READ_TIMEOUT_MS);
    this.maxRetries = config.getInt(RegistryConfig.MAX_RETRIES);
    this.endpoints = endpoints(config);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(config.millis(RegistryConfig.CONNECT_TIMEOUT_MS));
    SSLContext tls = Tls.from(config);
    if (tls != null) {
      builder.sslContext(tls);
    }
    String proxy = config.text(RegistryConfig.PROXY_HOST);
    if (proxy != null && config.getInt(RegistryConfig.PROXY_PORT) > 0) {
      builder.proxy(
          ProxySelector.of(new InetSocketAddress(proxy, config.getInt(RegistryConfig.PROXY_PORT))));
    }
    this.client = builder.build();
  }

  /** The URLs without user and password, for messages. */
  String name() {
    List<String> names = new ArrayList<>();
    endpoints.forEach(endpoint -> names.add(endpoint.base));
    return String.join(", ", names);
  }

  JsonNode get(String path) {
    return exchange("GET", path, null);
  }

  JsonNode post(String path, JsonNode body) {
    return exchange("POST", path, body);
  }

  JsonNode put(String path, JsonNode body) {
    return exchange("PUT", path, body);
  }

  private JsonNode exchange(String method, String path, JsonNode body) {
    FailedAttempt last = null;
    for (int attempt = 0; attempt <= maxRetries; attempt++) {
      try {
        if (attempt > 0) {
          backoff.await(attempt);
        }
        int start = preferred;
        for (int i = 0; i < endpoints.size(); i++) {
          int index = (start + i) % endpoints.size();
          Location endpoint = endpoints.get(index);
          try {
            HttpResponse<String> response =
                client.send(request(endpoint, method, path, body), BodyHandlers.ofString());
            if (!isRetriable(response.statusCode())) {
              preferred = index;
              return answer(endpoint, response);
            }
            last = new FailedAttempt(endpoint.base, "HTTP status " + response.statusCode(), null);
          } catch (IOException e) {
            last = new FailedAttempt(endpoint.base, ErrorLine.of(e), e);
          }
          LOG.debug("{} {} failed at {}: {}", method, path, last.base, last.what);
        }
      } catch (InterruptedException e) {
        throw new InterruptException(
            "Interrupted while asking the schema registry at " + name(), e);
      }
    }
    throw unavailable(last);
  }

  private RegistryUnavailableException unavailable(FailedAttempt last) {
    if (last.cause != null) {
      Optional<String> refused = ConnectionFailure.ofRegistry(last.base, last.cause);
      if (refused.isPresent()) {
        return new RegistryUnavailableException(refused.get(), last.cause);
      }
    }
    int tries = maxRetries + 1;
    return new RegistryUnavailableException(
        "The schema registry at "
            + name()
            + " did not answer after "
            + tries
            + (tries == 1 ? " try" : " tries")
            + " (last: "
            + last.what
            + " at "
            + last.base
            + "); check that it is running and that "
            + RegistryConfig.URL
            + " is right.",
        last.cause);
  }

  private HttpRequest request(Location endpoint, String method, String path, JsonNode body) {
    HttpRequest.BodyPublisher publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8);
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(endpoint.base + path))
            .timeout(readTimeout)
            .header("Accept", CONTENT_TYPE + ", application/json")
            .method(method, publisher);
    if (body != null) {
      builder.header("Content-Type", CONTENT_TYPE);
    }
    if (endpoint.authorization != null) {
      builder.header("Authorization", endpoint.authorization);
    }
    return builder.build();
  }

  private static boolean isRetriable(int status) {
    return status == 408 || status == 429 || status >= 500;
  }

  private static JsonNode answer(Location endpoint, HttpResponse<String> response) {
    int status = response.statusCode();
    String where = "The schema registry at " + endpoint.base;
    if (status == 401) {
      throw new AuthenticationException(
          where + " does not accept the credentials (401); check basic.auth.* or bearer.auth.*.");
    }
    if (status == 403) {
      throw new AuthorizationException(
          where + " does not allow this (403): " + ErrorLine.oneLine(response.body()) + ".");
    }
    JsonNode json = parse(response.body());
    if (status >= 200 && status < 300) {
      if (json == null) {
        throw new RegistryException(
            status, status, where + " answered with something other than JSON; check its URL.");
      }
      return json;
    }
    if (json == null || !json.path("error_code").isInt()) {
      throw new RegistryException(
          status,
          status,
          where
              + " answered "
              + status
              + " without an error code of the protocol; check that "
              + RegistryConfig.URL
              + " is the base of a schema registry.");
    }
    throw new RegistryException(
        status,
        json.get("error_code").asInt(),
        where
            + " refused: "
            + ErrorLine.oneLine(json.path("message").asText("no reason given"))
            + ".");
  }

  /** Parses a body; null if it is not JSON. */
  private static JsonNode parse(String body) {
    try {
      JsonNode json = JSON.readTree(body);
      return json == null || json.isMissingNode() ? null : json;
    } catch (JsonProcessingException e) {
      LOG.debug("not JSON: {}", body, e);
      return null;
    }
  }

  private static List<Location> endpoints(RegistryConfig config) {
    Credentials credentials = Credentials.from(config);
    List<Location> endpoints = new ArrayList<>();
    for (String url : config.urls()) {
      try {
        URI uri = new URI(url);
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http || uri.getHost() == null) {
          throw notAnUrl(url);
        }
        String base =
            new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), uri.getPath(), null, null)
                .toString();
        endpoints.add(new Location(base, credentials.header(uri)));
      } catch (URISyntaxException e) {
        throw notAnUrl(url);
      }
    }
    return endpoints;
  }

  private static ConfigException notAnUrl(String url) {
    return new ConfigException(
        RegistryConfig.URL
            + " has "
            + url.replaceAll("//[^?#]*@", "//***@")
            + ", which is not an http, https or mock URL; write e.g. http://localhost:8081.");
  }

  private static final class Location {
    private final String base;
    private final String authorization;

    private Location(String base, String authorization) {
      this.base = base;
      this.authorization = authorization;
    }
  }

  private static final class FailedAttempt {
    private final String base;
    private final String what;
    private final Throwable cause;

    private FailedAttempt(String base, String what, Throwable cause) {
      this.base = base;
      this.what = what;
      this.cause = cause;
    }
  }
}

package io.attune.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.advisor.render.Format;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** A client of the HTTP API of a running Attune. */
final class AttuneClient {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Bounds of the API's parameter; a terminal may have any width. */
  private static final int NARROWEST = 40;

  private static final int WIDEST = 400;

  private final String url;
  private final Optional<String> token;
  private final Optional<Path> authority;

  /**
   * Creates it; nothing is asked yet.
   *
   * @param url such as {@code http://127.0.0.1:18080}, with or without a slash at its end
   * @param token what to log in with
   * @param authority PEM file of who is trusted to have signed a certificate; empty for the usual
   */
  AttuneClient(String url, Optional<String> token, Optional<Path> authority) {
    this.url = requireNonNull(url, "url is null").strip().replaceAll("/+$", "");
    this.token = requireNonNull(token, "token is null");
    this.authority = requireNonNull(authority, "authority is null");
  }

  /**
   * The current recommendations for a workload, in a format: {@code text} and {@code notes}.
   *
   * @throws CommandFailure when there is no answer, or the workload is not known
   */
  JsonNode conf(String workload, Format format, Format.Display display) {
    String query =
        "?workload="
            + URLEncoder.encode(workload, StandardCharsets.UTF_8)
            + "&format="
            + format
            + "&columns="
            + Math.max(NARROWEST, Math.min(WIDEST, display.columns()))
            + "&colour="
            + display.colour()
            + "&unicode="
            + display.unicode();
    return ofWorkload(workload, "/api/v1/conf" + query);
  }

  /**
   * All that is known of a workload.
   *
   * @throws CommandFailure when there is no answer, or the workload is not known
   */
  JsonNode workload(String workload) {
    return ofWorkload(
        workload,
        "/api/v1/workload?workload=" + URLEncoder.encode(workload, StandardCharsets.UTF_8));
  }

  private JsonNode ofWorkload(String workload, String path) {
    HttpResponse<String> response = get(path);
    JsonNode answer = read(response);
    if (response.statusCode() == 200) {
      return answer;
    }
    String error = answer.path("detail").asText();
    if (response.statusCode() == 404 && answer.has("nearest")) {
      throw unknown(workload, error, answer);
    }
    throw failure(response, error);
  }

  private CommandFailure unknown(String workload, String error, JsonNode answer) {
    List<String> nearest = new ArrayList<>();
    answer.path("nearest").forEach(name -> nearest.add("'" + name.asText() + "'"));
    String name = error.isEmpty() ? workload : error.replaceAll("[.]$", "");
    return new CommandFailure(
        nearest.isEmpty()
            ? name
                + "; "
                + (answer.path("workloads").asInt() == 0
                    ? "it has seen no run yet."
                    : url + "/api/v1/workloads lists those it knows.")
            : name + "; did you mean " + String.join(" or ", nearest) + "?");
  }

  private CommandFailure failure(HttpResponse<String> response, String error) {
    return new CommandFailure(
        error.isEmpty() ? notAttune(response) : "Attune at " + url + " says: " + error);
  }

  /**
   * All rows of a list, page by page.
   *
   * @param path such as {@code /api/v1/workloads}
   * @throws CommandFailure when there is no answer, or it is an error
   */
  List<JsonNode> list(String path) {
    List<JsonNode> rows = new ArrayList<>();
    String cursor = "";
    do {
      HttpResponse<String> response = get(path + "?limit=1000" + cursor);
      JsonNode answer = read(response);
      if (response.statusCode() != 200) {
        throw failure(response, answer.path("detail").asText());
      }
      answer.path("items").forEach(rows::add);
      String next = answer.path("next").asText("");
      cursor =
          answer.path("next").isTextual()
              ? "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8)
              : "";
    } while (!cursor.isEmpty());
    return rows;
  }

  private HttpResponse<String> get(String path) {
    HttpRequest request;
    try {
      HttpRequest.Builder asking =
          HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).GET();
      token.ifPresent(given -> asking.header("Authorization", "Bearer " + given));
      request = asking.build();
    } catch (IllegalArgumentException e) {
      if (token.isPresent() && e.getMessage() != null && e.getMessage().contains("header")) {
        throw new CommandFailure("the token has characters that no token has; check its file.");
      }
      throw new CommandFailure(
          "'" + url + "' is no address such as http://127.0.0.1:18080; check --url.", e);
    }
    try {
      HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(PATIENCE);
      authority.map(AttuneClient::trusting).ifPresent(client::sslContext);
      return client
          .build()
          .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (SSLException e) {
      throw new CommandFailure(
          "the certificate of "
              + url
              + " is not trusted here ("
              + e.getMessage()
              + "); check --url and --ca-file.",
          e);
    } catch (IOException e) {
      throw new CommandFailure(
          "no Attune answers at "
              + url
              + "; is \"attune serve\" or a demo running, and is --url right?",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("stopped while asking Attune at " + url + ".", e);
    }
  }

  private static SSLContext trusting(Path authority) {
    try (InputStream in = Files.newInputStream(authority)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("authority-" + number++, each);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new CommandFailure(
          authority + " cannot be read as PEM certificates; check --ca-file.", e);
    }
  }

  private JsonNode read(HttpResponse<String> response) {
    try {
      JsonNode answer = new ObjectMapper().readTree(response.body());
      if (answer != null && answer.isObject()) {
        return answer;
      }
      throw new CommandFailure(notAttune(response));
    } catch (JsonProcessingException e) {
      throw new CommandFailure(notAttune(response), e);
    }
  }

  private String notAttune(HttpResponse<String> response) {
    return "what answers at "
        + url
        + " is no Attune of this version (status "
        + response.statusCode()
        + "); check --url.";
  }
}

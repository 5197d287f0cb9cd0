package io.attune.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.schemas.Decision;
import io.attune.schemas.Forecast;
import io.attune.schemas.Outcome;
import io.attune.server.HttpApi;
import io.attune.server.api.DecisionLog;
import io.attune.server.view.Outcomes;
import io.attune.server.view.Views;
import io.attune.streams.PipelineHealth;
import io.attune.streams.config.AttuneConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The HTTP side over fakes, on a free port of loopback, and a client of it. */
public final class ServedApi implements AutoCloseable {
  private static final PipelineHealth RUNNING =
      new PipelineHealth("RUNNING", true, true, Optional.empty());

  public final FakeRecommendations recommendations = new FakeRecommendations();
  public final FakeRuns runs = new FakeRuns();
  public final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
  public final Map<String, Forecast> forecasts = new ConcurrentHashMap<>();
  public final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  public volatile PipelineHealth pipeline = RUNNING;
  public final List<String> decided = new CopyOnWriteArrayList<>();
  public volatile boolean kafkaRefuses;
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpApi api;

  public ServedApi() {
    this(Map.of());
  }

  public ServedApi(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("http.port", "0");
    api =
        new HttpApi(
            AttuneConfig.of(all),
            () -> pipeline,
            metrics,
            new Views(
                recommendations,
                runs,
                new FakeOutcomes(outcomes),
                workload -> Optional.ofNullable(forecasts.get(workload))),
            this::decide);
    api.start();
  }

  private record FakeOutcomes(List<Outcome> newest) implements Outcomes {
    @Override
    public boolean isCaughtUp() {
      return true;
    }
  }

  private void decide(String workload, String subject, Optional<Decision> decision) {
    if (kafkaRefuses) {
      throw new DecisionLog.UnavailableException("The decision was not written: no Kafka.", null);
    }
    decided.add(
        workload
            + " "
            + subject
            + " "
            + decision.map(made -> "dismissed by " + made.getDecidedBy()).orElse("undone"));
  }

  public String url() {
    return api.url();
  }

  public int port() {
    return api.port();
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
  }

  public HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  public HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  public JsonNode json(String path) throws Exception {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + " answered " + response.statusCode() + response.body());
    }
    return new ObjectMapper().readTree(response.body());
  }

  /** Sends bytes as they are and reads until the server closes. */
  public String raw(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  public Socket connect() throws IOException {
    return new Socket("127.0.0.1", port());
  }

  @Override
  public void close() {
    api.close();
  }
}

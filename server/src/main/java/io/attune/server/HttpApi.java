package io.attune.server;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.render.AvroJson;
import io.attune.schemas.Recommendation;
import io.attune.streams.PipelineHealth;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.config.Options;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side: JSON under {@code /api/}, {@code /metrics}, {@code /health} and the dashboard.
 * Only reads, so it answers GET and HEAD and nothing else.
 */
public final class HttpApi implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);
  private static final int MAX_THREADS = 64;
  private static final int MAX_APPLICATIONS = 100;
  private static final int MAX_STAGES = 500;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String host;
  private final int wantedPort;
  private final Supplier<PipelineHealth> health;
  private final PrometheusMeterRegistry metrics;
  private final RecommendationView recommendations;
  private final StoreQueries stores;
  private final EventStream events;
  private final Assets assets = new Assets();
  private final ExecutorService threads;
  private HttpServer server;

  /** Nothing is listened to before {@link #start}. */
  public HttpApi(
      AttuneConfig config,
      Supplier<PipelineHealth> health,
      PrometheusMeterRegistry metrics,
      RecommendationView recommendations,
      StoreQueries stores) {
    this.host = config.get(Options.HTTP_HOST);
    this.wantedPort = config.get(Options.HTTP_PORT);
    this.health = requireNonNull(health, "health is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.recommendations = requireNonNull(recommendations, "recommendations is null");
    this.stores = requireNonNull(stores, "stores is null");
    this.events = new EventStream(recommendations);
    this.threads =
        new ThreadPoolExecutor(
            0,
            MAX_THREADS,
            60,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "attune-http");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Begins to listen.
   *
   * @throws ConfigurationException when the address cannot be listened to
   */
  public void start() {
    try {
      server = HttpServer.create(new InetSocketAddress(host, wantedPort), 0);
    } catch (BindException e) {
      throw new ConfigurationException(
          "Port "
              + wantedPort
              + " on "
              + host
              + " cannot be listened to ("
              + e.getMessage()
              + "); set "
              + Options.HTTP_PORT
              + " to a free one, or to 0 for any.",
          e);
    } catch (UnknownHostException e) {
      throw new ConfigurationException(
          "The host " + host + " in " + Options.HTTP_HOST + " is not known.", e);
    } catch (IOException e) {
      throw new ConfigurationException("HTTP cannot be served: " + e.getMessage() + ".", e);
    }
    server.setExecutor(threads);
    get("/api/applications", exchange -> json(exchange, 200, applications()));
    get("/api/workloads", exchange -> json(exchange, 200, workloads()));
    get("/api/recommendations", exchange -> json(exchange, 200, recommendations(exchange)));
    get("/api/stages", this::stages);
    get("/api/conf", new AdviceApi(recommendations, stores)::serve);
    get("/api/events", events::serve);
    get("/metrics", this::metrics);
    get("/health", this::health);
    get("/", assets::serve);
    server.start();
    LOG.info("Serving http://{}:{}/", host, port());
  }

  /** The port that is listened to. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void get(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            String method = exchange.getRequestMethod();
            String asked = exchange.getRequestURI().getPath();
            if (!method.equals("GET") && !method.equals("HEAD")) {
              exchange.getResponseHeaders().set("Allow", "GET, HEAD");
              error(exchange, 405, method + " is not served; this API only reads.");
            } else if (!path.equals("/") && !asked.equals(path)) {
              error(exchange, 404, "Nothing is served at " + asked + ".");
            } else {
              handler.handle(exchange);
            }
          } catch (RuntimeException e) {
            LOG.warn("Serving {} failed: {}", exchange.getRequestURI().getPath(), e.toString());
            LOG.debug("The failure in full", e);
            error(exchange, 500, "This could not be served; the log has the reason.");
          }
        });
  }

  private JsonNode applications() {
    ArrayNode list = NODES.arrayNode();
    for (ApplicationState application : stores.applications(MAX_APPLICATIONS)) {
      ObjectNode node = list.addObject();
      node.put("id", application.applicationId());
      node.put("name", application.name());
      node.put("workload", application.workload());
      node.put("sparkVersion", application.sparkVersion().orElse(null));
      node.put("startTime", application.start().map(t -> t.toEpochMilli()).orElse(null));
      node.put("endTime", application.end().map(t -> t.toEpochMilli()).orElse(null));
      node.put(
          "lastEventTime", application.lastEventTime().map(t -> t.toEpochMilli()).orElse(null));
      node.put("ended", application.ended());
      node.put("executors", application.executors().size());
      node.put("stages", application.stages().size());
      node.put("jobs", application.jobs().size());
    }
    return list;
  }

  private JsonNode workloads() {
    Map<String, Integer> counts = new TreeMap<>();
    recommendations.current().forEach(r -> counts.merge(r.getWorkload(), 1, Integer::sum));
    stores
        .applications(MAX_APPLICATIONS)
        .forEach(application -> counts.putIfAbsent(application.workload(), 0));
    ArrayNode list = NODES.arrayNode();
    counts.forEach(
        (workload, count) ->
            list.addObject().put("workload", workload).put("recommendations", count));
    return list;
  }

  private JsonNode recommendations(HttpExchange exchange) {
    String workload = QueryParameters.of(exchange).get("workload");
    ArrayNode list = NODES.arrayNode();
    for (Recommendation recommendation : recommendations.current()) {
      if (workload == null || workload.equals(recommendation.getWorkload())) {
        list.add(AvroJson.of(recommendation));
      }
    }
    return list;
  }

  private void stages(HttpExchange exchange) throws IOException {
    String application = QueryParameters.of(exchange).get("application");
    if (application == null) {
      error(exchange, 400, "Name the application: /api/stages?application=<id>.");
      return;
    }
    ArrayNode list = NODES.arrayNode();
    stores.stages(application, MAX_STAGES).forEach(stage -> list.add(AvroJson.of(stage)));
    json(exchange, 200, list);
  }

  private void metrics(HttpExchange exchange) throws IOException {
    send(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape());
  }

  private void health(HttpExchange exchange) throws IOException {
    PipelineHealth now = health.get();
    ObjectNode node = NODES.objectNode();
    node.put("state", now.state());
    node.put("running", now.running());
    json(exchange, now.alive() ? 200 : 503, node);
  }

  static void json(HttpExchange exchange, int status, JsonNode node) throws IOException {
    send(exchange, status, "application/json; charset=utf-8", node.toString());
  }

  static void error(HttpExchange exchange, int status, String message) throws IOException {
    json(exchange, status, NODES.objectNode().put("error", message));
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    send(exchange, status, type, body.getBytes(StandardCharsets.UTF_8));
  }

  static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    events.close();
    if (server != null) {
      server.stop(0);
    }
    threads.shutdownNow();
  }
}

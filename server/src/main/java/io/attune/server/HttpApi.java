package io.attune.server;

import static java.util.Objects.requireNonNull;

import io.attune.server.access.Access;
import io.attune.server.access.AccessSettings;
import io.attune.server.access.Login;
import io.attune.server.api.Api;
import io.attune.server.api.DecisionLog;
import io.attune.server.api.EventStream;
import io.attune.server.http.Exchange;
import io.attune.server.http.HttpLimits;
import io.attune.server.http.Route;
import io.attune.server.http.WebServer;
import io.attune.server.view.Recommendations;
import io.attune.server.view.SharedRuns;
import io.attune.server.view.Views;
import io.attune.streams.PipelineHealth;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.config.Options;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side: the API under {@code /api/v1/}, health, metrics and the dashboard. It needs no
 * Kafka: its sources are passed in.
 */
public final class HttpApi implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

  /** Connections beside those that follow live changes. */
  private static final int OTHER_CONNECTIONS = 256;

  private static final int THREADS = 24;

  /** A name of four kilobytes, each byte escaped, and room for the rest. */
  private static final int HEADER_BYTES = 16 * 1_024;

  private static final Duration ANSWER = Duration.ofMinutes(1);
  private static final Duration SHORTEST_REQUEST = Duration.ofSeconds(1);

  /** Paths had no version before version 1. */
  private static final Map<String, String> MOVED = Map.of("/api/", Api.PREFIX);

  private final String host;
  private final int wantedPort;
  private final AccessSettings settings;
  private final Access access;
  private final HttpLimits limits;
  private final EventStream events;
  private final ServerMetrics meter;
  private final List<Route> routes = new ArrayList<>();
  private WebServer server;

  /**
   * Nothing is listened to before {@link #start}.
   *
   * @throws ConfigurationException when a limit leaves no room, or others would be let in
   */
  public HttpApi(
      AttuneConfig config,
      Supplier<PipelineHealth> pipeline,
      PrometheusMeterRegistry metrics,
      Views views,
      DecisionLog decisions) {
    Recommendations recommendations = views.recommendations();
    this.host = config.get(Options.HTTP_HOST);
    this.wantedPort = config.get(Options.HTTP_PORT);
    this.limits = limits(config);
    this.settings = new AccessSettings(config);
    this.access = settings.access(InstantSource.system(), System::nanoTime);
    this.events = new EventStream(recommendations, config.get(Options.HTTP_VIEWERS));
    this.meter = new ServerMetrics(requireNonNull(metrics, "metrics is null"));
    meter.viewers(events::viewers);
    meter.recommendations(() -> recommendations.current().size());
    routes.addAll(
        new Api(
                views.with(new SharedRuns(views.runs(), System::nanoTime)),
                events,
                new Login(access),
                decisions,
                HealthChecks.alive(pipeline),
                HealthChecks.ready(pipeline, recommendations),
                HealthChecks.all(pipeline, recommendations),
                metrics::scrape)
            .routes());
    routes.addAll(Dashboard.routes());
  }

  private static HttpLimits limits(AttuneConfig config) {
    Duration request = config.get(Options.HTTP_REQUEST_TIMEOUT);
    if (request.compareTo(SHORTEST_REQUEST) < 0) {
      throw new ConfigurationException(
          "The setting " + Options.HTTP_REQUEST_TIMEOUT + " is shorter than 1s.");
    }
    return new HttpLimits(
        config.get(Options.HTTP_VIEWERS) + OTHER_CONNECTIONS,
        THREADS,
        HEADER_BYTES,
        Exchange.BODY_BYTES,
        request,
        ANSWER);
  }

  /**
   * Begins to listen.
   *
   * @throws ConfigurationException when the address cannot be listened to
   */
  public void start() {
    try {
      server =
          new WebServer(
              settings.address(),
              wantedPort,
              limits,
              settings.certificate(),
              access,
              routes,
              MOVED,
              meter);
      server.start();
    } catch (IOException e) {
      throw failure(e);
    }
    events.start();
    LOG.info("Serving {}", url());
  }

  /** Where the dashboard is. */
  public String url() {
    String scheme = settings.certificate().isPresent() ? "https://" : "http://";
    return scheme + (host.contains(":") ? "[" + host + "]" : host) + ":" + port() + "/";
  }

  private ConfigurationException failure(IOException e) {
    if (e instanceof BindException || e.getCause() instanceof BindException) {
      Throwable bind = e instanceof BindException ? e : e.getCause();
      return new ConfigurationException(
          "Port "
              + wantedPort
              + " on "
              + host
              + " cannot be listened to ("
              + bind.getMessage()
              + "); set "
              + Options.HTTP_PORT
              + " to a free one, or to 0 for any.",
          e);
    }
    return new ConfigurationException("HTTP cannot be served: " + e.getMessage() + ".", e);
  }

  /** The port that is listened to. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    events.close();
    if (server != null) {
      server.close();
    }
  }
}

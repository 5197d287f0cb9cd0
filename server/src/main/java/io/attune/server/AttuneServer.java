package io.attune.server;

import static java.util.Objects.requireNonNull;

import io.attune.registry.AvroSerdes;
import io.attune.schemas.Forecast;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import io.attune.server.notices.Notices;
import io.attune.server.view.ForecastView;
import io.attune.server.view.OutcomeView;
import io.attune.server.view.Published;
import io.attune.server.view.RecommendationView;
import io.attune.server.view.StoreQueries;
import io.attune.server.view.Views;
import io.attune.streams.AttuneStreams;
import io.attune.streams.client.DecisionWriter;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.config.Options;
import io.attune.streams.errors.Patience;
import io.attune.streams.intake.EventSerdes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Attune: the pipeline, and what is served of it over HTTP. The composition root of this
 * module. Started once and closed once; closing is orderly, last opened first.
 */
public final class AttuneServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AttuneServer.class);

  private static final Duration DECISION_PATIENCE = Duration.ofSeconds(10);

  private final AttuneConfig config;
  private final AttuneStreams streams;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private HttpApi http;

  /** Nothing is connected to before {@link #start}. */
  public AttuneServer(AttuneConfig config) {
    this.config = requireNonNull(config, "config is null");
    this.streams = new AttuneStreams(config);
    parts.push(streams);
  }

  /**
   * Starts the pipeline and HTTP, and returns when tasks are assigned and state is restored. HTTP
   * answers from before that on, so that one can watch.
   *
   * @throws ConfigurationException one sentence, when something it needs is not as it has to be
   */
  public void start() {
    try {
      begin();
      streams.awaitRunning();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private synchronized void begin() {
    streams.begin();
    if (config.get(Options.HTTP_ENABLED)) {
      startHttp();
    }
  }

  private void startHttp() {
    RecommendationView view =
        new RecommendationView(
            config.topics().recommendations().name(),
            this::consumer,
            () -> reader(Recommendation.class),
            streams.metrics());
    OutcomeView outcomes =
        new OutcomeView(
            config.topics().outcomes().name(),
            this::consumer,
            () -> reader(Outcome.class),
            streams.metrics());
    ForecastView forecasts =
        new ForecastView(
            config.topics().forecasts().name(),
            this::consumer,
            () -> reader(Forecast.class),
            streams.metrics());
    parts.push(view);
    parts.push(outcomes);
    parts.push(forecasts);
    view.start();
    outcomes.start();
    forecasts.start();
    KafkaDecisions decisions = new KafkaDecisions(this::decisionWriter);
    parts.push(decisions);
    http =
        new HttpApi(
            config,
            streams::health,
            streams.registry(),
            new Views(
                view, new StoreQueries(streams.kafka(), streams.workloads()), outcomes, forecasts),
            decisions);
    parts.push(http);
    http.start();
    config.noticesGroup().ifPresent(group -> startNotices(view, group));
  }

  private void startNotices(RecommendationView view, String group) {
    Notices notices =
        new Notices(
            config.topics().recommendations().name(),
            // In a group of its own, so that of several instances one tells each thing.
            () -> consumer(Map.of(ConsumerConfig.GROUP_ID_CONFIG, group)),
            () ->
                new EventSerdes(config, new Patience(Duration.ZERO))
                    .recommendation()
                    .deserializer(),
            () ->
                view.isCaughtUp()
                    ? view.current().stream().map(Published::recommendation).toList()
                    : List.of(),
            Path.of(config.get(Options.NOTICES_FILE)),
            streams.registry());
    parts.push(notices);
    notices.start();
  }

  /** Fails at once when the registry does not answer. */
  private <T extends SpecificRecord> Deserializer<T> reader(Class<T> type) {
    return AvroSerdes.from(EventSerdes.properties(config)).deserializer(type, false);
  }

  /** Reads what is committed, and commits no offsets of its own. */
  private Consumer<String, byte[]> consumer() {
    return consumer(Map.of());
  }

  private Consumer<String, byte[]> consumer(Map<String, Object> more) {
    Map<String, Object> properties = client(ConsumerConfig.configNames());
    properties.putAll(more);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private DecisionWriter decisionWriter() {
    return new DecisionWriter(
        client(ProducerConfig.configNames()),
        EventSerdes.properties(config),
        config.topics().decisions().name(),
        DECISION_PATIENCE);
  }

  /** Those of Kafka's settings that a client of this kind knows, and the brokers. */
  private Map<String, Object> client(Set<String> known) {
    Map<String, Object> properties = new HashMap<>(config.kafka());
    properties.keySet().retainAll(known);
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.get(Options.BOOTSTRAP_SERVERS));
    return properties;
  }

  /** The pipeline. */
  public AttuneStreams streams() {
    return streams;
  }

  /** Port of the HTTP server. */
  public int httpPort() {
    if (http == null) {
      throw new IllegalStateException("HTTP is not served");
    }
    return http.port();
  }

  /** Address of the dashboard. */
  public String url() {
    if (http == null) {
      throw new IllegalStateException("HTTP is not served");
    }
    return http.url();
  }

  /** May be called at any time, also while it starts on another thread. */
  @Override
  public void close() {
    // It may be waiting with the lock.
    streams.cancel();
    closeParts();
  }

  private synchronized void closeParts() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("Closing was not clean: {}", e.toString());
      }
    }
  }
}

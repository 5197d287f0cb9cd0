package io.attune.cli;

import io.attune.embedded.BrokerOptions;
import io.attune.embedded.EmbeddedBroker;
import io.attune.registry.EmbeddedSchemaRegistry;
import io.attune.registry.RegistryConfig;
import io.attune.schemas.Topics;
import io.attune.streams.AttuneConfig;
import io.attune.streams.AttuneStreams;
import io.attune.streams.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Everything that Attune needs, in this process: Kafka, a schema registry and the pipeline. */
final class LocalStack {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final EmbeddedBroker broker;
  private final EmbeddedSchemaRegistry registry;
  private final AttuneConfig config;
  private final AttuneStreams streams;

  private LocalStack(
      EmbeddedBroker broker,
      EmbeddedSchemaRegistry registry,
      AttuneConfig config,
      AttuneStreams streams) {
    this.broker = broker;
    this.registry = registry;
    this.config = config;
    this.streams = streams;
  }

  /**
   * Starts all of it and returns when the pipeline runs.
   *
   * @param directory where topics, schemas and state are kept
   * @param shutdown closes what was started, also when starting fails half-way
   */
  static LocalStack start(DemoOptions options, Path directory, Shutdown shutdown) {
    EmbeddedBroker broker =
        shutdown.add(
            EmbeddedBroker.open(
                BrokerOptions.temporary()
                    .withPort(options.port())
                    .withDataDirectory(directory.resolve("kafka"))));
    EmbeddedSchemaRegistry registry = shutdown.add(registry(options, directory));
    AttuneConfig config = AttuneConfig.of(settings(broker, registry, options, directory));
    AttuneStreams streams = shutdown.add(new AttuneStreams(config));
    streams.start();
    return new LocalStack(broker, registry, config, streams);
  }

  /** What clients of this stack are configured with. */
  Map<String, String> clientProperties() {
    Map<String, String> properties = new HashMap<>();
    properties.put("bootstrap.servers", bootstrapServers());
    properties.put(RegistryConfig.URL, registryUrl());
    return properties;
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  String registryUrl() {
    return registry.url();
  }

  /** Address of the dashboard. */
  String dashboardUrl() {
    return "http://" + config.get(Options.HTTP_HOST) + ":" + streams.httpPort() + "/";
  }

  Topics topics() {
    return config.topics();
  }

  /** Waits until everything that was sent has been judged; false when that takes too long. */
  boolean awaitDigested(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!streams.isDigested()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
    return true;
  }

  private static EmbeddedSchemaRegistry registry(DemoOptions options, Path directory) {
    try {
      return EmbeddedSchemaRegistry.start(options.registryPort(), directory.resolve("registry"));
    } catch (IOException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private static Map<String, String> settings(
      EmbeddedBroker broker, EmbeddedSchemaRegistry registry, DemoOptions options, Path directory) {
    Map<String, String> settings = new HashMap<>();
    settings.put(Options.BOOTSTRAP_SERVERS.name(), broker.bootstrapServers());
    settings.put(Options.SCHEMA_REGISTRY_URL.name(), registry.url());
    settings.put(Options.STATE_DIR.name(), directory.resolve("state").toString());
    settings.put(Options.HTTP_PORT.name(), Integer.toString(options.httpPort()));
    settings.put(Options.TOPIC_PARTITIONS.name(), "2");
    settings.put(Options.TOPIC_REPLICATION.name(), "1");
    settings.put(Options.STANDBY_REPLICAS.name(), "0");
    // With --data-dir the group remembers the last demo's member, and waits for it for so long.
    settings.put(AttuneConfig.KAFKA_PREFIX + "session.timeout.ms", "6000");
    settings.put(AttuneConfig.KAFKA_PREFIX + "heartbeat.interval.ms", "2000");
    // Short, so that the demo knows early that everything has been digested.
    settings.put(Options.COMMIT_INTERVAL.name(), "250ms");
    return settings;
  }
}

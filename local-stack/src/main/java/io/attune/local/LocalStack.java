package io.attune.local;

import io.attune.embedded.BrokerOptions;
import io.attune.embedded.EmbeddedBroker;
import io.attune.registry.EmbeddedSchemaRegistry;
import io.attune.registry.RegistryConfig;
import io.attune.schemas.Topics;
import io.attune.server.AttuneServer;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.config.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Everything that Attune needs, in this process: Kafka, a schema registry, the pipeline and its
 * HTTP server.
 */
public final class LocalStack implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final EmbeddedBroker broker;
  private final EmbeddedSchemaRegistry registry;
  private final AttuneConfig config;
  private final AttuneServer server;
  private final Shutdown shutdown;

  private LocalStack(
      EmbeddedBroker broker,
      EmbeddedSchemaRegistry registry,
      AttuneConfig config,
      AttuneServer server,
      Shutdown shutdown) {
    this.broker = broker;
    this.registry = registry;
    this.config = config;
    this.server = server;
    this.shutdown = shutdown;
  }

  /**
   * Starts all of it on free ports, tied to the end of the process.
   *
   * @param directory where topics, schemas and state are kept
   */
  public static LocalStack open(Path directory) {
    return start(LocalPorts.FREE, directory, Shutdown.atExit());
  }

  /**
   * Starts all of it and returns when the pipeline runs.
   *
   * @param directory where topics, schemas and state are kept
   * @param shutdown closes what was started, also when starting fails half-way
   */
  public static LocalStack start(LocalPorts ports, Path directory, Shutdown shutdown) {
    EmbeddedBroker broker =
        shutdown.add(
            EmbeddedBroker.open(
                BrokerOptions.temporary()
                    .withPort(ports.kafka())
                    .withDataDirectory(directory.resolve("kafka"))));
    EmbeddedSchemaRegistry registry = shutdown.add(registry(ports, directory));
    AttuneConfig config = AttuneConfig.of(settings(broker, registry, ports, directory));
    AttuneServer server = shutdown.add(new AttuneServer(config));
    server.start();
    return new LocalStack(broker, registry, config, server, shutdown);
  }

  /** What clients of this stack are configured with. */
  public Map<String, String> clientProperties() {
    Map<String, String> properties = new HashMap<>();
    properties.put("bootstrap.servers", bootstrapServers());
    properties.put(RegistryConfig.URL, registryUrl());
    return properties;
  }

  /** Where Kafka listens. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Where the schema registry listens. */
  public String registryUrl() {
    return registry.url();
  }

  /** Address of the dashboard. */
  public String dashboardUrl() {
    return server.url();
  }

  /** Names of the topics. */
  public Topics topics() {
    return config.topics();
  }

  /**
   * Waits until everything that was sent has been processed and assessed; false when that takes too
   * long.
   */
  public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!server.streams().isCaughtUp()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
    return true;
  }

  @Override
  public void close() {
    shutdown.close();
  }

  private static EmbeddedSchemaRegistry registry(LocalPorts ports, Path directory) {
    try {
      return EmbeddedSchemaRegistry.start(ports.registry(), directory.resolve("registry"));
    } catch (IOException e) {
      throw new ConfigurationException(e.getMessage(), e);
    }
  }

  private static Map<String, String> settings(
      EmbeddedBroker broker, EmbeddedSchemaRegistry registry, LocalPorts ports, Path directory) {
    Map<String, String> settings = new HashMap<>();
    settings.put(Options.BOOTSTRAP_SERVERS.name(), broker.bootstrapServers());
    settings.put(Options.SCHEMA_REGISTRY_URL.name(), registry.url());
    settings.put(Options.STATE_DIR.name(), directory.resolve("state").toString());
    settings.put(Options.HTTP_PORT.name(), Integer.toString(ports.http()));
    settings.put(Options.TOPIC_PARTITIONS.name(), "2");
    settings.put(Options.TOPIC_REPLICATION.name(), "1");
    settings.put(Options.STANDBY_REPLICAS.name(), "0");
    // With --data-dir the group remembers the last demo's member and waits for it until this
    // timeout.
    settings.put(AttuneConfig.KAFKA_PREFIX + "session.timeout.ms", "6000");
    settings.put(AttuneConfig.KAFKA_PREFIX + "heartbeat.interval.ms", "2000");
    // Short, so that the demo knows early that everything has been processed.
    settings.put(Options.COMMIT_INTERVAL.name(), "250ms");
    return settings;
  }
}

package io.attune.embedded;

import static java.util.Objects.requireNonNull;

import java.net.BindException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;

/**
 * A Kafka broker in this process (KRaft, a single node with both roles), on the loopback address
 * only.
 *
 * <p>For the demo and for tests. {@link #stop()} and {@link #start()} restart it on the same port
 * with the same records. Topics are not created automatically. Not thread-safe.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final int ATTEMPTS_FOR_A_FREE_PORT = 5;

  private final BrokerOptions options;
  private final Path directory;
  private final boolean temporary;
  private final String clusterId;
  private final Map<String, Integer> listenerPorts = new LinkedHashMap<>();
  private int port;
  private KafkaRaftServer server;
  private DirectoryLock lock;

  private EmbeddedBroker(
      BrokerOptions options, Path directory, boolean temporary, String clusterId, int port) {
    this.options = options;
    this.directory = directory;
    this.temporary = temporary;
    this.clusterId = clusterId;
    this.port = port;
  }

  /** Starts a broker on a free port with a temporary directory. */
  public static EmbeddedBroker temporary() {
    return open(BrokerOptions.temporary());
  }

  /**
   * Starts a broker and waits until it accepts requests.
   *
   * @throws PortInUseException if the port is in use
   * @throws EmbeddedBrokerException if the directory cannot be used or the broker does not start
   */
  public static EmbeddedBroker open(BrokerOptions options) {
    requireNonNull(options, "options is null");
    if (options.port() != 0) {
      LoopbackPorts.requireFree(options.port());
    }
    boolean temporary = options.dataDirectory().isEmpty();
    Path directory =
        temporary ? BrokerStorage.temporary() : options.dataDirectory().get().toAbsolutePath();
    try {
      EmbeddedBroker broker =
          new EmbeddedBroker(
              options, directory, temporary, BrokerStorage.prepare(directory), options.port());
      broker.start();
      return broker;
    } catch (RuntimeException e) {
      if (temporary) {
        BrokerStorage.delete(directory);
      }
      throw e;
    }
  }

  /** The value of {@code bootstrap.servers} for clients. */
  public String bootstrapServers() {
    return LoopbackPorts.ADDRESS + ":" + port;
  }

  /**
   * The same for a listener with security. Its host is an address; {@code localhost} is the same
   * one by name.
   */
  public String bootstrapServers(String listener) {
    Integer own = listenerPorts.get(listener);
    if (own == null) {
      throw new IllegalArgumentException("there is no listener " + listener);
    }
    return LoopbackPorts.ADDRESS + ":" + own;
  }

  /** The port for clients, which stays the same when the broker is restarted. */
  public int port() {
    return port;
  }

  /** The directory of the topics. */
  public Path dataDirectory() {
    return directory;
  }

  /** The cluster id, which is stored in the data directory. */
  public String clusterId() {
    return clusterId;
  }

  /** Whether the broker is running. */
  public boolean isRunning() {
    return server != null;
  }

  /** Starts the broker after {@link #stop()}, on the same port; does nothing if it is running. */
  public void start() {
    for (int attempt = 1; server == null; attempt++) {
      boolean chosenHere = port == 0;
      int wanted = chosenHere ? LoopbackPorts.free() : port;
      try {
        LoopbackPorts.requireFree(wanted);
        startOn(wanted, LoopbackPorts.free());
        port = wanted;
      } catch (PortInUseException e) {
        if (!chosenHere || attempt == ATTEMPTS_FOR_A_FREE_PORT) {
          throw e;
        }
      }
    }
  }

  /**
   * Stops the broker, keeping its port and records; connections are refused meanwhile. Does nothing
   * if it is stopped.
   */
  public void stop() {
    if (server == null) {
      return;
    }
    KafkaRaftServer stopping = server;
    server = null;
    stopping.shutdown();
    stopping.awaitShutdown();
    lock.close();
  }

  /** Stops the broker and removes a temporary directory. */
  @Override
  public void close() {
    stop();
    if (temporary) {
      BrokerStorage.delete(directory);
    }
  }

  private void startOn(int brokerPort, int controllerPort) {
    Properties properties =
        BrokerProperties.singleNode(BrokerStorage.NODE_ID, directory, brokerPort, controllerPort);
    for (BrokerOptions.Listener listener : options.listeners()) {
      int own = listenerPorts.computeIfAbsent(listener.name(), name -> LoopbackPorts.free());
      BrokerProperties.add(properties, listener, own);
    }
    properties.putAll(options.overrides());
    HaltGuard.install();
    DirectoryLock taken = DirectoryLock.take(directory);
    KafkaRaftServer starting = null;
    try {
      starting = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
      starting.startup();
      server = starting;
      lock = taken;
    } catch (Throwable e) {
      if (starting != null) {
        Utils.swallow(starting::shutdown);
      }
      taken.close();
      if (mentionsTakenAddress(e)) {
        throw new PortInUseException(brokerPort, e);
      }
      throw new EmbeddedBrokerException(
          "the embedded Kafka broker did not start in " + directory + ": " + deepestMessage(e), e);
    }
  }

  private static boolean mentionsTakenAddress(Throwable failure) {
    return Stream.iterate(failure, t -> t != null, Throwable::getCause)
        .anyMatch(BindException.class::isInstance);
  }

  private static String deepestMessage(Throwable failure) {
    return Stream.iterate(failure, t -> t != null, Throwable::getCause)
        .map(Throwable::getMessage)
        .filter(message -> message != null && !message.isBlank())
        .reduce((outer, inner) -> inner)
        .orElse(failure.getClass().getSimpleName());
  }
}

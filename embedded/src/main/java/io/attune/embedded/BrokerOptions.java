package io.attune.embedded;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Options of an {@link EmbeddedBroker}.
 *
 * @param port the port for clients on the loopback address; 0 for a free one, which stays the same
 *     for the lifetime of the broker object
 * @param dataDirectory directory of the topics; empty for a temporary directory that is removed on
 *     close. A directory of an earlier embedded broker is reused with its cluster id, topics and
 *     records
 * @param overrides broker properties that override Attune's, such as {@code message.max.bytes}
 * @param listeners further listeners, each on a free port, beside the one without security
 */
public record BrokerOptions(
    int port,
    Optional<Path> dataDirectory,
    Map<String, String> overrides,
    List<Listener> listeners) {

  /**
   * A listener with security.
   *
   * @param name its name, capitals and underscores
   * @param protocol {@code SSL}, {@code SASL_PLAINTEXT} or {@code SASL_SSL}
   * @param settings its own broker properties without the prefix {@code listener.name.NAME.}, such
   *     as {@code scram-sha-256.sasl.jaas.config}
   */
  public record Listener(String name, String protocol, Map<String, String> settings) {
    /** Copies the settings. */
    public Listener {
      requireNonNull(name, "name is null");
      requireNonNull(protocol, "protocol is null");
      settings = Map.copyOf(settings);
    }
  }

  /** Checks the port's range and copies the overrides. */
  public BrokerOptions {
    requireNonNull(dataDirectory, "dataDirectory is null");
    overrides = Map.copyOf(requireNonNull(overrides, "overrides is null"));
    listeners = List.copyOf(requireNonNull(listeners, "listeners is null"));
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port is " + port + ", it has to be 0 to 65535");
    }
  }

  /** Options with a free port and a temporary directory. */
  public static BrokerOptions temporary() {
    return new BrokerOptions(0, Optional.empty(), Map.of(), List.of());
  }

  /** Returns a copy with a port; 0 for a free one. */
  public BrokerOptions withPort(int newPort) {
    return new BrokerOptions(newPort, dataDirectory, overrides, listeners);
  }

  /** Returns a copy with a data directory, which is created if missing. */
  public BrokerOptions withDataDirectory(Path directory) {
    return new BrokerOptions(port, Optional.of(directory), overrides, listeners);
  }

  /** Returns a copy with broker properties that override Attune's. */
  public BrokerOptions withOverrides(Map<String, String> newOverrides) {
    return new BrokerOptions(port, dataDirectory, newOverrides, listeners);
  }

  /** Returns a copy with one more listener. */
  public BrokerOptions withListener(Listener listener) {
    List<Listener> more = new ArrayList<>(listeners);
    more.add(listener);
    return new BrokerOptions(port, dataDirectory, overrides, more);
  }
}

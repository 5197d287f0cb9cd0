package io.attune.embedded;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
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
 */
public record BrokerOptions(int port, Optional<Path> dataDirectory, Map<String, String> overrides) {

  /** Checks the port's range and copies the overrides. */
  public BrokerOptions {
    requireNonNull(dataDirectory, "dataDirectory is null");
    overrides = Map.copyOf(requireNonNull(overrides, "overrides is null"));
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port is " + port + ", it has to be 0 to 65535");
    }
  }

  /** Options with a free port and a temporary directory. */
  public static BrokerOptions temporary() {
    return new BrokerOptions(0, Optional.empty(), Map.of());
  }

  /** Returns a copy with a port; 0 for a free one. */
  public BrokerOptions withPort(int newPort) {
    return new BrokerOptions(newPort, dataDirectory, overrides);
  }

  /** Returns a copy with a data directory, which is created if missing. */
  public BrokerOptions withDataDirectory(Path directory) {
    return new BrokerOptions(port, Optional.of(directory), overrides);
  }

  /** Returns a copy with broker properties that override Attune's. */
  public BrokerOptions withOverrides(Map<String, String> newOverrides) {
    return new BrokerOptions(port, dataDirectory, newOverrides);
  }
}

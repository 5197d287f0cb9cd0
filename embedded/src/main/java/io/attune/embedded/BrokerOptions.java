package io.attune.embedded;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How an {@link EmbeddedBroker} starts.
 *
 * @param port the port that clients connect to on the loopback address; 0 takes a free one and
 *     keeps it for as long as the broker object lives
 * @param dataDirectory where topics are kept; empty means a temporary directory that is removed on
 *     close. A directory that an embedded broker has used before is taken over as it is: same
 *     cluster id, same topics, same records
 * @param overrides broker properties that win over Attune's choices, such as {@code
 *     message.max.bytes}
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

  /** A free port and a temporary directory. */
  public static BrokerOptions temporary() {
    return new BrokerOptions(0, Optional.empty(), Map.of());
  }

  /** The same, on this port (0 for a free one). */
  public BrokerOptions withPort(int newPort) {
    return new BrokerOptions(newPort, dataDirectory, overrides);
  }

  /** The same, with records kept in this directory, which is created when missing. */
  public BrokerOptions withDataDirectory(Path directory) {
    return new BrokerOptions(port, Optional.of(directory), overrides);
  }

  /** The same, with these broker properties on top. */
  public BrokerOptions withOverrides(Map<String, String> newOverrides) {
    return new BrokerOptions(port, dataDirectory, newOverrides);
  }
}

package io.attune.cli;

import io.attune.embedded.LoopbackPorts;
import io.attune.embedded.PortInUseException;
import io.attune.local.LocalPorts;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the demo's ports and data. */
final class DemoOptions {
  private static final String PORT_OPTION = "--port";
  private static final String REGISTRY_OPTION = "--registry-port";
  private static final String HTTP_OPTION = "--http-port";

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Keep topics, schemas and state here over restarts. Default: a temporary directory,"
              + " removed at the end.")
  private Path dataDirectory;

  @Option(
      names = PORT_OPTION,
      paramLabel = "PORT",
      defaultValue = "" + DemoPorts.KAFKA,
      description = "Port of Kafka; 0 takes a free one. Default: ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = REGISTRY_OPTION,
      paramLabel = "PORT",
      defaultValue = "" + DemoPorts.REGISTRY,
      description = "Port of the schema registry; 0 takes a free one. Default: ${DEFAULT-VALUE}")
  private int registryPort;

  @Option(
      names = HTTP_OPTION,
      paramLabel = "PORT",
      defaultValue = "" + DemoPorts.HTTP,
      description = "Port of the dashboard; 0 takes a free one. Default: ${DEFAULT-VALUE}")
  private int httpPort;

  /** The directory to keep data in, if they are to be kept. */
  Optional<Path> dataDirectory() {
    return Optional.ofNullable(dataDirectory);
  }

  LocalPorts ports() {
    return new LocalPorts(port, registryPort, httpPort);
  }

  /** Fails with one sentence that names the option to use when a port is taken. */
  void requireFreePorts() {
    requireFree(port, "Kafka", PORT_OPTION);
    requireFree(registryPort, "the schema registry", REGISTRY_OPTION);
    requireFree(httpPort, "the dashboard", HTTP_OPTION);
  }

  private static void requireFree(int port, String what, String option) {
    if (port == 0) {
      return;
    }
    if (port < 0 || port > 65_535) {
      throw new CommandFailure(option + " is " + port + "; a port is 0 to 65535.");
    }
    try {
      LoopbackPorts.requireFree(port);
    } catch (PortInUseException e) {
      throw new CommandFailure(
          "port "
              + port
              + ", meant for "
              + what
              + ", is in use (another demo?); choose another with "
              + option
              + ", or 0 for a free one.",
          e);
    }
  }
}

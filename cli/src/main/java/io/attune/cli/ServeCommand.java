package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.local.Shutdown;
import io.attune.registry.RegistryConfig;
import io.attune.server.AttuneServer;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.errors.FatalErrors;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the pipeline against a real cluster. */
@Command(
    name = "serve",
    header = "Run the pipeline and the dashboard against a Kafka cluster.",
    description = {
      "Settings come from the file, then from ATTUNE_... variables (kafka.security.protocol is"
          + " ATTUNE_KAFKA_SECURITY_PROTOCOL), then from --set; docs/configuration.md lists them"
          + " all. Ctrl-C ends it.",
      "Ends with 3 when memory is not enough, and with 4 when the pipeline stops by itself;"
          + " docs/operations.md has what to do.",
      ""
    })
final class ServeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions common;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Properties file with settings.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "One setting; may be given several times.")
  private Map<String, String> overrides = new HashMap<>();

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "YAML file whose numbers replace those of the built-in rule table.")
  private String rules;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description = "YAML file whose prices replace the neutral ones; see docs/prices.md.")
  private String prices;

  @Option(
      names = "--objective",
      paramLabel = "OBJECTIVE",
      description =
          "What counts for applications that do not say so themselves: cost, balanced, performance,"
              + " or deadline=45min.")
  private String objective;

  ServeCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> settings = new HashMap<>(overrides);
    put(settings, Options.RULES_FILE.name(), rules);
    put(settings, Options.PRICES_FILE.name(), prices);
    put(settings, Options.OBJECTIVE.name(), objective);
    AttuneConfig config = AttuneConfig.load(Optional.ofNullable(file), System.getenv(), settings);
    FatalErrors.endProcess(ExitCodes.OUT_OF_MEMORY);
    requireNeighbours(config);
    try (Shutdown shutdown = Shutdown.atExit(config.get(Options.SHUTDOWN_TIMEOUT))) {
      AttuneServer server = shutdown.add(new AttuneServer(config));
      server.start();
      terminal.say(
          "Attune serves "
              + config.get(Options.BOOTSTRAP_SERVERS)
              + (config.get(Options.HTTP_ENABLED) ? "; dashboard at " + server.url() : "")
              + ". Ctrl-C ends it.");
      if (!server.streams().awaitEnd()) {
        throw new CommandFailure(
            server
                .streams()
                .whyStopped()
                .orElse("the pipeline ended with an error; the log above has its cause."),
            ExitCodes.STOPPED);
      }
    }
    return ExitCodes.DONE;
  }

  private static void put(Map<String, String> settings, String name, String value) {
    if (value != null) {
      settings.put(name, value);
    }
  }

  private static void requireNeighbours(AttuneConfig config) {
    Map<String, String> properties = new HashMap<>(config.kafka());
    properties.put("bootstrap.servers", config.get(Options.BOOTSTRAP_SERVERS));
    Connections.requireBroker(properties, Connections.PATIENCE);
    Map<String, String> registry = new HashMap<>();
    config.registry().forEach(registry::put);
    registry.put(RegistryConfig.URL, config.get(Options.SCHEMA_REGISTRY_URL));
    Connections.requireRegistry(registry);
  }
}

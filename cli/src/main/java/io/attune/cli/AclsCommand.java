package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.streams.ServeRights;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.rights.AclFormat;
import io.attune.streams.rights.Right;
import io.attune.streams.rights.Rights;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Prints the rights that a program needs at Kafka. */
@Command(
    name = "acls",
    header = "Print the fewest rights at Kafka that a program needs.",
    description = {
      "As a script for Kafka's own tool, or for what else grants rights where you are:",
      "  attune acls serve --principal User:attune --config attune.properties | sh",
      "Nothing is connected to. Those of serve depend on its configuration.",
      ""
    })
final class AclsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions common;

  @Parameters(
      arity = "1..*",
      paramLabel = "PROGRAM",
      description =
          "serve, agent, replay, follow, generate, watch or dismiss; of several, the rights of"
              + " all.")
  private List<Program> programs;

  @Option(
      names = "--principal",
      paramLabel = "TYPE:NAME",
      defaultValue = "User:attune",
      description = "Who gets them. Default: ${DEFAULT-VALUE}")
  private String principal;

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "kafka-acls",
      converter = FormatConverter.class,
      description =
          "kafka-acls (a script), strimzi (a KafkaUser), terraform, json or table. Default:"
              + " ${DEFAULT-VALUE}")
  private AclFormat format;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Properties file of serve.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "One setting of serve, such as topics.prefix; may be given several times.")
  private Map<String, String> overrides = new HashMap<>();

  /** A program that connects to Kafka. */
  enum Program {
    SERVE,
    AGENT,
    REPLAY,
    FOLLOW,
    GENERATE,
    WATCH,
    DISMISS;

    List<Right> rights(AttuneConfig config) {
      return switch (this) {
        case SERVE -> ServeRights.of(config);
        case AGENT, REPLAY, GENERATE -> Rights.ofProducers(config.topics());
        case FOLLOW -> Rights.ofFollowers(config.topics());
        case WATCH -> Rights.ofReaders(config.topics());
        case DISMISS -> Rights.ofDeciders(config.topics());
      };
    }
  }

  AclsCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() {
    if (!principal.matches("\\w+:[^\\s'\"\\\\$`]+")) {
      throw new CommandFailure("'" + principal + "' is no principal such as User:attune.");
    }
    AttuneConfig config = AttuneConfig.load(Optional.ofNullable(file), System.getenv(), overrides);
    Set<Right> rights = new LinkedHashSet<>();
    programs.forEach(program -> rights.addAll(program.rights(config)));
    terminal
        .out()
        .print(format.write(principal, config.get(Options.BOOTSTRAP_SERVERS), List.copyOf(rights)));
    terminal.out().flush();
    return ExitCodes.DONE;
  }

  /** Parses a format. */
  static final class FormatConverter implements ITypeConverter<AclFormat> {
    @Override
    public AclFormat convert(String text) {
      return AclFormat.named(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + text + "' is not a format; it can be " + AclFormat.names() + "."));
    }
  }
}

package io.attune.cli;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code attune} command; all work is in its subcommands. */
@Command(
    name = "attune",
    description = {
      "Tells you which Spark settings to change, while the application runs.",
      "",
      "New here? Start with \"attune demo\"."
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {"", "Exit codes: 0 done, 1 failed, 2 wrong usage."},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class AttuneCommand implements Runnable {
  /** Commands that are about the others. */
  private static final Set<String> ABOUT_ALL = Set.of("completion", "help");

  @Spec private CommandSpec spec;

  /** Runs a command line in this process and returns its exit code. */
  static int run(Terminal terminal, String... arguments) {
    return commandLine(terminal, arguments).execute(arguments);
  }

  /** The command that the first argument names, with its options; all where it names none. */
  static CommandLine commandLine(Terminal terminal, String... arguments) {
    requireNonNull(terminal, "terminal is null");
    CommandLine commandLine = new CommandLine(new AttuneCommand());
    for (Object subcommand : subcommands(terminal, arguments)) {
      commandLine.addSubcommand(subcommand);
    }
    commandLine.getSubcommands().forEach(AttuneCommand::addExamples);
    commandLine.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    commandLine.setColorScheme(terminal.colours());
    commandLine.setUsageHelpWidth(Math.max(60, terminal.columns()));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    FailureReporter failures = new FailureReporter(terminal);
    commandLine.setParameterExceptionHandler(failures);
    commandLine.setExecutionExceptionHandler(failures);
    return commandLine;
  }

  private static void addExamples(String name, CommandLine command) {
    String[] lines =
        Examples.of(name).stream()
            .map(line -> "  " + line.replace("%", "%%"))
            .toArray(String[]::new);
    if (lines.length > 0) {
      command.getCommandSpec().usageMessage().footerHeading("%nExamples:%n").footer(lines);
    }
  }

  /**
   * The subcommand that the first argument names, or all. Reading the annotations of one takes as
   * long as reading a small log, and only help and suggestions need them all.
   */
  private static List<Object> subcommands(Terminal terminal, String... arguments) {
    Map<String, Supplier<Object>> byName = new LinkedHashMap<>();
    byName.put("demo", () -> new DemoCommand(terminal));
    byName.put("analyze", () -> new AnalyzeCommand(terminal));
    byName.put("compare", () -> new CompareCommand(terminal));
    byName.put("explain", () -> new ExplainCommand(terminal));
    byName.put("workloads", () -> new WorkloadsCommand(terminal));
    byName.put("export", () -> new ExportCommand(terminal));
    byName.put("replay", () -> new ReplayCommand(terminal));
    byName.put("follow", () -> new FollowCommand(terminal));
    byName.put("generate", () -> new GenerateCommand(terminal));
    byName.put("serve", () -> new ServeCommand(terminal));
    byName.put("watch", () -> new WatchCommand(terminal));
    byName.put("conf", () -> new ConfCommand(terminal));
    byName.put("dismiss", () -> new DismissCommand(terminal, Clock.systemDefaultZone()));
    byName.put("mcp", () -> new McpCommand(terminal));
    byName.put("agent", () -> new AgentCommand(terminal));
    byName.put("acls", () -> new AclsCommand(terminal));
    byName.put("credential", () -> new CredentialCommand(terminal));
    byName.put("bench", BenchCommand::new);
    byName.put("completion", () -> new CompletionCommand(terminal));
    byName.put("help", HelpCommand::new);
    boolean needsAll = arguments.length == 0 || ABOUT_ALL.contains(arguments[0]);
    Supplier<Object> named = needsAll ? null : byName.get(arguments[0]);
    return named != null
        ? List.of(named.get())
        : byName.values().stream().map(Supplier::get).toList();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command, such as \"attune demo\".");
  }
}

package io.attune.cli;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code attune} command; what it does is in its subcommands. */
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
  @Spec private CommandSpec spec;

  /** Runs a command line in this process and returns its exit code. */
  static int run(Terminal terminal, String... arguments) {
    return commandLine(terminal).execute(arguments);
  }

  /** All commands with their options. */
  static CommandLine commandLine(Terminal terminal) {
    requireNonNull(terminal, "terminal is null");
    CommandLine commandLine = new CommandLine(new AttuneCommand());
    commandLine.addSubcommand(new DemoCommand(terminal));
    commandLine.addSubcommand(new AnalyzeCommand(terminal));
    commandLine.addSubcommand(new ReplayCommand(terminal));
    commandLine.addSubcommand(new GenerateCommand(terminal));
    commandLine.addSubcommand(new ServeCommand(terminal));
    commandLine.addSubcommand(new WatchCommand(terminal));
    commandLine.addSubcommand(new ConfCommand(terminal));
    commandLine.addSubcommand(new DismissCommand(terminal, Clock.systemDefaultZone()));
    commandLine.addSubcommand(new AgentCommand(terminal));
    commandLine.addSubcommand(new BenchCommand());
    commandLine.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    commandLine.setColorScheme(
        CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF));
    commandLine.setUsageHelpWidth(Math.max(60, terminal.columns()));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler((failure, given) -> complain(terminal, failure));
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> new Failures(terminal).report(failure, command));
    return commandLine;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command, such as \"attune demo\".");
  }

  private static int complain(Terminal terminal, ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String message = failure.getMessage();
    if (failure instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      message =
          "'" + first + "' is no " + (first.startsWith("-") ? "option" : "command") + " of " + name;
      List<String> suggestions = unmatched.getSuggestions();
      message += suggestions.isEmpty() ? "" : "; did you mean '" + suggestions.get(0) + "'?";
    }
    terminal.say("attune: " + Failures.sentence(message) + " See \"" + name + " --help\".");
    return ExitCodes.WRONG_USAGE;
  }
}

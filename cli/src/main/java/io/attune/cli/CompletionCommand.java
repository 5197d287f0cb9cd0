package io.attune.cli;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that completes commands and options in a shell. */
@Command(
    name = "completion",
    header = "Print a script that completes commands and options in your shell.",
    description = {"Put the line of the examples into ~/.bashrc or ~/.zshrc.", ""})
final class CompletionCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  private Shell shell;

  /** Shells that have completion. */
  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  CompletionCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() {
    String script = AutoComplete.bash("attune", spec.root().commandLine());
    // The script itself makes zsh understand bash's completion, once zsh's own is there.
    String start = shell == Shell.ZSH ? "autoload -Uz compinit && compinit -u\n" : "";
    terminal.out().print(start + script);
    terminal.out().flush();
    return ExitCodes.DONE;
  }
}

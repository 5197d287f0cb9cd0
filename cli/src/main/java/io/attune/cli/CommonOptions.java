package io.attune.cli;

import picocli.CommandLine.Option;

/** Options of every command. */
final class CommonOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this and exit.")
  private boolean help;

  @Option(
      names = "--verbose",
      description = "Log more, and print the stack trace of a failure.")
  private boolean verbose;

  /** Whether stack traces and more of the log are wanted. */
  boolean verbose() {
    return verbose;
  }
}

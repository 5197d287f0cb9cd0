package io.attune.cli;

import picocli.CommandLine.Option;

/** Options of every command. */
final class CommonOptions {
  static final String VERBOSE = "--verbose";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this and exit.")
  private boolean help;

  @Option(names = VERBOSE, description = "Log more, and print the stack trace of a failure.")
  private void setVerbose(boolean verbose) {
    if (verbose) {
      QuietLogging.verbose();
    }
  }
}

package io.attune.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A command line that was run in this process, with what it printed.
 *
 * @param exitCode exit code
 * @param out standard output
 * @param err standard error
 */
record Session(int exitCode, String out, String err) {
  static final int COLUMNS = 80;

  /** Runs it as if it was typed, without a terminal. */
  static Session of(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        AttuneCommand.run(
            Terminal.plain(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                COLUMNS),
            arguments);
    return new Session(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}

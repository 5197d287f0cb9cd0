package io.attune.cli;

/** Entry point of the {@code attune} command. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    int exitCode = AttuneCommand.run(Terminal.ofProcess(), arguments);
    System.out.flush();
    System.exit(exitCode);
  }
}

package io.attune.cli;

/** Entry point of the {@code attune} command. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    if (arguments.length > 1 && arguments[0].equals("analyze")) {
      Preloading.begin();
    }
    int exitCode = AttuneCommand.run(Terminal.ofProcess(), arguments);
    System.out.flush();
    System.exit(exitCode);
  }
}

package io.attune.cli;

/** A command cannot do what was asked; the message is one sentence for the user. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  CommandFailure(String message) {
    this(message, ExitCodes.FAILED);
  }

  CommandFailure(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  CommandFailure(String message, Throwable cause) {
    super(message, cause);
    this.exitCode = ExitCodes.FAILED;
  }

  int exitCode() {
    return exitCode;
  }
}

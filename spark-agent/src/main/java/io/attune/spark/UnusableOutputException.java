package io.attune.spark;

/** The settings can never lead to a working output. */
final class UnusableOutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence
   * @param cause what the client said
   */
  UnusableOutputException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.attune.spark;

/** The output cannot work with these settings. */
final class UnusableOutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence
   * @param cause the client's exception
   */
  UnusableOutputException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.attune.spark;

/** Kafka or the schema registry cannot be reached now. */
final class OutputUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence: what does not answer, and what follows
   * @param cause what the client said
   */
  OutputUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}

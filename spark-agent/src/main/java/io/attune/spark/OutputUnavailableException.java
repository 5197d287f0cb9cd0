package io.attune.spark;

/** Kafka or the schema registry cannot be reached now. */
final class OutputUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence: what does not answer, and the consequence
   * @param cause the client's exception
   */
  OutputUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}

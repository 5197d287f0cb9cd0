package io.attune.samples;

/** Thrown by the parser of {@link FailingTasks} for a malformed record. */
public final class MalformedOrderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message which order, and what is wrong with it
   */
  public MalformedOrderException(String message) {
    super(message);
  }
}

package io.attune.samples;

/** What the parser of {@link FailingTasks} throws at a record that it cannot read. */
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

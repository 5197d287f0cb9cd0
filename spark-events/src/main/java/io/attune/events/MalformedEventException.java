package io.attune.events;

/**
 * Thrown for a line that is not a Spark event: invalid or truncated JSON, or a required field is
 * missing.
 */
public final class MalformedEventException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param reason one clause, without the position, such as {@code "the JSON is truncated"}
   */
  public MalformedEventException(String reason) {
    super(reason);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param reason one clause
   * @param cause the parser's exception
   */
  public MalformedEventException(String reason, Throwable cause) {
    super(reason, cause);
  }
}

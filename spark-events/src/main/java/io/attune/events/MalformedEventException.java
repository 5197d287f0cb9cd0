package io.attune.events;

/** A line that is no Spark event: no JSON, cut off, or without the field that names the event. */
public final class MalformedEventException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param reason one clause, without the position, such as {@code "the JSON ends early"}
   */
  public MalformedEventException(String reason) {
    super(reason);
  }

  /**
   * Says what is wrong and what led to it.
   *
   * @param reason one clause
   * @param cause what was thrown by the parser
   */
  public MalformedEventException(String reason, Throwable cause) {
    super(reason, cause);
  }
}

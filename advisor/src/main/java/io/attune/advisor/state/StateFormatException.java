package io.attune.advisor.state;

/** Stored bytes that this version cannot read; the message is one sentence that says why. */
public final class StateFormatException extends RuntimeException {
  /**
   * Reports unreadable bytes.
   *
   * @param message one sentence: what was read, what was wrong with it, what to do
   */
  public StateFormatException(String message) {
    super(message);
  }

  /**
   * Reports unreadable bytes and what went wrong below.
   *
   * @param message one sentence: what was read, what was wrong with it, what to do
   * @param cause what went wrong below
   */
  public StateFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}

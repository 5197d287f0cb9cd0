package io.attune.eventlog;

/**
 * Thrown if an event log cannot be read. The message is one sentence for the user: what is wrong,
 * where, and what to do.
 */
public final class EventLogException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates an exception with a sentence for the user. */
  public EventLogException(String sentence) {
    super(sentence);
  }

  /** Creates an exception with a sentence for the user and a cause. */
  public EventLogException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}

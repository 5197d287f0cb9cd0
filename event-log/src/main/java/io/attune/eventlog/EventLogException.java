package io.attune.eventlog;

/**
 * An event log that cannot be read. The message is one sentence for the user: what is wrong, where,
 * and what to do.
 */
public final class EventLogException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says what is wrong, where, and what to do. */
  public EventLogException(String sentence) {
    super(sentence);
  }

  /** Says what is wrong, where, and what to do; keeps what led to it. */
  public EventLogException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}

package io.attune.load;

/**
 * A replay that cannot go on. The message is for the user: what is wrong, where, and what to do.
 */
public final class ReplayException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says what is wrong. */
  public ReplayException(String sentence) {
    super(sentence);
  }

  /** Says what is wrong, and keeps what led to it. */
  public ReplayException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}

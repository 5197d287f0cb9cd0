package io.attune.load;

/**
 * Thrown if a replay fails. The message is one sentence for the user: what is wrong, where, and
 * what to do.
 */
public final class ReplayException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates an exception with a sentence for the user. */
  public ReplayException(String sentence) {
    super(sentence);
  }

  /** Creates an exception with a sentence for the user and a cause. */
  public ReplayException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}

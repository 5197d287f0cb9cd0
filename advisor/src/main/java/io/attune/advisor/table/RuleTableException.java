package io.attune.advisor.table;

/** A user's rule table cannot be used; the message is one sentence that says what to do. */
public final class RuleTableException extends TableException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates it.
   *
   * @param message one sentence for the user
   */
  public RuleTableException(String message) {
    super(message);
  }
}

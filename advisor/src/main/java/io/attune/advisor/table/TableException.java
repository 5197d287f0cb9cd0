package io.attune.advisor.table;

/** A user's table cannot be used; the message is one sentence that says what to do. */
public class TableException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates it.
   *
   * @param message one sentence for the user
   */
  public TableException(String message) {
    super(message);
  }
}

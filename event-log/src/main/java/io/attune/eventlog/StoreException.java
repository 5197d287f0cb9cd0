package io.attune.eventlog;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if a store refuses or does not answer. The message is one sentence for the user: what is
 * wrong, where, and what to do. It holds no credentials.
 */
public class StoreException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Creates an exception with a sentence for the user. */
  public StoreException(String sentence) {
    super(sentence);
  }

  /** Creates an exception with a sentence for the user and a cause. */
  public StoreException(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }
}

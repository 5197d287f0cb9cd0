package io.attune.streams.store;

/** A store holds bytes that this version of Attune cannot read. */
public final class StoredStateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoredStateException(String message, Throwable cause) {
    super(message, cause);
  }
}

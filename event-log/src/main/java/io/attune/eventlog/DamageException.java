package io.attune.eventlog;

import java.io.IOException;

/** Truncated or corrupt compressed data, as opposed to an exception of a sink. */
final class DamageException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Throwable reason;

  DamageException(Throwable reason) {
    super(reason);
    this.reason = reason;
  }

  /** Message of the codec, or of the stream under it. */
  Throwable reason() {
    return reason;
  }
}

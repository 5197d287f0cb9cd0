package io.attune.eventlog;

import java.io.IOException;

/** Compressed data breaks off or is corrupt: told apart from what a sink throws. */
final class DamageException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Throwable reason;

  DamageException(Throwable reason) {
    super(reason);
    this.reason = reason;
  }

  /** What the codec, or the stream under it, said. */
  Throwable reason() {
    return reason;
  }
}

package io.attune.eventlog;

import java.io.IOException;

/** Compressed data breaks off or is corrupt: told apart from what a sink throws. */
final class DamageException extends IOException {

  private static final long serialVersionUID = 1L;

  DamageException(Throwable cause) {
    super(cause);
  }
}

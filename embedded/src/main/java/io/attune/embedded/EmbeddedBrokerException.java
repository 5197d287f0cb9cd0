package io.attune.embedded;

/** Thrown if the embedded broker cannot start or stop; the message is one sentence for the user. */
public final class EmbeddedBrokerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmbeddedBrokerException(String message) {
    super(message);
  }

  EmbeddedBrokerException(String message, Throwable cause) {
    super(message, cause);
  }
}

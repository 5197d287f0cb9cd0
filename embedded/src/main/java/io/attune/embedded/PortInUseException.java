package io.attune.embedded;

/** Thrown if another process listens on a port. */
public final class PortInUseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int port;

  PortInUseException(int port, Throwable cause) {
    super("port " + port + " on 127.0.0.1 is in use by another process", cause);
    this.port = port;
  }

  /** The port. */
  public int port() {
    return port;
  }
}

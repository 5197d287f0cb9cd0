package io.attune.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback address. */
public final class LoopbackPorts {
  /** The address that embedded servers listen on. */
  public static final String ADDRESS = "127.0.0.1";

  private LoopbackPorts() {}

  /** Returns a free port; another process may take it before it is bound. */
  public static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(ADDRESS))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on " + ADDRESS, e);
    }
  }

  /**
   * Checks that a server can listen on a port, with the socket options that servers use, so that
   * recently closed connections (TIME_WAIT) are no obstacle.
   *
   * @throws PortInUseException if the port is in use
   */
  public static void requireFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(ADDRESS, port), 1);
    } catch (IOException e) {
      throw new PortInUseException(port, e);
    }
  }
}

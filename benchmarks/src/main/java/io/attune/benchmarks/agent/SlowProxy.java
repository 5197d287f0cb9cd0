package io.attune.benchmarks.agent;

import io.attune.embedded.LoopbackPorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy in front of a broker that forwards a few kilobytes at a time with a delay, in both
 * directions. Without a broker it accepts connections and never answers.
 */
final class SlowProxy implements AutoCloseable {
  /** Bytes forwarded at a time. */
  static final int CHUNK_BYTES = 16 << 10;

  /** Delay of each chunk. */
  static final int HOLD_MILLIS = 100;

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile int target;

  /** Starts listening on a free port of the loopback address. */
  SlowProxy() throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getByName(LoopbackPorts.ADDRESS));
    run("slow line", this::acceptAll);
  }

  /** The address for clients, as in {@code bootstrap.servers}. */
  String address() {
    return LoopbackPorts.ADDRESS + ":" + server.getLocalPort();
  }

  /** Sets the broker's port. */
  void leadTo(int port) {
    this.target = port;
  }

  private void acceptAll() throws IOException {
    while (!server.isClosed()) {
      Socket client = server.accept();
      sockets.add(client);
      if (target != 0) {
        Socket broker = new Socket(InetAddress.getByName(LoopbackPorts.ADDRESS), target);
        sockets.add(broker);
        run("slow line out", () -> pump(client, broker));
        run("slow line in", () -> pump(broker, client));
      }
    }
  }

  private static void pump(Socket from, Socket to) throws IOException {
    byte[] buffer = new byte[CHUNK_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        LockSupport.parkNanos(HOLD_MILLIS * 1_000_000L);
        out.write(buffer, 0, read);
        out.flush();
      }
    }
  }

  private interface Loop {
    void run() throws IOException;
  }

  private static void run(String name, Loop work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // One side has closed the connection.
                return;
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}

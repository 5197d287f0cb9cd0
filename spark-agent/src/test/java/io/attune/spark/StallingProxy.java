package io.attune.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A TCP proxy that can stop forwarding in both directions, to simulate an unresponsive broker. */
final class StallingProxy implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moving = lock.newCondition();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ServerSocket server;
  private final int target;
  private boolean stalled;

  StallingProxy(int port, int target) throws IOException {
    this.server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    run("proxy", this::acceptAll);
  }

  int port() {
    return server.getLocalPort();
  }

  void stall(boolean stall) {
    lock.lock();
    try {
      stalled = stall;
      moving.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void acceptAll() throws IOException {
    while (!server.isClosed()) {
      Socket client = server.accept();
      Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(client);
      sockets.add(broker);
      run("proxy out", () -> pump(client, broker));
      run("proxy in", () -> pump(broker, client));
    }
  }

  private void pump(Socket from, Socket to) throws IOException {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitMoving();
        out.write(buffer, 0, read);
        out.flush();
      }
    }
  }

  private void awaitMoving() {
    lock.lock();
    try {
      while (stalled) {
        moving.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void run(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException | UncheckedIOException e) {
                // The other side has closed the connection.
                return;
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    stall(false);
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}

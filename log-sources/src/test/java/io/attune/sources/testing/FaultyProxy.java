package io.attune.sources.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a client and a server of this machine, counts requests and bytes, and does to
 * connections what networks and overloaded services do. Requests have no bodies.
 */
public final class FaultyProxy implements AutoCloseable {

  private static final byte[] SLOW_DOWN =
      ("HTTP/1.1 503 Slow Down\r\nContent-Length: 36\r\nConnection: close\r\n\r\n"
              + "<Error><Code>SlowDown</Code></Error>")
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket listening;
  private final int target;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * What happens to a connection.
   *
   * @param after bytes of answers that pass before
   * @param kind what comes then
   */
  public record Fault(long after, Kind kind) {}

  /** Kinds of faults. */
  public enum Kind {
    /** The connection ends. */
    CUT,
    /** Nothing comes any more. */
    STALL,
    /** The server is overloaded. */
    SLOW_DOWN
  }

  /** Starts it before a port of this machine. */
  public FaultyProxy(int target) throws IOException {
    this.target = target;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** Its own port. */
  public int port() {
    return listening.getLocalPort();
  }

  /**
   * Plans a fault for one new connection each; those without one pass. Ends those that are open.
   */
  public void plan(Fault... next) {
    faults.clear();
    faults.addAll(List.of(next));
    open.removeIf(
        socket -> {
          try {
            socket.close();
          } catch (IOException e) {
            // It is closed already.
          }
          return true;
        });
  }

  /** Requests since the last call. */
  public long takeRequests() {
    return requests.getAndSet(0);
  }

  /** Bytes of answers since the last call. */
  public long takeBytes() {
    return bytes.getAndSet(0);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private void serve(Socket client) {
    Fault fault = faults.poll();
    try (client) {
      if (fault != null && fault.kind() == Kind.SLOW_DOWN) {
        readHead(client.getInputStream(), OutputStream.nullOutputStream());
        client.getOutputStream().write(SLOW_DOWN);
        return;
      }
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
        threads.execute(() -> forward(client, server));
        answer(server.getInputStream(), client, fault);
      }
    } catch (IOException e) {
      // Either side has gone.
    }
  }

  private void forward(Socket client, Socket server) {
    try {
      while (readHead(client.getInputStream(), server.getOutputStream())) {
        server.getOutputStream().flush();
      }
      server.shutdownOutput();
    } catch (IOException e) {
      // Either side has gone.
    }
  }

  /** One request; false at the end. */
  private boolean readHead(InputStream in, OutputStream out) throws IOException {
    int last = 0;
    while (last != 0x0d0a0d0a) {
      int octet = in.read();
      if (octet < 0) {
        return false;
      }
      out.write(octet);
      last = last << 8 | octet;
    }
    requests.incrementAndGet();
    return true;
  }

  private void answer(InputStream in, Socket client, Fault fault) throws IOException {
    byte[] buffer = new byte[8_192];
    long passed = 0;
    while (true) {
      int most =
          fault == null ? buffer.length : (int) Math.min(buffer.length, fault.after() - passed);
      if (most == 0) {
        if (fault.kind() == Kind.STALL) {
          awaitEnd();
        }
        return;
      }
      int count = in.read(buffer, 0, most);
      if (count < 0) {
        return;
      }
      client.getOutputStream().write(buffer, 0, count);
      passed += count;
      bytes.addAndGet(count);
    }
  }

  private void awaitEnd() {
    try {
      closed.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}

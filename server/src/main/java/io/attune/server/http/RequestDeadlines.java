package io.attune.server.http;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Closes connections whose client is too slow to send a whole request or to read an answer. Jetty's
 * idle timeout starts again with every byte; these limits do not.
 */
final class RequestDeadlines extends Handler.Wrapper implements Connection.Listener {
  private static final String ATTRIBUTE = RequestDeadlines.class.getName();

  private final Map<Connection, Turn> turns = new ConcurrentHashMap<>();
  private final int connections;
  private final long requestNanos;
  private final long answerNanos;
  private final LongSupplier nanoTime;

  /** What a connection is at. */
  private static final class Turn {
    /** Since when: it waits for a request, or serves one. */
    private long since;

    private boolean serving;
    private boolean endless;

    private synchronized void waits(long now) {
      since = now;
      serving = false;
      endless = false;
    }

    private synchronized void serves(long now) {
      since = now;
      serving = true;
    }

    /** Since when it is served stays: a body does not buy time. */
    private synchronized void receives() {
      serving = false;
    }

    private synchronized void answers() {
      serving = true;
    }

    private synchronized void mayBeEndless() {
      endless = true;
    }

    private synchronized long waitsSince() {
      return serving ? Long.MAX_VALUE : since;
    }

    private synchronized boolean isOver(long now, long requestNanos, long answerNanos) {
      return !endless && now - since > (serving ? answerNanos : requestNanos);
    }
  }

  /**
   * @param connections connections at once; for one more, the one that has waited longest for a
   *     request is closed
   * @param request time from the opening of a connection, or from the end of an answer, until a
   *     request is there with all its headers
   * @param answer time until an answer is through, unless it is a stream
   */
  RequestDeadlines(
      Handler handler, int connections, Duration request, Duration answer, LongSupplier nanoTime) {
    super(handler);
    this.connections = connections;
    this.requestNanos = request.toNanos();
    this.answerNanos = answer.toNanos();
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
  }

  /** The body of this request is awaited; it has to come within the time of a request. */
  static void receiving(Request request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Turn turn) {
      turn.receives();
    }
  }

  /** The body of this request is there. */
  static void received(Request request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Turn turn) {
      turn.answers();
    }
  }

  /** This request is answered with a stream, which has no end. */
  static void endless(Request request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Turn turn) {
      turn.mayBeEndless();
    }
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof SslConnection) {
      // The connection inside it is opened as well, and counts.
      return;
    }
    if (turns.size() >= connections) {
      closeOneThatWaits();
    }
    Turn turn = new Turn();
    turn.waits(nanoTime.getAsLong());
    turns.put(connection, turn);
  }

  /**
   * Whoever holds connections open without a request loses them first; a client that asks at once
   * is served however many those are.
   */
  private void closeOneThatWaits() {
    turns.entrySet().stream()
        .min(Comparator.comparingLong(entry -> entry.getValue().waitsSince()))
        .filter(entry -> entry.getValue().waitsSince() != Long.MAX_VALUE)
        .ifPresent(
            entry -> {
              turns.remove(entry.getKey());
              entry.getKey().getEndPoint().close();
            });
  }

  @Override
  public void onClosed(Connection connection) {
    turns.remove(connection);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Turn turn = turns.get(request.getConnectionMetaData().getConnection());
    if (turn != null) {
      turn.serves(nanoTime.getAsLong());
      request.setAttribute(ATTRIBUTE, turn);
      // Runs before the next request of this connection is read.
      Request.addCompletionListener(request, failure -> turn.waits(nanoTime.getAsLong()));
    }
    return super.handle(request, response, callback);
  }

  /** Closes those whose time is over; called every second or so. */
  void sweep() {
    long now = nanoTime.getAsLong();
    turns.forEach(
        (connection, turn) -> {
          if (turn.isOver(now, requestNanos, answerNanos)) {
            connection.getEndPoint().close();
          }
        });
  }
}

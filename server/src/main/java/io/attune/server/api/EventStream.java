package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import io.attune.server.http.Exchange;
import io.attune.server.http.Problem;
import io.attune.server.http.ProblemType;
import io.attune.server.http.Stream;
import io.attune.server.view.Recommendations;
import io.attune.server.view.Recommendations.Update;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/v1/events}: live changes as server-sent events. One thread checks once a second; each
 * viewer gets one message with what changed, or a comment when nothing did for a while. For a
 * viewer that has not taken the message before, newer changes are merged until it has, and it is
 * disconnected when that takes too long, so no viewer holds up another.
 */
public final class EventStream implements AutoCloseable {
  static final int HEARTBEAT_TICKS = 10;
  static final int PATIENCE_TICKS = 30;

  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final String MEDIA_TYPE = "text/event-stream";
  private static final byte[] BEGINNING = utf8("retry: 5000\n: following\n\n");
  private static final byte[] HEARTBEAT = utf8(": still here\n\n");

  private final int limit;
  private final AtomicInteger admitted = new AtomicInteger();
  private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
  private final Runnable unsubscribe;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(EventStream::thread);
  private Map<String, Update> pending = new LinkedHashMap<>();
  private volatile boolean closed;

  /**
   * Nothing is sent before {@link #start}.
   *
   * @param limit viewers at once
   */
  public EventStream(Recommendations recommendations, int limit) {
    this.limit = limit;
    this.unsubscribe =
        requireNonNull(recommendations, "recommendations is null").listen(this::note);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "attune-live-events");
    thread.setDaemon(true);
    return thread;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Begins to send once a second. */
  public void start() {
    clock.scheduleAtFixedRate(this::tickSafely, 1, 1, TimeUnit.SECONDS);
  }

  /** Viewers now. */
  public int viewers() {
    return viewers.size();
  }

  void serve(Exchange exchange) {
    admit();
    Viewer viewer = follow(exchange.stream(MEDIA_TYPE));
    if (exchange.isHead()) {
      viewer.finish();
    }
  }

  /** Refuses a viewer more than there may be. */
  void admit() {
    if (admitted.incrementAndGet() > limit || closed) {
      admitted.decrementAndGet();
      throw Problem.of(
              ProblemType.TOO_MANY_VIEWERS,
              limit + " viewers follow already, as many as http.viewers allows; try again later.")
          .exception();
    }
  }

  /** Sends changes from now on to a viewer that was admitted. */
  Viewer follow(Stream stream) {
    Viewer viewer = new Viewer(stream);
    viewers.add(viewer);
    viewer.write(BEGINNING);
    return viewer;
  }

  private void note(Update change) {
    if (viewers.isEmpty()) {
      return;
    }
    synchronized (this) {
      // One more than a message has is enough to know that there are too many.
      if (pending.size() <= Changes.MOST) {
        pending.put(change.key(), change);
      }
    }
  }

  private void tickSafely() {
    try {
      tick();
    } catch (RuntimeException e) {
      // An exception would end the schedule without a trace.
      LOG.warn("Live changes were not sent: {}", e.toString());
    }
  }

  /** Sends what changed since the last call. */
  void tick() {
    Map<String, Update> batch;
    synchronized (this) {
      batch = pending;
      pending = new LinkedHashMap<>();
    }
    Changes changes = Changes.of(batch);
    viewers.forEach(viewer -> viewer.tick(changes));
  }

  @Override
  public void close() {
    closed = true;
    unsubscribe.run();
    clock.shutdownNow();
    viewers.forEach(Viewer::finish);
  }

  /** A viewer; at most one write is under way. */
  final class Viewer {
    private final Stream stream;
    private Changes waiting = Changes.NONE;
    private boolean writing;
    private boolean finishing;
    private int ticks;

    Viewer(Stream stream) {
      this.stream = stream;
    }

    void tick(Changes changes) {
      byte[] message;
      synchronized (this) {
        waiting = waiting.then(changes);
        ticks++;
        if (finishing || (writing && ticks <= PATIENCE_TICKS)) {
          return;
        }
        if (!writing && waiting.isNone() && ticks < HEARTBEAT_TICKS) {
          return;
        }
        message = writing ? null : next();
      }
      if (message == null) {
        gone();
        stream.abort();
      } else {
        write(message);
      }
    }

    private byte[] next() {
      if (waiting.isNone()) {
        return HEARTBEAT;
      }
      byte[] message = waiting.message();
      waiting = Changes.NONE;
      return message;
    }

    void write(byte[] message) {
      synchronized (this) {
        writing = true;
        ticks = 0;
      }
      stream.write(message, this::written, this::gone);
    }

    private void written() {
      boolean end;
      synchronized (this) {
        writing = false;
        end = finishing;
      }
      if (end) {
        end();
      }
    }

    void finish() {
      boolean end;
      synchronized (this) {
        end = !writing && !finishing;
        finishing = true;
      }
      if (end) {
        end();
      }
    }

    private void end() {
      gone();
      stream.end();
    }

    private void gone() {
      if (viewers.remove(this)) {
        admitted.decrementAndGet();
      }
    }
  }
}

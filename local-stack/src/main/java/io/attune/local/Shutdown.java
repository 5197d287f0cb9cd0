package io.attune.local;

import static java.util.Objects.requireNonNull;

import io.attune.streams.config.ConfigurationException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes resources at the end of the process, last opened first, whether the command ends by itself
 * or by Ctrl-C while it still starts.
 */
public final class Shutdown implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Duration limit;
  private final Thread hook = new Thread(this::closeInTime, "attune-shutdown");
  private boolean closed;

  private Shutdown(Duration limit) {
    this.limit = requireNonNull(limit, "limit is null");
  }

  /** Registers it as a shutdown hook that takes half a minute at most. */
  public static Shutdown atExit() {
    return atExit(LIMIT);
  }

  /**
   * Registers it as a shutdown hook.
   *
   * @param limit time after which the process ends, closed or not
   */
  public static Shutdown atExit(Duration limit) {
    Shutdown shutdown = new Shutdown(limit);
    Runtime.getRuntime().addShutdownHook(shutdown.hook);
    return shutdown;
  }

  /**
   * Registers a resource to be closed at the end; closes it at once when the end has come already.
   */
  public <T extends AutoCloseable> T add(T resource) {
    requireNonNull(resource, "resource is null");
    synchronized (this) {
      if (!closed) {
        open.push(resource);
        return resource;
      }
    }
    close(resource);
    throw new ConfigurationException("stopped.");
  }

  /** Closes everything; a second call does nothing. */
  @Override
  public void close() {
    closeAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.debug("The process is ending already", e);
    }
  }

  private void closeInTime() {
    Thread closer = new Thread(this::closeAll, "attune-closer");
    closer.setDaemon(true);
    closer.start();
    try {
      closer.join(limit.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (closer.isAlive()) {
      LOG.warn("Not everything was closed within {}; the process ends all the same", limit);
    }
  }

  private synchronized void closeAll() {
    closed = true;
    while (!open.isEmpty()) {
      close(open.pop());
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.warn("{} was not closed properly", resource, e);
    }
  }
}

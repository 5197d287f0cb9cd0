package io.attune.local;

import static java.util.Objects.requireNonNull;

import io.attune.streams.config.ConfigurationException;
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

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Thread hook = new Thread(this::closeAll, "attune-shutdown");
  private boolean closed;

  /** Registers it as a shutdown hook. */
  public static Shutdown atExit() {
    Shutdown shutdown = new Shutdown();
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

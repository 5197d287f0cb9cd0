package io.attune.registry;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry in this process, on the loopback address, for demonstrations and tests.
 * Implements the part of the REST protocol that clients and serializers need, without deletion,
 * references, modes and contexts. With a directory, schemas, ids and compatibility levels are
 * persistent.
 */
public final class EmbeddedSchemaRegistry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedSchemaRegistry.class);
  private static final String HOST = "127.0.0.1";
  private static final int THREADS = 4;
  private static final int BACKLOG = 64;

  private final HttpServer server;
  private final ExecutorService executor;
  private final InMemorySchemaRegistry registry;
  private final SchemaJournal journal;

  private EmbeddedSchemaRegistry(
      HttpServer server, InMemorySchemaRegistry registry, SchemaJournal journal) {
    this.server = server;
    this.registry = registry;
    this.journal = journal;
    this.executor =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "attune-schema-registry");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(executor);
    server.createContext("/", new RegistryHandler(registry));
    server.start();
  }

  /**
   * Starts a registry in memory.
   *
   * @param port the port, 0 for a free one
   * @throws IOException if the port is in use
   */
  public static EmbeddedSchemaRegistry start(int port) throws IOException {
    return start(new InMemorySchemaRegistry(), null, port);
  }

  /**
   * Starts a registry that stores its schemas in a directory.
   *
   * @param port the port, 0 for a free one
   * @param directory created if missing; used by one registry at a time
   * @throws IOException if the port or the directory is in use, or the directory is damaged
   */
  public static EmbeddedSchemaRegistry start(int port, Path directory) throws IOException {
    SchemaJournal journal = new SchemaJournal(requireNonNull(directory, "directory is null"));
    try {
      InMemorySchemaRegistry registry = new InMemorySchemaRegistry(journal);
      journal.replay(registry);
      return start(registry, journal, port);
    } catch (IOException | RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  private static EmbeddedSchemaRegistry start(
      InMemorySchemaRegistry registry, SchemaJournal journal, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(HOST), port);
    try {
      return new EmbeddedSchemaRegistry(HttpServer.create(address, BACKLOG), registry, journal);
    } catch (BindException e) {
      throw new IOException(
          "The schema registry cannot start on port "
              + port
              + " of "
              + HOST
              + " ("
              + ErrorLine.of(e)
              + "); choose another port, or 0 for a free one.",
          e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Its base URL, for {@code schema.registry.url}. */
  public String url() {
    return "http://" + HOST + ":" + port();
  }

  /** A client that accesses the registry directly, without HTTP. */
  public SchemaRegistryClient client() {
    return registry;
  }

  /** Stops the registry immediately. Idempotent. */
  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
    if (journal != null) {
      try {
        journal.close();
      } catch (IOException e) {
        LOG.warn("The schema journal could not be closed", e);
      }
    }
  }

  @Override
  public String toString() {
    return "the schema registry at " + url();
  }
}

package io.attune.server.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionConfig;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;

/** A Jetty that serves a table of routes over HTTP/1.1 within limits. */
public final class WebServer implements AutoCloseable {
  /** Between a first request and streams, which have a heartbeat. */
  private static final long IDLE_MS = 30_000;

  private static final long SWEEP_MS = 1_000;
  private static final int MIN_THREADS = 4;
  private static final int SMALLEST_COMPRESSED = 1_024;

  private final Server server;
  private final ServerConnector connector;
  private final RequestDeadlines deadlines;

  /**
   * Nothing is listened to before {@link #start}.
   *
   * @param host address to listen on
   * @param port port; 0 takes a free one
   * @param moved see {@link Router}
   */
  public WebServer(
      InetAddress host,
      int port,
      HttpLimits limits,
      List<Route> routes,
      Map<String, String> moved,
      RequestMeter meter) {
    server = new Server(threads(limits));
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(protocol(limits)));
    connector.setHost(requireNonNull(host, "host is null").getHostAddress());
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MS);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(limits.connections(), connector));
    Handler router = new Router(routes, moved, meter);
    SizeLimitHandler sized = new SizeLimitHandler(limits.bodyBytes(), -1);
    sized.setHandler(compressed(router));
    deadlines = new RequestDeadlines(sized, limits.request(), limits.answer(), System::nanoTime);
    connector.addBean(deadlines, false);
    server.setHandler(deadlines);
    server.setErrorHandler(new ProblemErrors());
    server.setStopTimeout(0);
  }

  private static QueuedThreadPool threads(HttpLimits limits) {
    QueuedThreadPool threads = new QueuedThreadPool(limits.threads(), MIN_THREADS);
    threads.setName("attune-http");
    threads.setDaemon(true);
    threads.setReservedThreads(0);
    return threads;
  }

  private static HttpConfiguration protocol(HttpLimits limits) {
    HttpConfiguration protocol = new HttpConfiguration();
    protocol.setSendServerVersion(false);
    protocol.setRequestHeaderSize(limits.headerBytes());
    return protocol;
  }

  private static Handler compressed(Handler router) {
    GzipCompression gzip = new GzipCompression();
    gzip.setMinCompressSize(SMALLEST_COMPRESSED);
    CompressionHandler compression = new CompressionHandler(router);
    compression.putCompression(gzip);
    compression.putConfiguration(
        "/*",
        CompressionConfig.builder()
            .compressIncludeMethod("GET")
            .compressIncludeMimeType("application/json")
            .compressIncludeMimeType("text/html")
            .compressIncludeMimeType("text/css")
            .compressIncludeMimeType("text/javascript")
            .compressIncludeMimeType("text/plain")
            .build());
    return compression;
  }

  /**
   * Begins to listen.
   *
   * @throws IOException when the address cannot be listened to; its cause may be a {@link
   *     java.net.BindException}
   */
  public void start() throws IOException {
    try {
      server.start();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    } catch (Exception e) {
      close();
      throw new IOException(e.getMessage(), e);
    }
    sweepLater();
  }

  private void sweepLater() {
    Scheduler scheduler = connector.getScheduler();
    scheduler.schedule(
        () -> {
          deadlines.sweep();
          if (server.isRunning()) {
            sweepLater();
          }
        },
        SWEEP_MS,
        TimeUnit.MILLISECONDS);
  }

  /** The port that is listened to. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Threads that serve requests now. */
  public int busyThreads() {
    return ((QueuedThreadPool) server.getThreadPool()).getBusyThreads();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("HTTP did not end in order: " + e.getMessage(), e);
    }
  }
}

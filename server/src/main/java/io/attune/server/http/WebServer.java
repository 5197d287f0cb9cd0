package io.attune.server.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionConfig;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Jetty that serves a table of routes over HTTP/1.1, with TLS or without, within limits. */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  /** Between a first request and streams, which have a heartbeat. */
  private static final long IDLE_MS = 30_000;

  private static final long SWEEP_MS = 1_000;
  private static final int SWEEPS_BETWEEN_RENEWALS = 10;
  private static final Duration STRICT_TRANSPORT = Duration.ofDays(365);
  private static final int MIN_THREADS = 4;
  private static final int SMALLEST_COMPRESSED = 1_024;

  private final Server server;
  private final ServerConnector connector;
  private final RequestDeadlines deadlines;
  private final Optional<Certificate> certificate;
  private final SslContextFactory.Server tls = new SslContextFactory.Server();
  private int sweeps;

  /**
   * Nothing is listened to before {@link #start}.
   *
   * @param host address to listen on
   * @param port port; 0 takes a free one
   * @param certificate what HTTPS is served with; empty for HTTP
   * @param guard decides which requests are answered
   * @param moved see {@link Router}
   * @throws IOException when the certificate cannot be read
   */
  public WebServer(
      InetAddress host,
      int port,
      HttpLimits limits,
      Optional<Certificate> certificate,
      Guard guard,
      List<Route> routes,
      Map<String, String> moved,
      RequestMeter meter)
      throws IOException {
    server = new Server(threads(limits));
    this.certificate = certificate;
    if (certificate.isPresent()) {
      tls.setSslContext(certificate.get().load());
    }
    connector = new ServerConnector(server, 1, 1, protocols(limits));
    connector.setHost(requireNonNull(host, "host is null").getHostAddress());
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MS);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(2 * limits.connections(), connector));
    Handler router = new Router(guard, routes, moved, meter);
    SizeLimitHandler sized = new SizeLimitHandler(limits.bodyBytes(), -1);
    sized.setHandler(compressed(router));
    deadlines =
        new RequestDeadlines(
            sized, limits.connections(), limits.request(), limits.answer(), System::nanoTime);
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

  private ConnectionFactory[] protocols(HttpLimits limits) {
    HttpConnectionFactory http = new HttpConnectionFactory(protocol(limits));
    if (certificate.isEmpty()) {
      return new ConnectionFactory[] {http};
    }
    // Which names are served is checked in one place, for HTTP and HTTPS alike.
    SecureRequestCustomizer secure = new SecureRequestCustomizer(false);
    secure.setStsMaxAge(STRICT_TRANSPORT.toSeconds());
    http.getHttpConfiguration().addCustomizer(secure);
    return new ConnectionFactory[] {new SslConnectionFactory(tls, http.getProtocol()), http};
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
          if (++sweeps % SWEEPS_BETWEEN_RENEWALS == 0) {
            renew();
          }
          if (server.isRunning()) {
            sweepLater();
          }
        },
        SWEEP_MS,
        TimeUnit.MILLISECONDS);
  }

  /** Connections from now on see the certificate that lies there now; a bad one is not taken. */
  private void renew() {
    if (certificate.isEmpty()) {
      return;
    }
    try {
      Optional<SSLContext> renewed = certificate.get().renewed();
      if (renewed.isPresent()) {
        tls.reload(factory -> factory.setSslContext(renewed.get()));
        LOG.info("HTTPS is served with the renewed certificate");
      }
    } catch (Exception e) {
      LOG.warn("The renewed certificate is not taken, the one before stays: {}", e.getMessage());
    }
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

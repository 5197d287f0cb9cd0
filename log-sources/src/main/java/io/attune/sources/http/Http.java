package io.attune.sources.http;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLException;

/**
 * Sends requests. What may pass (an overloaded server, a lost connection) is tried again, each time
 * a little later.
 *
 * <p>May be used by several threads.
 */
public final class Http {

  /** So often a server may stop in the middle of the same answer. */
  static final int MOST_STALLS = 2;

  private static final int MOST_BREAKS = 3;
  private static final int MOST_REDIRECTS = 5;
  private static final int ERROR_BYTES = 16 << 10;
  private static final int MOST_BYTES = 64 << 20;

  private final RetryPatience patience;
  private final Proxies proxies;

  /** Creates a client. */
  public Http(RetryPatience patience, Proxies proxies) {
    this.patience = requireNonNull(patience, "patience is null");
    this.proxies = requireNonNull(proxies, "proxies is null");
  }

  /** A client as the environment wants it. */
  public static Http of(ProcessEnvironment environment) {
    return new Http(RetryPatience.of(environment), Proxies.of(environment));
  }

  /** For services of this machine and its host: without proxy, and with little patience. */
  public Http local() {
    return new Http(patience.local(), Proxies.NONE);
  }

  /** Makes a request, anew for each try: signatures have a time. */
  @FunctionalInterface
  public interface Attempt {
    /** The request. */
    Request request() throws IOException;
  }

  RetryPatience patience() {
    return patience;
  }

  /** The whole body of an answer. */
  public byte[] bytes(Attempt attempt) throws IOException {
    byte[] body = bytes(attempt, MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      throw new IOException("the answer is longer than " + (MOST_BYTES >> 20) + " MiB");
    }
    return body;
  }

  /**
   * How the body of an answer begins.
   *
   * @param most so many bytes at most, whatever the server sends
   */
  public byte[] bytes(Attempt attempt, int most) throws IOException {
    for (int failures = 1; ; failures++) {
      // Which has its own patience for what comes before the body.
      Response opened = open(attempt);
      try (Response response = opened) {
        return response.readNBytes(most);
      } catch (IOException e) {
        int tries = e instanceof SocketTimeoutException ? MOST_STALLS : MOST_BREAKS;
        if (!isPassing(e) || failures >= tries) {
          throw e;
        }
        sleep(patience.pause(failures));
      }
    }
  }

  /**
   * An answer that is a success.
   *
   * @throws HttpFailure when it is none
   */
  public Response open(Attempt attempt) throws IOException {
    long begin = System.nanoTime();
    for (int failures = 1; ; failures++) {
      Duration pause = patience.pause(failures);
      IOException reason;
      try {
        Response response = follow(attempt.request());
        if (response.status() < 300) {
          return response;
        }
        HttpFailure failure = failure(response);
        pause = failure.retryAfter().orElse(pause);
        reason = failure;
      } catch (IOException e) {
        reason = e;
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - begin).plus(pause);
      int most = reason instanceof ConnectException ? 3 : patience.tries();
      if (!isPassing(reason) || failures >= most || waited.compareTo(patience.longest()) > 0) {
        throw reason;
      }
      sleep(pause);
    }
  }

  /** Whether a failure may pass. A name without an address and an untrusted certificate do not. */
  static boolean isPassing(IOException e) {
    if (e instanceof HttpFailure failure) {
      return failure.isPassing();
    }
    return e instanceof SocketException
        || e instanceof SocketTimeoutException
        || e instanceof EOFException
        || e instanceof SSLException && e.getCause() instanceof SocketException
        || e.getClass() == IOException.class;
  }

  static void sleep(Duration pause) throws IOException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
  }

  private Response follow(Request first) throws IOException {
    Request request = first;
    for (int redirects = 0; ; redirects++) {
      Response response = once(request);
      String location = response.header("Location").orElse("");
      boolean redirect = response.status() >= 301 && response.status() <= 308;
      if (!redirect || location.isEmpty() || redirects == MOST_REDIRECTS) {
        return response;
      }
      response.close();
      request = request.to(target(request.uri(), location));
    }
  }

  private static URI target(URI from, String location) throws IOException {
    URI target;
    try {
      target = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new IOException("it leads to an address that is none", e);
    }
    String scheme = String.valueOf(target.getScheme());
    if (!scheme.equals("https") && !scheme.equals(from.getScheme())) {
      throw new IOException("it leads from " + from.getScheme() + " to " + scheme);
    }
    return target;
  }

  private Response once(Request request) throws IOException {
    Proxy proxy = proxies.of(request.uri());
    HttpURLConnection connection = (HttpURLConnection) request.uri().toURL().openConnection(proxy);
    connection.setRequestMethod(request.method());
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout((int) patience.connect().toMillis());
    connection.setReadTimeout((int) patience.stall().toMillis());
    connection.setRequestProperty("User-Agent", "attune");
    request.headers().forEach(connection::setRequestProperty);
    if (!request.method().equals("GET")) {
      connection.setDoOutput(true);
      connection.getOutputStream().write(request.body());
    }
    return new Response(connection);
  }

  private static HttpFailure failure(Response response) throws IOException {
    try (InputStream body = response) {
      String text = "";
      try {
        text = new String(body.readNBytes(ERROR_BYTES), StandardCharsets.UTF_8);
      } catch (IOException e) {
        // The status says enough.
      }
      return new HttpFailure(response.status(), text, response.headers());
    }
  }
}

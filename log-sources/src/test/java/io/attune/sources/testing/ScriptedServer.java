package io.attune.sources.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.attune.sources.http.Http;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.http.Proxies;
import io.attune.sources.http.RetryPatience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An HTTP server that answers as a test tells it, and keeps what it was asked. */
public final class ScriptedServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Queue<Answer>> answers = new HashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** What was asked. */
  public record Asked(String method, URI uri, Map<String, List<String>> headers, String body) {
    /** A header; empty when there is none. */
    public String header(String name) {
      List<String> values =
          headers.get(name.substring(0, 1).toUpperCase() + name.substring(1).toLowerCase());
      return values == null ? "" : values.get(0);
    }
  }

  /**
   * What is answered.
   *
   * @param sent how much of the body is sent before the connection is cut; all of it with -1
   * @param stalls whether no more comes then, instead of an end
   */
  public record Answer(
      int status, Map<String, String> headers, byte[] body, int sent, boolean stalls) {

    /** A whole answer. */
    public static Answer of(int status, String body) {
      return of(status, body.getBytes(StandardCharsets.UTF_8));
    }

    /** A whole answer. */
    public static Answer of(int status, byte[] body) {
      return new Answer(status, Map.of(), body, -1, false);
    }

    /** Silence from the beginning. */
    public static Answer nothing() {
      return new Answer(0, Map.of(), new byte[0], -1, true);
    }

    /** With a header. */
    public Answer with(String name, String value) {
      Map<String, String> more = new HashMap<>(headers);
      more.put(name, value);
      return new Answer(status, more, body, sent, stalls);
    }

    /** Cut after so many bytes. */
    public Answer cutAfter(int count) {
      return new Answer(status, headers, body, count, false);
    }

    /** Silent after so many bytes. */
    public Answer stallingAfter(int count) {
      return new Answer(status, headers, body, count, true);
    }
  }

  /** Starts it on a free port of this machine. */
  public ScriptedServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** Address without a slash at the end. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers to a path, in their order; the last one stays. */
  public ScriptedServer on(String path, Answer... inOrder) {
    synchronized (answers) {
      answers.put(path, new ArrayDeque<>(List.of(inOrder)));
    }
    return this;
  }

  /** What was asked, in order. */
  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** A client that loses its patience soon. */
  public static Http http() {
    return new Http(
        new RetryPatience(
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            4,
            Duration.ofMillis(2),
            Duration.ofSeconds(20)),
        Proxies.NONE);
  }

  /** An environment with some variables and an empty home. */
  public static ProcessEnvironment environment(Path home, String... namesAndValues) {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      variables.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new ProcessEnvironment(variables, home, InstantSource.system());
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(
        new Asked(
            exchange.getRequestMethod(),
            exchange.getRequestURI(),
            new HashMap<>(exchange.getRequestHeaders()),
            body));
    Answer answer = answer(exchange.getRequestURI().getRawPath());
    answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    try (exchange) {
      if (answer.status() == 0) {
        closed.await(30, TimeUnit.SECONDS);
        return;
      }
      exchange.sendResponseHeaders(
          answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      int length = answer.sent() < 0 ? answer.body().length : answer.sent();
      exchange.getResponseBody().write(answer.body(), 0, length);
      exchange.getResponseBody().flush();
      if (answer.stalls()) {
        closed.await(30, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer answer(String path) {
    synchronized (answers) {
      Queue<Answer> some = answers.get(path);
      if (some == null) {
        return Answer.of(404, "");
      }
      return some.size() > 1 ? some.remove() : some.element();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}

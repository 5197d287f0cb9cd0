package io.attune.server;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.attune.advisor.render.AvroJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Server-sent events: {@code recommendation} for one that is new or changed, {@code withdrawn} for
 * one that is gone. A client that cannot follow loses events and is told so with {@code lost}; it
 * asks for the whole list then.
 */
final class EventStream implements AutoCloseable {
  private static final int MAX_CLIENTS = 32;
  private static final int MAX_WAITING = 256;
  private static final long HEARTBEAT_SECONDS = 10;

  private final RecommendationView view;
  private final AtomicInteger clients = new AtomicInteger();
  private volatile boolean closed;

  EventStream(RecommendationView view) {
    this.view = requireNonNull(view, "view is null");
  }

  void serve(HttpExchange exchange) throws IOException {
    if (clients.incrementAndGet() > MAX_CLIENTS) {
      clients.decrementAndGet();
      HttpApi.error(exchange, 503, MAX_CLIENTS + " clients follow already.");
      return;
    }
    BlockingQueue<RecommendationView.Change> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    AtomicInteger lost = new AtomicInteger();
    Runnable deaf =
        view.listen(
            change -> {
              if (!waiting.offer(change)) {
                lost.incrementAndGet();
              }
            });
    try {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, 0);
      follow(exchange.getResponseBody(), waiting, lost);
    } catch (IOException e) {
      // The client went away, which is how following ends.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      deaf.run();
      clients.decrementAndGet();
    }
  }

  private void follow(
      OutputStream out, BlockingQueue<RecommendationView.Change> waiting, AtomicInteger lost)
      throws IOException, InterruptedException {
    write(out, ": following\n\n");
    while (!closed) {
      RecommendationView.Change change = waiting.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
      if (lost.getAndSet(0) > 0) {
        write(out, "event: lost\ndata: {}\n\n");
      }
      write(out, change == null ? ": still here\n\n" : format(change));
    }
  }

  private static String format(RecommendationView.Change change) {
    ObjectNode data = JsonNodeFactory.instance.objectNode().put("key", change.key());
    if (change.recommendation() == null) {
      return "event: withdrawn\ndata: " + data + "\n\n";
    }
    data.set("recommendation", AvroJson.of(change.recommendation()));
    return "event: recommendation\ndata: " + data + "\n\n";
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    closed = true;
  }
}

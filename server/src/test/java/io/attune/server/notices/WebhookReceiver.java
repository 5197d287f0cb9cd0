package io.attune.server.notices;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A receiver of webhooks that answers as it is told to. */
final class WebhookReceiver implements AutoCloseable {
  /** A message that came. */
  record Received(Headers headers, String body) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(body);
    }
  }

  private final HttpServer server;
  private final Deque<Integer> answers = new ArrayDeque<>();
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

  WebhookReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = exchange.getRequestBody().readAllBytes();
          received.add(
              new Received(
                  exchange.getRequestHeaders(), new String(bytes, StandardCharsets.UTF_8)));
          int status;
          synchronized (answers) {
            status = answers.isEmpty() ? 204 : answers.remove();
          }
          if (status == 302) {
            exchange.getResponseHeaders().add("Location", url() + "elsewhere");
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  /** Answers the next messages with these, all others with 204. */
  void answer(Integer... statuses) {
    synchronized (answers) {
      answers.addAll(java.util.List.of(statuses));
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/secret-path/");
  }

  Received next() throws InterruptedException {
    Received next = received.poll(60, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("No message came");
    }
    return next;
  }

  int waiting() {
    return received.size();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

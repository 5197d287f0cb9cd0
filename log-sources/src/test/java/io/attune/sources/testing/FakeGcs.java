package io.attune.sources.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/**
 * The two requests of the Cloud Storage JSON API that are made, as its documentation has them:
 * {@code objects.list} with prefix and pages, {@code objects.get} of the media with a range and an
 * If-Match.
 */
public final class FakeGcs implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OBJECTS = "/storage/v1/b/logs/o";

  private final HttpServer server;
  private final TreeMap<String, byte[]> objects = new TreeMap<>();
  private String token;

  /** Starts it on a free port of this machine. */
  public FakeGcs() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }

  /** Address without a slash at the end. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Stores an object in the bucket {@code logs}. */
  public synchronized void put(String name, byte[] content) {
    objects.put(name, content);
  }

  /** Removes an object. */
  public synchronized void delete(String name) {
    objects.remove(name);
  }

  /** Lets only those in who send this token; others are answered as the documentation says. */
  public synchronized void require(String required) {
    token = required;
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      String sent = exchange.getRequestHeaders().getFirst("Authorization");
      if (token != null && !("Bearer " + token).equals(sent)) {
        error(exchange, sent == null ? 403 : 401, sent == null ? "forbidden" : "authError");
      } else if (!path.startsWith(OBJECTS)) {
        error(exchange, 404, "notFound");
      } else if (path.equals(OBJECTS)) {
        list(exchange);
      } else {
        get(exchange, decode(path.substring(OBJECTS.length() + 1)));
      }
    }
  }

  private void list(HttpExchange exchange) throws IOException {
    Map<String, String> query = new HashMap<>();
    for (String part : exchange.getRequestURI().getRawQuery().split("&")) {
      query.put(
          part.substring(0, part.indexOf('=')), decode(part.substring(part.indexOf('=') + 1)));
    }
    int most = Integer.parseInt(query.get("maxResults"));
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode items = answer.putArray("items");
    for (String name : objects.tailMap(query.getOrDefault("pageToken", ""), true).keySet()) {
      if (name.startsWith(query.get("prefix"))) {
        if (items.size() == most) {
          answer.put("nextPageToken", name);
          break;
        }
        items
            .addObject()
            .put("name", name)
            .put("size", String.valueOf(objects.get(name).length))
            .put("updated", Instant.now().toString());
      }
    }
    send(exchange, 200, JSON.writeValueAsBytes(answer));
  }

  private void get(HttpExchange exchange, String name) throws IOException {
    byte[] content = objects.get(name);
    String range = exchange.getRequestHeaders().getFirst("Range");
    String[] bounds = range == null ? new String[] {"0"} : range.replace("bytes=", "").split("-");
    int from = Integer.parseInt(bounds[0]);
    if (content == null) {
      error(exchange, 404, "notFound");
    } else if (range != null && from >= content.length) {
      error(exchange, 416, "requestedRangeNotSatisfiable");
    } else {
      exchange.getResponseHeaders().set("ETag", "etag-" + Arrays.hashCode(content));
      int to = bounds.length < 2 ? content.length : Integer.parseInt(bounds[1]) + 1;
      byte[] part = Arrays.copyOfRange(content, from, Math.min(to, content.length));
      send(exchange, range == null ? 200 : 206, part);
    }
  }

  private static void error(HttpExchange exchange, int status, String reason) throws IOException {
    JsonNode error =
        JSON.createObjectNode()
            .set(
                "error",
                JSON.createObjectNode()
                    .put("code", status)
                    .set(
                        "errors",
                        JSON.createArrayNode().add(JSON.createObjectNode().put("reason", reason))));
    send(exchange, status, JSON.writeValueAsBytes(error));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

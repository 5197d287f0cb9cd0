package io.attune.registry;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Implements the REST protocol for a registry in memory. */
final class RegistryHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryHandler.class);
  private static final int MAX_BODY_BYTES = 10 << 20;

  private final InMemorySchemaRegistry registry;

  RegistryHandler(InMemorySchemaRegistry registry) {
    this.registry = requireNonNull(registry, "registry is null");
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try {
      int status = 200;
      JsonNode answer;
      try {
        answer = answer(exchange);
      } catch (RegistryException e) {
        status = e.status();
        answer = error(e.errorCode(), e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
        status = 500;
        answer = error(50001, ErrorLine.of(e));
      }
      byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", RegistryHttp.CONTENT_TYPE);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    } finally {
      exchange.close();
    }
  }

  private JsonNode answer(HttpExchange exchange) throws IOException {
    List<String> path = segments(exchange.getRequestURI().getRawPath());
    String method = exchange.getRequestMethod();
    String root = path.isEmpty() ? "" : path.get(0);
    if (path.isEmpty() && method.equals("GET")) {
      return RegistryHttp.JSON.createObjectNode();
    }
    if (root.equals("subjects")) {
      return subjects(method, path, exchange);
    }
    if (root.equals("schemas") && method.equals("GET")) {
      return schemas(path);
    }
    if (root.equals("config") && path.size() <= 2) {
      return config(method, path.size() == 2 ? path.get(1) : null, exchange);
    }
    if (root.equals("compatibility") && method.equals("POST") && path.size() == 5) {
      return compatibility(path, exchange);
    }
    if (root.equals("mode") && method.equals("GET")) {
      return RegistryHttp.JSON.createObjectNode().put("mode", "READWRITE");
    }
    throw unknown(method, exchange);
  }

  private JsonNode subjects(String method, List<String> path, HttpExchange exchange)
      throws IOException {
    int size = path.size();
    boolean versions = size >= 3 && path.get(2).equals("versions");
    if (method.equals("GET")) {
      if (size == 1) {
        return texts(registry.subjects());
      }
      if (versions && size == 3) {
        ArrayNode numbers = RegistryHttp.JSON.createArrayNode();
        registry.versions(path.get(1)).forEach(numbers::add);
        return numbers;
      }
      if (versions && size == 4) {
        return json(version(path.get(1), path.get(3)));
      }
      if (versions && size == 5 && path.get(4).equals("schema")) {
        return tree(version(path.get(1), path.get(3)).schema());
      }
    } else if (method.equals("POST")) {
      if (size == 2) {
        registry.versions(path.get(1));
        return json(registry.lookup(path.get(1), schema(exchange)));
      }
      if (versions && size == 3) {
        int id = registry.register(path.get(1), schema(exchange));
        return RegistryHttp.JSON.createObjectNode().put("id", id);
      }
    }
    throw unknown(method, exchange);
  }

  private JsonNode schemas(List<String> path) {
    int size = path.size();
    if (size == 2 && path.get(1).equals("types")) {
      return texts(List.of("AVRO"));
    }
    if (size >= 3 && size <= 4 && path.get(1).equals("ids")) {
      int id = id(path.get(2));
      Schema schema = registry.schemaById(id);
      if (size == 3) {
        return RegistryHttp.JSON.createObjectNode().put("schema", schema.toString());
      }
      if (path.get(3).equals("schema")) {
        return tree(schema);
      }
      if (path.get(3).equals("versions")) {
        ArrayNode uses = RegistryHttp.JSON.createArrayNode();
        registry
            .usesOf(id)
            .forEach(
                use ->
                    uses.addObject().put("subject", use.subject()).put("version", use.version()));
        return uses;
      }
    }
    throw new RegistryException(404, 404, "There is no such resource.");
  }

  private JsonNode config(String method, String subject, HttpExchange exchange) throws IOException {
    if (method.equals("GET")) {
      CompatibilityLevel level = registry.compatibility();
      if (subject != null) {
        CompatibilityLevel own = registry.ownCompatibility(subject);
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        if (own == null && !query.contains("defaultToGlobal=true")) {
          throw new RegistryException(
              404,
              RegistryException.LEVEL_NOT_CONFIGURED,
              "Subject " + subject + " has no compatibility level of its own.");
        }
        level = own != null ? own : level;
      }
      return RegistryHttp.JSON.createObjectNode().put("compatibilityLevel", level.name());
    }
    if (method.equals("PUT")) {
      CompatibilityLevel level = level(body(exchange).path("compatibility").asText(""));
      if (subject == null) {
        registry.setCompatibility(level);
      } else {
        registry.setCompatibility(subject, level);
      }
      return RegistryHttp.JSON.createObjectNode().put("compatibility", level.name());
    }
    throw unknown(method, exchange);
  }

  private JsonNode compatibility(List<String> path, HttpExchange exchange) throws IOException {
    if (!path.get(1).equals("subjects") || !path.get(3).equals("versions")) {
      throw unknown("POST", exchange);
    }
    boolean latest = path.get(4).equals("latest");
    List<String> faults =
        registry.faultsAgainst(
            path.get(2), schema(exchange), latest ? null : versionNumber(path.get(4)));
    ObjectNode answer = RegistryHttp.JSON.createObjectNode().put("is_compatible", faults.isEmpty());
    if (String.valueOf(exchange.getRequestURI().getRawQuery()).contains("verbose=true")) {
      answer.set("messages", texts(faults));
    }
    return answer;
  }

  private RegisteredSchema version(String subject, String version) {
    if (version.equals("latest")) {
      return registry.latest(subject);
    }
    int number = versionNumber(version);
    return number == -1 ? registry.latest(subject) : registry.version(subject, number);
  }

  private static int versionNumber(String text) {
    int number = 0;
    try {
      number = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      LOG.debug("not a version: {}", text, e);
    }
    if (number < 1 && number != -1) {
      throw new RegistryException(
          422,
          RegistryException.INVALID_VERSION,
          "The version " + text + " is neither a positive number nor latest.");
    }
    return number;
  }

  private static int id(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new RegistryException(404, 404, "The schema id " + text + " is not a number.");
    }
  }

  private static CompatibilityLevel level(String name) {
    try {
      return CompatibilityLevel.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new RegistryException(
          422,
          RegistryException.INVALID_LEVEL,
          "The compatibility level "
              + name
              + " is unknown; it can be one of "
              + List.of(CompatibilityLevel.values())
              + ".");
    }
  }

  private static Schema schema(HttpExchange exchange) throws IOException {
    JsonNode body = body(exchange);
    String type = body.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO") || !body.path("references").isEmpty()) {
      throw invalid(
          "This registry holds Avro schemas without references; write the named types into the"
              + " schema.");
    }
    if (!body.path("schema").isTextual()) {
      throw invalid("The request has no schema.");
    }
    try {
      return new Schema.Parser().parse(body.get("schema").asText());
    } catch (AvroRuntimeException e) {
      throw invalid("This is not a valid Avro schema: " + ErrorLine.of(e) + ".");
    }
  }

  private static RegistryException invalid(String message) {
    return new RegistryException(422, RegistryException.INVALID_SCHEMA, message);
  }

  private static JsonNode body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (bytes.length > MAX_BODY_BYTES) {
      throw new RegistryException(
          413, 413, "The request is larger than " + MAX_BODY_BYTES + " bytes.");
    }
    try {
      JsonNode json = RegistryHttp.JSON.readTree(bytes);
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      LOG.debug("not JSON", e);
    }
    throw new RegistryException(400, 400, "The request's body is not a JSON object.");
  }

  private static JsonNode json(RegisteredSchema version) {
    return RegistryHttp.JSON
        .createObjectNode()
        .put("subject", version.subject())
        .put("version", version.version())
        .put("id", version.id())
        .put("schema", version.schema().toString());
  }

  private static JsonNode tree(Schema schema) {
    try {
      return RegistryHttp.JSON.readTree(schema.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Avro wrote a schema that is not JSON", e);
    }
  }

  private static ArrayNode texts(Collection<String> texts) {
    ArrayNode array = RegistryHttp.JSON.createArrayNode();
    texts.forEach(array::add);
    return array;
  }

  private static ObjectNode error(int code, String message) {
    return RegistryHttp.JSON.createObjectNode().put("error_code", code).put("message", message);
  }

  private static RegistryException unknown(String method, HttpExchange exchange) {
    return new RegistryException(
        404, 404, "There is no " + method + " " + exchange.getRequestURI().getPath() + ".");
  }

  private static List<String> segments(String rawPath) {
    List<String> segments = new ArrayList<>();
    for (String segment : rawPath.split("/")) {
      if (!segment.isEmpty()) {
        // In a path, a plus sign is not a space.
        segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
      }
    }
    return segments;
  }
}

package io.attune.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.server.access.Login;
import io.attune.server.http.Parameter;
import io.attune.server.http.Problem;
import io.attune.server.http.ProblemType;
import io.attune.server.http.Role;
import io.attune.server.http.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes the OpenAPI document of a table of routes. */
final class OpenApi {
  static final String HEALTH = "Health";
  private static final String PROBLEM = "Problem";
  private static final String EVENTS = "text/event-stream";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private OpenApi() {}

  static ObjectNode document(List<Route> routes, Schemas schemas) {
    ObjectNode document = NODES.objectNode().put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Attune")
        .put("version", "1")
        .put(
            "description",
            "What Attune knows of Spark applications and advises for them. Within v1,"
                + " paths, parameters and fields may be added; none goes or changes its meaning.")
        .putObject("license")
        .put("name", "Apache-2.0")
        .put("url", "https://www.apache.org/licenses/LICENSE-2.0");
    ObjectNode paths = document.putObject("paths");
    for (Route route : routes) {
      paths
          .withObject("/" + route.path().replace("~", "~0").replace("/", "~1"))
          .set(route.method().toLowerCase(Locale.ROOT), operation(route));
    }
    schemas.add(PROBLEM, problem());
    ObjectNode components = document.putObject("components");
    components.set("schemas", schemas.json());
    securitySchemes(components.putObject("securitySchemes"));
    return document;
  }

  private static ObjectNode operation(Route route) {
    ObjectNode operation =
        NODES.objectNode().put("operationId", route.operation()).put("summary", route.summary());
    if (!route.description().isEmpty()) {
      operation.put("description", route.description());
    }
    if (!route.parameters().isEmpty()) {
      ArrayNode parameters = operation.putArray("parameters");
      route.parameters().forEach(parameter -> parameters.add(parameter(parameter)));
    }
    if (!route.takes().isEmpty()) {
      ObjectNode body = operation.putObject("requestBody").put("required", true);
      body.putObject("content").set("application/json", body("application/json", route.takes()));
    }
    operation.set("responses", responses(route));
    ArrayNode security = operation.putArray("security");
    if (route.role() != Role.NOBODY) {
      List.of("token", "password", "session").forEach(name -> security.addObject().putArray(name));
    }
    return operation;
  }

  /** Which of them are asked for is a matter of configuration; without any, all may read. */
  private static void securitySchemes(ObjectNode schemes) {
    schemes.putObject("token").put("type", "http").put("scheme", "bearer");
    schemes.putObject("password").put("type", "http").put("scheme", "basic");
    schemes
        .putObject("session")
        .put("type", "apiKey")
        .put("in", "cookie")
        .put("name", Login.COOKIE);
  }

  private static ObjectNode parameter(Parameter parameter) {
    ObjectNode node =
        NODES
            .objectNode()
            .put("name", parameter.name())
            .put("in", "query")
            .put("description", parameter.description())
            .put("required", parameter.required());
    if (parameter.repeated()) {
      ObjectNode schema = node.putObject("schema").put("type", "array").put("minItems", 1);
      schema.set("items", parameter.kind().schema());
      return node.put("style", "form").put("explode", true);
    }
    node.set("schema", parameter.kind().schema());
    return node;
  }

  private static ObjectNode responses(Route route) {
    ObjectNode responses = NODES.objectNode();
    if (route.bodies().isEmpty()) {
      response(responses, 204, "It is done.");
      problems(responses, route);
      return responses;
    }
    ObjectNode good = response(responses, 200, "The answer.");
    ObjectNode content = good.putObject("content");
    route.bodies().forEach((media, schema) -> content.set(media, body(media, schema)));
    if (isTagged(route)) {
      good.putObject("headers")
          .putObject("ETag")
          .put("description", "Send it as If-None-Match to be told when nothing has changed.")
          .putObject("schema")
          .put("type", "string");
      response(responses, 304, "Nothing has changed since the ETag that was sent.");
    }
    if (route.bodies().containsValue(HEALTH)) {
      response(responses, 503, "It is not well; the body says why.")
          .putObject("content")
          .set("application/json", body("application/json", HEALTH));
    }
    problems(responses, route);
    return responses;
  }

  private static void problems(ObjectNode responses, Route route) {
    problems(route)
        .forEach(
            (status, titles) ->
                response(responses, status, String.join("; ", titles) + ".")
                    .putObject("content")
                    .set(Problem.MEDIA_TYPE, body(Problem.MEDIA_TYPE, PROBLEM)));
  }

  private static ObjectNode response(ObjectNode responses, int status, String description) {
    return responses.putObject(Integer.toString(status)).put("description", description);
  }

  /** Answers that are another one each time have no tag. */
  private static boolean isTagged(Route route) {
    return route.path().startsWith(Api.PREFIX)
        && route.method().equals("GET")
        && !route.bodies().containsKey(EVENTS)
        && !route.bodies().containsValue(Login.SESSION);
  }

  private static ObjectNode body(String mediaType, String schema) {
    ObjectNode body = NODES.objectNode();
    if (mediaType.startsWith("text/")) {
      body.putObject("schema").put("type", "string").put("description", schema);
    } else {
      body.set("schema", Schemas.ref(schema));
    }
    return body;
  }

  /** Titles by status, of what this route may fail with. */
  private static Map<Integer, List<String>> problems(Route route) {
    List<ProblemType> types = new ArrayList<>();
    types.add(ProblemType.UNKNOWN_PARAMETER);
    if (!route.parameters().isEmpty()) {
      types.add(ProblemType.BAD_PARAMETER);
    }
    types.addAll(route.problems());
    types.add(ProblemType.MISDIRECTED);
    types.add(ProblemType.TOO_MANY_REQUESTS);
    if (route.role() != Role.NOBODY) {
      types.add(ProblemType.UNAUTHENTICATED);
    }
    if (route.role() == Role.OPERATE || !route.method().equals("GET")) {
      types.add(ProblemType.FORBIDDEN);
    }
    Map<Integer, List<String>> byStatus = new TreeMap<>();
    types.stream()
        .distinct()
        .forEach(
            type ->
                byStatus.computeIfAbsent(type.status(), s -> new ArrayList<>()).add(type.title()));
    return byStatus;
  }

  private static ObjectNode problem() {
    ObjectNode problem = Schemas.object("An error, as RFC 9457 has it.");
    ObjectNode type = text("Kind of error; this is what programs compare.");
    ArrayNode types = type.putArray("enum");
    Arrays.stream(ProblemType.values()).map(ProblemType::uri).forEach(types::add);
    Schemas.property(problem, "type", type);
    Schemas.property(problem, "title", text("What all errors of this kind have in common."));
    Schemas.property(
        problem,
        "status",
        NODES.objectNode().put("type", "integer").put("description", "Status of the answer."));
    Schemas.property(problem, "detail", text("One sentence about this request."));
    ObjectNode optional = (ObjectNode) problem.get("properties");
    optional.set("parameter", text("The parameter that is wrong."));
    optional.set("application", text("The application that is not known."));
    ObjectNode nearest = NODES.objectNode().put("type", "array");
    nearest.put("description", "Names that may have been meant.");
    nearest.putObject("items").put("type", "string");
    optional.set("nearest", nearest);
    optional.set(
        "workloads",
        NODES
            .objectNode()
            .put("type", "integer")
            .put("description", "How many workloads are known."));
    return problem;
  }

  private static ObjectNode text(String description) {
    return NODES.objectNode().put("type", "string").put("description", description);
  }
}

package io.attune.server.http;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A path and a method, what may be asked of it, who may, and who answers. The router works from
 * this table and the OpenAPI document is written from it.
 *
 * @param method {@code GET}, which answers HEAD as well, {@code POST} or {@code DELETE}
 * @param path exact path
 * @param role what a caller needs
 * @param operation name of the operation, for programs that are generated
 * @param summary one line
 * @param description more, in plain text
 * @param parameters query parameters
 * @param takes name of the schema of the JSON that is sent; empty for none
 * @param bodies name of the schema of an answer with status 200, by media type; none: 204
 * @param problems what else it may answer, besides what every path may
 * @param endpoint who answers
 */
public record Route(
    String method,
    String path,
    Role role,
    String operation,
    String summary,
    String description,
    List<Parameter> parameters,
    String takes,
    Map<String, String> bodies,
    List<ProblemType> problems,
    Endpoint endpoint) {
  private static final Endpoint NOBODY =
      exchange -> {
        throw new IllegalStateException("the route has no endpoint");
      };

  /** Checks the fields. */
  public Route {
    requireNonNull(method, "method is null");
    requireNonNull(path, "path is null");
    requireNonNull(role, "role is null");
    requireNonNull(operation, "operation is null");
    requireNonNull(summary, "summary is null");
    requireNonNull(description, "description is null");
    requireNonNull(takes, "takes is null");
    parameters = List.copyOf(parameters);
    bodies = Collections.unmodifiableMap(new LinkedHashMap<>(bodies));
    problems = List.copyOf(problems);
    requireNonNull(endpoint, "endpoint is null");
  }

  /** A route to read, to which the rest is added. */
  public static Route at(String path, String operation, String summary) {
    return of("GET", path, Role.READ, operation, summary);
  }

  /** A route that changes something, to which the rest is added. */
  public static Route of(String method, String path, Role role, String operation, String summary) {
    return new Route(
        method, path, role, operation, summary, "", List.of(), "", Map.of(), List.of(), NOBODY);
  }

  /** The same, answered without a login. */
  public Route open() {
    return new Route(
        method,
        path,
        Role.NOBODY,
        operation,
        summary,
        description,
        parameters,
        takes,
        bodies,
        problems,
        endpoint);
  }

  /** The same, described at more length. */
  public Route described(String text) {
    return copy(text, parameters, takes, bodies, problems, endpoint);
  }

  /** The same with these parameters. */
  public Route with(List<Parameter> all) {
    return copy(description, all, takes, bodies, problems, endpoint);
  }

  /** The same, which is sent JSON of this schema. */
  public Route taking(String schema) {
    return copy(description, parameters, schema, bodies, problems, endpoint);
  }

  /** The same with one more media type that it answers in. */
  public Route producing(String mediaType, String schema) {
    Map<String, String> more = new LinkedHashMap<>(bodies);
    more.put(mediaType, schema);
    return copy(description, parameters, takes, more, problems, endpoint);
  }

  /** The same, which may end with these problems. */
  public Route failing(ProblemType... types) {
    return copy(description, parameters, takes, bodies, List.of(types), endpoint);
  }

  /** The same, answered here. */
  public Route served(Endpoint by) {
    return copy(description, parameters, takes, bodies, problems, by);
  }

  /** The same, answered from the parameters alone. */
  public Route answered(Function<Query, Answer> by) {
    return served(exchange -> exchange.send(by.apply(exchange.query())));
  }

  private Route copy(
      String text,
      List<Parameter> all,
      String schema,
      Map<String, String> answers,
      List<ProblemType> types,
      Endpoint by) {
    return new Route(method, path, role, operation, summary, text, all, schema, answers, types, by);
  }
}

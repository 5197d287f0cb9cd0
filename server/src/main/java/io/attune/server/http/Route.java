package io.attune.server.http;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A path, what may be asked of it, and who answers. The router works from this table and the
 * OpenAPI document is written from it.
 *
 * @param path exact path
 * @param operation name of the operation, for programs that are generated
 * @param summary one line
 * @param description more, in plain text
 * @param parameters query parameters
 * @param bodies name of the schema of an answer with status 200, by media type
 * @param problems what else it may answer, besides what every path may
 * @param endpoint who answers
 */
public record Route(
    String path,
    String operation,
    String summary,
    String description,
    List<Parameter> parameters,
    Map<String, String> bodies,
    List<ProblemType> problems,
    Endpoint endpoint) {
  private static final Endpoint NOBODY =
      exchange -> {
        throw new IllegalStateException("the route has no endpoint");
      };

  /** Checks the fields. */
  public Route {
    requireNonNull(path, "path is null");
    requireNonNull(operation, "operation is null");
    requireNonNull(summary, "summary is null");
    requireNonNull(description, "description is null");
    parameters = List.copyOf(parameters);
    bodies = Collections.unmodifiableMap(new LinkedHashMap<>(bodies));
    problems = List.copyOf(problems);
    requireNonNull(endpoint, "endpoint is null");
  }

  /** A route to which the rest is added. */
  public static Route at(String path, String operation, String summary) {
    return new Route(path, operation, summary, "", List.of(), Map.of(), List.of(), NOBODY);
  }

  /** The same, described at more length. */
  public Route described(String text) {
    return new Route(path, operation, summary, text, parameters, bodies, problems, endpoint);
  }

  /** The same with these parameters. */
  public Route with(List<Parameter> all) {
    return new Route(path, operation, summary, description, all, bodies, problems, endpoint);
  }

  /** The same with one more media type that it answers in. */
  public Route producing(String mediaType, String schema) {
    Map<String, String> more = new LinkedHashMap<>(bodies);
    more.put(mediaType, schema);
    return new Route(path, operation, summary, description, parameters, more, problems, endpoint);
  }

  /** The same, which may end with these problems. */
  public Route failing(ProblemType... types) {
    return new Route(
        path, operation, summary, description, parameters, bodies, List.of(types), endpoint);
  }

  /** The same, answered here. */
  public Route served(Endpoint by) {
    return new Route(path, operation, summary, description, parameters, bodies, problems, by);
  }

  /** The same, answered from the parameters alone. */
  public Route answered(Function<Query, Answer> by) {
    return served(exchange -> exchange.send(by.apply(exchange.query())));
  }
}

package io.attune.server.http;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the route of a request, has it admitted, checks its method and parameters, and turns
 * whatever fails into a problem. Paths are compared as a whole, so nothing but what is in the table
 * can be reached.
 */
final class Router extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  /** In bounded metrics, what stands for every path that is not served. */
  private static final String ELSEWHERE = "other";

  private final Guard guard;

  /** By path, and there by method. */
  private final Map<String, Map<String, Route>> routes = new LinkedHashMap<>();

  private final Map<String, String> moved;
  private final RequestMeter meter;

  /**
   * @param guard decides which requests are answered
   * @param routes what is served
   * @param moved prefixes of paths that were served once, and where what they had is now
   */
  Router(Guard guard, List<Route> routes, Map<String, String> moved, RequestMeter meter) {
    this.guard = requireNonNull(guard, "guard is null");
    for (Route route : routes) {
      Map<String, Route> methods =
          this.routes.computeIfAbsent(route.path(), path -> new TreeMap<>());
      if (methods.put(route.method(), route) != null) {
        throw new IllegalArgumentException(route.path() + " is there twice");
      }
    }
    this.moved = Map.copyOf(moved);
    this.meter = requireNonNull(meter, "meter is null");
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    SafetyHeaders.put(response.getHeaders());
    String path = Request.getPathInContext(request);
    measure(request, response, path);
    try {
      serve(request, response, callback, path);
    } catch (ProblemException e) {
      Exchange.refuse(request, response, callback, e.problem().answer());
    } catch (RuntimeException e) {
      if (response.isCommitted()) {
        throw e;
      }
      response.reset();
      SafetyHeaders.put(response.getHeaders());
      refuse(request, response, callback, path, e);
    }
    return true;
  }

  private void refuse(
      Request request, Response response, Callback callback, String path, RuntimeException e) {
    Problem problem;
    if (e instanceof HttpException bad && bad.getCode() < 500) {
      // Jetty reads headers when they are asked for.
      problem = Problem.of(ProblemType.BAD_REQUEST, "A header of the request is not well formed.");
    } else {
      LOG.warn("Serving {} failed: {}", routes.containsKey(path) ? path : ELSEWHERE, e.toString());
      LOG.debug("The failure in full", e);
      problem =
          Problem.of(
              ProblemType.INTERNAL, "This could not be served; Attune's log has the reason.");
    }
    Exchange.refuse(request, response, callback, problem.answer());
  }

  private void serve(Request request, Response response, Callback callback, String path) {
    Incoming incoming = Incoming.of(request);
    Map<String, Route> methods = routes.getOrDefault(path, Map.of());
    Route route = methods.get(incoming.method().equals("HEAD") ? "GET" : incoming.method());
    Caller caller = guard.admit(incoming, route == null ? Role.NOBODY : route.role());
    if (methods.isEmpty()) {
      throw notFound(path).exception();
    }
    if (route == null) {
      throw notAllowed(response, methods);
    }
    Query query = new Query(route.parameters(), given(request));
    route.endpoint().serve(new Exchange(request, response, callback, query, incoming, caller));
  }

  private static ProblemException notAllowed(Response response, Map<String, Route> methods) {
    List<String> allowed = new ArrayList<>(methods.keySet());
    if (methods.containsKey("GET")) {
      allowed.add(allowed.indexOf("GET") + 1, "HEAD");
    }
    response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", allowed));
    return Problem.of(
            ProblemType.METHOD_NOT_ALLOWED,
            "This path is asked with " + String.join(" or ", allowed) + ".")
        .exception();
  }

  private Problem notFound(String path) {
    for (Map.Entry<String, String> was : moved.entrySet()) {
      if (path.startsWith(was.getKey())) {
        String where = was.getValue() + path.substring(was.getKey().length());
        if (routes.containsKey(where)) {
          return Problem.of(
              ProblemType.NOT_FOUND,
              "Nothing is served at " + Problem.quoted(path) + " any more; see " + where + ".");
        }
      }
    }
    return Problem.of(ProblemType.NOT_FOUND, "Nothing is served at " + Problem.quoted(path) + ".");
  }

  private static Map<String, List<String>> given(Request request) {
    Map<String, List<String>> given = new HashMap<>();
    try {
      for (Fields.Field field : Request.extractQueryParameters(request)) {
        given.put(field.getName(), field.getValues());
      }
    } catch (RuntimeException e) {
      throw Problem.of(ProblemType.BAD_REQUEST, "The query is not well formed.").exception();
    }
    return given;
  }

  private void measure(Request request, Response response, String asked) {
    long begin = System.nanoTime();
    String path = routes.containsKey(asked) ? asked : ELSEWHERE;
    Request.addCompletionListener(
        request, failure -> meter.served(path, response.getStatus(), System.nanoTime() - begin));
  }
}

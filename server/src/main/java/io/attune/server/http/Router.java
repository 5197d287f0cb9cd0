package io.attune.server.http;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * Finds the route of a request, checks its method and parameters, and turns whatever fails into a
 * problem. Paths are compared as a whole, so nothing but what is in the table can be reached.
 */
final class Router extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  /** In bounded metrics, what stands for every path that is not served. */
  private static final String ELSEWHERE = "other";

  private final Map<String, Route> routes = new LinkedHashMap<>();
  private final Map<String, String> moved;
  private final RequestMeter meter;

  /**
   * @param routes what is served
   * @param moved prefixes of paths that were served once, and where what they had is now
   */
  Router(List<Route> routes, Map<String, String> moved, RequestMeter meter) {
    for (Route route : routes) {
      if (this.routes.put(route.path(), route) != null) {
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
    Route route = routes.get(path);
    measure(request, response, route);
    Exchange plain = new Exchange(request, response, callback, new Query(List.of(), Map.of()));
    try {
      serve(request, response, callback, path, route);
    } catch (ProblemException e) {
      plain.send(e.problem());
    } catch (RuntimeException e) {
      if (response.isCommitted()) {
        throw e;
      }
      response.reset();
      SafetyHeaders.put(response.getHeaders());
      if (e instanceof HttpException bad && bad.getCode() < 500) {
        // Jetty reads headers when they are asked for.
        plain.send(
            Problem.of(ProblemType.BAD_REQUEST, "A header of the request is not well formed."));
        return true;
      }
      LOG.warn("Serving {} failed: {}", route == null ? ELSEWHERE : path, e.toString());
      LOG.debug("The failure in full", e);
      plain.send(
          Problem.of(
              ProblemType.INTERNAL, "This could not be served; Attune's log has the reason."));
    }
    return true;
  }

  private void serve(
      Request request, Response response, Callback callback, String path, Route route) {
    if (route == null) {
      throw notFound(path).exception();
    }
    String method = request.getMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      throw Problem.of(
              ProblemType.METHOD_NOT_ALLOWED, "Nothing can be changed here; ask with GET or HEAD.")
          .exception();
    }
    Query query = new Query(route.parameters(), given(request));
    route.endpoint().serve(new Exchange(request, response, callback, query));
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

  private void measure(Request request, Response response, Route route) {
    long begin = System.nanoTime();
    String path = route == null ? ELSEWHERE : route.path();
    Request.addCompletionListener(
        request, failure -> meter.served(path, response.getStatus(), System.nanoTime() - begin));
  }
}

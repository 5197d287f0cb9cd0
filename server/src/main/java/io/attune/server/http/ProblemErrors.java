package io.attune.server.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What Jetty refuses by itself, in the same shape as everything else that is refused. */
final class ProblemErrors extends ErrorHandler {
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    SafetyHeaders.put(response.getHeaders());
    Exchange.refuse(request, response, callback, problem(code));
  }

  private static Answer problem(int code) {
    return switch (code) {
      case 413, 414, 431 ->
          Problem.of(ProblemType.TOO_LARGE, "The request is larger than it may be.")
              .answer()
              .withStatus(code);
      case 400, 408, 417, 426, 501, 505 ->
          Problem.of(ProblemType.BAD_REQUEST, "The request is not well-formed HTTP/1.1.")
              .answer()
              .withStatus(code);
      case 404 -> Problem.of(ProblemType.NOT_FOUND, "Nothing is served there.").answer();
      default ->
          Problem.of(ProblemType.INTERNAL, "This could not be served; Attune's log has the reason.")
              .answer();
    };
  }
}

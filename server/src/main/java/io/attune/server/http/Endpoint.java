package io.attune.server.http;

/** Answers the requests for one path. Runs on a thread of the server's pool. */
@FunctionalInterface
public interface Endpoint {
  /**
   * Answers by calling {@link Exchange#send} or {@link Exchange#stream} once.
   *
   * @throws ProblemException what is answered instead
   */
  void serve(Exchange exchange);
}

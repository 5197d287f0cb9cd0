package io.attune.server.http;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much of this process clients may take.
 *
 * @param connections connections at once; for a further one, the one that has waited longest for a
 *     request is closed
 * @param threads threads that serve requests
 * @param headerBytes bytes of a request's first line and headers
 * @param bodyBytes bytes of a request's body
 * @param request time to send a whole request, and between requests of a connection
 * @param answer time to take an answer that is no stream
 */
public record HttpLimits(
    int connections,
    int threads,
    int headerBytes,
    long bodyBytes,
    Duration request,
    Duration answer) {
  /** Checks the fields. */
  public HttpLimits {
    requireNonNull(request, "request is null");
    requireNonNull(answer, "answer is null");
    if (connections < 1 || threads < 4 || headerBytes < 1 || bodyBytes < 0) {
      throw new IllegalArgumentException("a limit leaves no room");
    }
  }
}

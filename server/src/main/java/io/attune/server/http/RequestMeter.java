package io.attune.server.http;

/** Counts requests. */
@FunctionalInterface
public interface RequestMeter {
  /**
   * A request has been answered.
   *
   * @param path path of the route, or {@code other}: one of a few
   * @param status status of the answer
   * @param nanos time it took, nanoseconds
   */
  void served(String path, int status, long nanos);
}

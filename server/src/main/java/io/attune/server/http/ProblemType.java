package io.attune.server.http;

import java.util.Locale;

/**
 * The kinds of error that are answered. Each has one status and one title; the name is part of the
 * API ({@code urn:attune:problem:bad-parameter}), so names stay.
 */
public enum ProblemType {
  /** A parameter that the path does not have. */
  UNKNOWN_PARAMETER(400, "Unknown parameter"),
  /** A parameter that is missing, given twice, or has a value that is not allowed. */
  BAD_PARAMETER(400, "Bad parameter"),
  /** A request that is not well-formed HTTP. */
  BAD_REQUEST(400, "Bad request"),
  /** Nobody is logged in, or the token or password is wrong. */
  UNAUTHENTICATED(401, "Not logged in"),
  /** The caller may not do this, or another page made the browser ask. */
  FORBIDDEN(403, "Forbidden"),
  /** A path that is not served. */
  NOT_FOUND(404, "Not found"),
  /** An application that this instance does not hold. */
  UNKNOWN_APPLICATION(404, "Unknown application"),
  /** A workload of which no run was seen. */
  UNKNOWN_WORKLOAD(404, "Unknown workload"),
  /** Advice that does not stand, so that nothing can be decided about it. */
  UNKNOWN_ADVICE(404, "Unknown advice"),
  /** A method that the path does not have. */
  METHOD_NOT_ALLOWED(405, "Method not allowed"),
  /** A request with more than it may have: a body, a path or headers beyond the limit. */
  TOO_LARGE(413, "Too large"),
  /** A body that is not JSON. */
  UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
  /** A host name under which Attune is not served. */
  MISDIRECTED(421, "Misdirected request"),
  /** More requests, or more failed logins, than one client may send. */
  TOO_MANY_REQUESTS(429, "Too many requests"),
  /** A fault of Attune. */
  INTERNAL(500, "Internal error"),
  /** Kafka or the schema registry did not take what was to be written. */
  UNAVAILABLE(503, "Unavailable"),
  /** What was asked for has not been read yet. */
  STARTING(503, "Starting"),
  /** As many viewers follow as may. */
  TOO_MANY_VIEWERS(503, "Too many viewers");

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** Status of the answer. */
  public int status() {
    return status;
  }

  /** What all problems of this type have in common. */
  public String title() {
    return title;
  }

  /** Its URI, which programs compare. */
  public String uri() {
    return "urn:attune:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package io.attune.server.http;

import static java.util.Objects.requireNonNull;

/** Ends the serving of a request with a problem; no failure of Attune, so it has no stack trace. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(requireNonNull(problem, "problem is null").detail(), null, false, false);
    this.problem = problem;
  }

  /** What is answered. */
  public Problem problem() {
    return problem;
  }
}

package io.attune.server.http;

/** Decides whether a request is answered. Runs before anything else is done for it. */
@FunctionalInterface
public interface Guard {
  /**
   * Lets a request in.
   *
   * @param needed what its path needs
   * @return who asks
   * @throws ProblemException why it is not answered
   */
  Caller admit(Incoming request, Role needed);
}

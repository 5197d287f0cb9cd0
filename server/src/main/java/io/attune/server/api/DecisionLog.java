package io.attune.server.api;

import io.attune.schemas.Decision;
import java.util.Optional;

/** Where people's decisions about advice are written. */
@FunctionalInterface
public interface DecisionLog {
  /**
   * Writes a decision and returns when it is kept.
   *
   * @param workload workload
   * @param subject a Spark property or the id of a rule
   * @param decision empty to undo the one that stands
   * @throws UnavailableException one sentence, when it could not be written
   */
  void write(String workload, String subject, Optional<Decision> decision);

  /** What a decision is to be written to is not there, or does not take it. */
  final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message one sentence
     */
    public UnavailableException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}

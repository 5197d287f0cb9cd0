package io.attune.server.api;

import static java.util.Objects.requireNonNull;

/**
 * One thing that was looked at.
 *
 * @param name short name
 * @param state how it is
 */
public record HealthCheck(String name, State state) {
  /** How something is. */
  public enum Level {
    /** As it should be. */
    UP,
    /** It works, and somebody should look at it. */
    WARN,
    /** It does not work. */
    DOWN
  }

  /** Checks the fields. */
  public HealthCheck {
    requireNonNull(name, "name is null");
    requireNonNull(state, "state is null");
  }

  /**
   * Result of a check.
   *
   * @param level how it is
   * @param reason one sentence, also when it is well
   */
  public record State(Level level, String reason) {
    /** Checks the fields. */
    public State {
      requireNonNull(level, "level is null");
      requireNonNull(reason, "reason is null");
    }

    /** It is well. */
    public static State up(String reason) {
      return new State(Level.UP, reason);
    }

    /** It does not work. */
    public static State down(String reason) {
      return new State(Level.DOWN, reason);
    }
  }
}

package io.attune.streams.health;

import static java.util.Objects.requireNonNull;

/**
 * How one thing is.
 *
 * @param name its name, one or two words
 * @param level how it is
 * @param reason one sentence, also when it is well
 */
public record Finding(String name, Level level, String reason) {
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
  public Finding {
    requireNonNull(name, "name is null");
    requireNonNull(level, "level is null");
    requireNonNull(reason, "reason is null");
  }

  static Finding up(String name, String reason) {
    return new Finding(name, Level.UP, reason);
  }

  static Finding warn(String name, String reason) {
    return new Finding(name, Level.WARN, reason);
  }

  static Finding down(String name, String reason) {
    return new Finding(name, Level.DOWN, reason);
  }
}

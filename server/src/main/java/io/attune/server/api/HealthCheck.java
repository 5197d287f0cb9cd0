package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;

/**
 * One thing that has to be well.
 *
 * @param name short name
 * @param look looks at it; has to be quick and must not throw
 */
public record HealthCheck(String name, Supplier<State> look) {
  /** Checks the fields. */
  public HealthCheck {
    requireNonNull(name, "name is null");
    requireNonNull(look, "look is null");
  }

  /**
   * How it is.
   *
   * @param up whether it is well
   * @param reason one sentence, also when it is
   */
  public record State(boolean up, String reason) {}
}

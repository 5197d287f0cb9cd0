package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;

/**
 * A health check.
 *
 * @param name short name
 * @param look the check; has to be quick and must not throw
 */
public record HealthCheck(String name, Supplier<State> look) {
  /** Checks the fields. */
  public HealthCheck {
    requireNonNull(name, "name is null");
    requireNonNull(look, "look is null");
  }

  /**
   * Result of a check.
   *
   * @param up whether it passed
   * @param reason one sentence, also when it passed
   */
  public record State(boolean up, String reason) {}
}

package io.attune.server.view;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.Recommendation;

/**
 * A recommendation that is published.
 *
 * @param key key of its record: workload/property, or workload/rule id
 * @param recommendation what it says
 */
public record Published(String key, Recommendation recommendation) {
  /** Checks the fields. */
  public Published {
    requireNonNull(key, "key is null");
    requireNonNull(recommendation, "recommendation is null");
  }
}

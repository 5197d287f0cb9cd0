package io.attune.advisor.application;

import java.util.Optional;

/** What someone wrote, as against what Spark assumes: the value to go back to. */
public final class ExplicitValue {
  private ExplicitValue() {}

  /** The value that the application or its session set; empty when it is Spark's default. */
  public static Optional<String> of(SparkSettings settings, String property) {
    return settings.isSet(property) ? settings.value(property) : Optional.empty();
  }
}

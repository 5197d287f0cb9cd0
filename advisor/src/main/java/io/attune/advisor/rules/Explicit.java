package io.attune.advisor.rules;

import io.attune.advisor.application.SparkSettings;
import java.util.Optional;

/** What someone wrote, as against what Spark assumes: the value to go back to. */
final class Explicit {
  private Explicit() {}

  /** The value that the application or its session set; empty when it is Spark's default. */
  static Optional<String> of(SparkSettings settings, String property) {
    return settings.isSet(property) ? settings.value(property) : Optional.empty();
  }
}

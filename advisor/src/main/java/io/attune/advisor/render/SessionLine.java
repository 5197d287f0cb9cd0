package io.attune.advisor.render;

import io.attune.advisor.application.JobUnit;
import io.attune.schemas.Recommendation;
import java.util.Optional;

/** The line with which one unit of an application sets a property for itself. */
public final class SessionLine {
  private SessionLine() {}

  /**
   * In words, for a recommendation to one unit that names a value: {@code In group=nightly alone:
   * SET spark.sql.shuffle.partitions=24;}. Empty for advice without a value, and for advice to an
   * application.
   */
  public static Optional<String> of(Recommendation recommendation) {
    return JobUnit.nameIn(recommendation.getWorkload())
        .flatMap(unit -> set(recommendation).map(line -> "In " + unit + " alone: " + line));
  }

  /** {@code SET property=value;}; empty for advice without a value. */
  public static Optional<String> set(Recommendation recommendation) {
    String property = recommendation.getProperty();
    String value = recommendation.getRecommended();
    return property == null || value == null
        ? Optional.empty()
        : Optional.of("SET " + property + "=" + value + ";");
  }
}

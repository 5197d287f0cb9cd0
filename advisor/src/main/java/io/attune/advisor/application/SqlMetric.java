package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * A metric of a plan node.
 *
 * @param name name, such as 'number of files read'
 * @param accumulatorId accumulator that holds its value
 * @param value highest value reported by stages or the driver; empty while none was
 */
public record SqlMetric(String name, long accumulatorId, OptionalLong value) {
  /** Checks the fields. */
  public SqlMetric {
    requireNonNull(name, "name is null");
    requireNonNull(value, "value is null");
  }
}

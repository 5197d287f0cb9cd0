package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * A metric of a plan node.
 *
 * @param name name, such as 'number of files read'
 * @param accumulatorId accumulator that holds its value
 * @param type Spark's metric type: sum, size, timing, nsTiming, average
 * @param value highest value reported by stages or the driver; empty while none was
 */
public record SqlMetric(String name, long accumulatorId, String type, OptionalLong value) {
  /** Checks the fields. */
  public SqlMetric {
    requireNonNull(name, "name is null");
    requireNonNull(type, "type is null");
    requireNonNull(value, "value is null");
  }
}

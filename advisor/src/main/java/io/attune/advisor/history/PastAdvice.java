package io.attune.advisor.history;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.Impact;
import java.util.Optional;

/**
 * A setting that was recommended after a run, as far as it is needed to judge what came of it.
 *
 * @param property Spark property
 * @param ruleId rule that spoke
 * @param etag fingerprint of the recommendation
 * @param previous value in force in that run, when known
 * @param recommended value advised
 * @param lowerBound its lower bound, when it has one
 * @param upperBound its upper bound, when it has one
 * @param unit unit of the values: bytes, count, ratio or none
 * @param reliability whether it was to stop failures rather than to save time or cost
 * @param expected what was expected of it
 */
public record PastAdvice(
    String property,
    String ruleId,
    String etag,
    Optional<String> previous,
    String recommended,
    Optional<String> lowerBound,
    Optional<String> upperBound,
    String unit,
    boolean reliability,
    Impact expected) {
  public PastAdvice {
    requireNonNull(property, "property is null");
    requireNonNull(ruleId, "ruleId is null");
    requireNonNull(etag, "etag is null");
    requireNonNull(previous, "previous is null");
    requireNonNull(recommended, "recommended is null");
    requireNonNull(lowerBound, "lowerBound is null");
    requireNonNull(upperBound, "upperBound is null");
    requireNonNull(unit, "unit is null");
    requireNonNull(expected, "expected is null");
  }
}

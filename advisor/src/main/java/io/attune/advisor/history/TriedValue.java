package io.attune.advisor.history;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.RecommendationState;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A value that was advised and was in force in a run, and how that went.
 *
 * @param applicationId the run
 * @param started when it started
 * @param property Spark property
 * @param ruleId rule that had advised it
 * @param state verdict
 * @param previous value before it
 * @param applied value in force in the run
 * @param unit unit of the values
 * @param input input of the run; 0 when unknown
 * @param sparkVersion version of Spark; empty when unknown
 * @param timeShare change of time as a share of what the earlier value would have taken
 * @param costShare the same for cost
 * @param thresholdShare share from which slower or dearer counts as a regression
 * @param spanBeforeMs what the earlier value would have taken for this input, milliseconds
 * @param spanMs what the run took, milliseconds
 * @param outOfMemory whether it ran out of memory, which the runs before it had not
 */
public record TriedValue(
    String applicationId,
    Instant started,
    String property,
    String ruleId,
    RecommendationState state,
    Optional<String> previous,
    String applied,
    String unit,
    long input,
    String sparkVersion,
    OptionalDouble timeShare,
    OptionalDouble costShare,
    OptionalDouble thresholdShare,
    double spanBeforeMs,
    long spanMs,
    boolean outOfMemory) {
  public TriedValue {
    requireNonNull(applicationId, "applicationId is null");
    requireNonNull(started, "started is null");
    requireNonNull(property, "property is null");
    requireNonNull(ruleId, "ruleId is null");
    requireNonNull(state, "state is null");
    requireNonNull(previous, "previous is null");
    requireNonNull(applied, "applied is null");
    requireNonNull(unit, "unit is null");
    requireNonNull(sparkVersion, "sparkVersion is null");
    requireNonNull(timeShare, "timeShare is null");
    requireNonNull(costShare, "costShare is null");
    requireNonNull(thresholdShare, "thresholdShare is null");
  }

  /** Whether the value hurt or did nothing, so that it is not to be advised again. */
  public boolean isRefuted() {
    return state == RecommendationState.REGRESSED || state == RecommendationState.INEFFECTIVE;
  }
}

package io.attune.advisor.history;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.RecommendationState;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A value that was advised and was in force in a run, and how that went.
 *
 * @param run the run
 * @param setting what was advised, and what was in force
 * @param state verdict
 * @param effect what came of it
 */
public record TriedValue(
    InRun run, Setting setting, RecommendationState state, Consequence effect) {
  /**
   * The run in which a value was in force.
   *
   * @param applicationId its id
   * @param started when it started
   * @param input its input; 0 when unknown
   * @param sparkVersion version of Spark; empty when unknown
   */
  public record InRun(String applicationId, Instant started, long input, String sparkVersion) {
    public InRun {
      requireNonNull(applicationId, "applicationId is null");
      requireNonNull(started, "started is null");
      requireNonNull(sparkVersion, "sparkVersion is null");
    }
  }

  /**
   * A property and its values.
   *
   * @param property Spark property
   * @param ruleId rule that had advised it
   * @param previous value before it
   * @param applied value in force in the run
   * @param unit unit of the values
   */
  public record Setting(
      String property, String ruleId, Optional<String> previous, String applied, String unit) {
    public Setting {
      requireNonNull(property, "property is null");
      requireNonNull(ruleId, "ruleId is null");
      requireNonNull(previous, "previous is null");
      requireNonNull(applied, "applied is null");
      requireNonNull(unit, "unit is null");
    }
  }

  /**
   * What a value did to a run.
   *
   * @param time what it did to its time
   * @param costShare change of cost as a share of what the earlier value would have cost
   * @param outOfMemory whether it ran out of memory, which the runs before it had not
   */
  public record Consequence(OnTime time, OptionalDouble costShare, boolean outOfMemory) {
    public Consequence {
      requireNonNull(time, "time is null");
      requireNonNull(costShare, "costShare is null");
    }
  }

  /**
   * What a value did to the time of a run.
   *
   * @param share change as a share of what the earlier value would have taken
   * @param thresholdShare share from which slower counts as a regression
   * @param beforeMs what the earlier value would have taken for this input, milliseconds
   * @param spanMs what the run took, milliseconds
   */
  public record OnTime(
      OptionalDouble share, OptionalDouble thresholdShare, double beforeMs, long spanMs) {
    public OnTime {
      requireNonNull(share, "share is null");
      requireNonNull(thresholdShare, "thresholdShare is null");
    }
  }

  public TriedValue {
    requireNonNull(run, "run is null");
    requireNonNull(setting, "setting is null");
    requireNonNull(state, "state is null");
    requireNonNull(effect, "effect is null");
  }

  /** The run. */
  public String applicationId() {
    return run.applicationId;
  }

  /** When it started. */
  public Instant started() {
    return run.started;
  }

  /** Spark property. */
  public String property() {
    return setting.property;
  }

  /** Value in force in the run. */
  public String applied() {
    return setting.applied;
  }

  /** Whether the value hurt or did nothing, so that it is not to be advised again. */
  public boolean isRefuted() {
    return state == RecommendationState.REGRESSED || state == RecommendationState.INEFFECTIVE;
  }
}

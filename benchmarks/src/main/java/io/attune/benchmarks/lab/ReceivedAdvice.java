package io.attune.benchmarks.lab;

import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import java.util.Set;

/**
 * A recommendation on the topic after a run.
 *
 * @param ruleId the rule
 * @param property the property; null for advice without a setting
 * @param current current value; null when unknown
 * @param recommended recommended value; null without a property
 * @param state its state
 * @param summary its summary
 * @param timeMs expected change of time, milliseconds; null when unknown
 * @param cost expected change of cost; null when unknown
 * @param costUnit unit of the cost
 * @param timeBasis basis of the expected time
 */
record ReceivedAdvice(
    String ruleId,
    String property,
    String current,
    String recommended,
    String state,
    String summary,
    Double timeMs,
    Double cost,
    String costUnit,
    String timeBasis) {

  private static final Set<String> CLOSED =
      Set.of(
          RecommendationState.SUPERSEDED.name(),
          RecommendationState.INEFFECTIVE.name(),
          RecommendationState.WITHDRAWN.name(),
          RecommendationState.DISMISSED.name());

  static ReceivedAdvice of(Recommendation recommendation) {
    return new ReceivedAdvice(
        recommendation.getRuleId(),
        recommendation.getProperty(),
        recommendation.getCurrent(),
        recommendation.getRecommended(),
        recommendation.getState().name(),
        recommendation.getSummary(),
        recommendation.getImpact().getTime().getExpected(),
        recommendation.getImpact().getCost().getExpected(),
        recommendation.getImpact().getCost().getUnit(),
        recommendation.getImpact().getTime().getBasis().name());
  }

  /** Whether it is still open. */
  boolean isOpen() {
    return !CLOSED.contains(state);
  }
}

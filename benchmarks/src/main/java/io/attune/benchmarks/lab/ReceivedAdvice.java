package io.attune.benchmarks.lab;

import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import java.util.Set;

/**
 * A recommendation as it stood on the topic when a run was over.
 *
 * @param ruleId the rule
 * @param property the property; null for advice without a setting
 * @param current value now; null when unknown
 * @param recommended value advised; null without a property
 * @param state where it is in its life
 * @param summary its sentence
 * @param timeMs expected change of the time, milliseconds; null when unknown
 * @param cost expected change of the cost; null when unknown
 * @param costUnit unit of the cost
 * @param timeBasis what the expected time rests on
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

  private static final Set<String> DONE_WITH =
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

  /** Whether a person would still act on it. */
  boolean stands() {
    return !DONE_WITH.contains(state);
  }
}

package io.attune.advisor.assess;

import io.attune.advisor.application.SettingValues;
import io.attune.advisor.outcome.Adoption;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import java.util.Optional;
import java.util.Set;

/** What a later run makes of a published recommendation that it does not give again. */
final class AppliedState {
  private static final Set<RecommendationState> SETTLED =
      Set.of(RecommendationState.SUCCEEDED, RecommendationState.INEFFECTIVE);

  private AppliedState() {}

  /**
   * The state it moves to when its value is in force in that run; empty when it is not, or when it
   * has made the run worse and there is no value to go back to.
   */
  static Optional<RecommendationState> of(Recommendation published, Assessment assessment) {
    if (published.getApplicationId().equals(assessment.applicationId())
        && published.getState() != RecommendationState.APPLIED
        && !SETTLED.contains(published.getState())) {
      return Optional.empty();
    }
    Optional<String> value = inForce(published, assessment);
    String property = published.getProperty();
    if (property == null || value.isEmpty() || published.getRecommended() == null) {
      return Optional.empty();
    }
    Adoption.Degree degree =
        Adoption.degree(
            property,
            Optional.ofNullable(published.getCurrent()),
            published.getRecommended(),
            Optional.ofNullable(published.getLowerBound()),
            Optional.ofNullable(published.getUpperBound()),
            value.get());
    if (degree == Adoption.Degree.NONE) {
      return Optional.empty();
    }
    Optional<RecommendationState> judged =
        assessment.outcomes().stream()
            .filter(outcome -> outcome.getProperty().equals(property))
            .filter(outcome -> outcome.getWorkload().equals(published.getWorkload()))
            .map(Outcome::getState)
            .findFirst();
    if (judged.isPresent()) {
      return judged.filter(state -> state != RecommendationState.REGRESSED);
    }
    return Optional.of(
        SETTLED.contains(published.getState())
            ? published.getState()
            : RecommendationState.APPLIED);
  }

  /** Whether that run still has the value that the recommendation was to change. */
  static boolean isAsItWas(Recommendation published, Assessment assessment) {
    Optional<String> value = inForce(published, assessment);
    String property = published.getProperty();
    return property != null
        && value.isPresent()
        && published.getCurrent() != null
        && SettingValues.same(property, published.getCurrent(), value.get());
  }

  private static Optional<String> inForce(Recommendation published, Assessment assessment) {
    return Optional.ofNullable(published.getProperty())
        .map(property -> assessment.inForce().get(property));
  }
}

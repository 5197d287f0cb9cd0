package io.attune.advisor.assess;

import io.attune.schemas.Recommendation;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The key of a recommendation: what makes two recommendations speak of the same thing. */
public final class RecommendationKey {
  private RecommendationKey() {}

  /** {@code workload/property}, or {@code workload/ruleId} for advice without a setting. */
  public static String of(Recommendation recommendation) {
    return of(
        recommendation.getWorkload(), recommendation.getProperty(), recommendation.getRuleId());
  }

  /**
   * The key from its parts.
   *
   * @param property Spark property; null for advice without a setting
   */
  public static String of(String workload, @Nullable String property, String ruleId) {
    return workload + "/" + (property == null ? ruleId : property);
  }

  /** A stable id made from the key. */
  public static String id(String key) {
    return UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString();
  }
}

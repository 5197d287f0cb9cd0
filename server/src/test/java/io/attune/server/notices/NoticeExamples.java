package io.attune.server.notices;

import io.attune.schemas.AppliesAt;
import io.attune.schemas.Category;
import io.attune.schemas.Change;
import io.attune.schemas.Confidence;
import io.attune.schemas.Impact;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.Severity;
import java.time.Instant;
import java.util.ArrayList;

/** Recommendations to tell of. */
final class NoticeExamples {
  private NoticeExamples() {}

  static Recommendation recommendation(
      String workload, Severity severity, RecommendationState state, double costChange) {
    return Recommendation.newBuilder()
        .setRecommendationId("id-" + workload)
        .setEtag("etag")
        .setRevision(1)
        .setWorkload(workload)
        .setApplicationId("app-1")
        .setRuleId("executor-count")
        .setRuleVersion(1)
        .setCategory(Category.COST)
        .setAppliesAt(AppliesAt.NEXT_RUN)
        .setProperty("spark.executor.instances")
        .setRecommended("4")
        .setState(state)
        .setSeverity(severity)
        .setImpact(
            new Impact(
                new Change(null, null, null, "ms", ImpactBasis.NONE),
                new Change(costChange, null, null, "core-h", ImpactBasis.REPLAY)))
        .setConfidence(
            Confidence.newBuilder()
                .setValue(0.7)
                .setRuns(1)
                .setTasks(24)
                .setCompleteness(1.0)
                .setConditions(new ArrayList<>())
                .build())
        .setEvidence(new ArrayList<>())
        .setSummary("4 executors for " + workload + " would do.")
        .setDoubt("A larger day.")
        .setEventTime(Instant.EPOCH)
        .build();
  }
}

package io.attune.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdviceApplierTest {
  private static final Workload WORKLOAD =
      Workload.mistuned("w", AdviceApplierTest.class)
          .cluster(2, 1, 512)
          .conf("spark.sql.shuffle.partitions", "2")
          .follows("skew")
          .on(Workload.SPARK_3_5)
          .story("A story.");
  private static final Configuration BEFORE = Configuration.initial(WORKLOAD);

  @Test
  void everyPropertyIsSetAndTheClusterFollows() {
    Configuration next =
        AdviceApplier.next(
            WORKLOAD,
            BEFORE,
            List.of(
                setting("spark.sql.shuffle.partitions", "24", RecommendationState.ACTIVE),
                setting("spark.executor.memory", "1g", RecommendationState.APPLIED)));

    assertThat(next.round()).isEqualTo(1);
    assertThat(next.conf())
        .containsEntry("spark.sql.shuffle.partitions", "24")
        .containsEntry("spark.executor.memory", "1024m");
    assertThat(next.cluster()).isEqualTo(new LabCluster(2, 1, 1024));
    assertThat(next.startsLike(BEFORE)).isFalse();
  }

  @Test
  void adviceWithoutASettingTurnsTheSwitchThatTheWorkloadHas() {
    Configuration next =
        AdviceApplier.next(WORKLOAD, BEFORE, List.of(without("skew"), without("driver-bound")));

    assertThat(next.switches()).containsExactly("skew");
    assertThat(next.remarks()).singleElement().asString().startsWith("driver-bound: ");
    assertThat(next.startsLike(BEFORE)).isFalse();
  }

  @Test
  void whatNoLongerStandsIsNotFollowed() {
    Configuration next =
        AdviceApplier.next(
            WORKLOAD,
            BEFORE,
            List.of(
                setting("spark.sql.shuffle.partitions", "24", RecommendationState.DISMISSED),
                setting("spark.executor.cores", "3", RecommendationState.INEFFECTIVE)));

    assertThat(next.startsLike(BEFORE)).isTrue();
  }

  @Test
  void noAdviceChangesNothing() {
    assertThat(AdviceApplier.next(WORKLOAD, BEFORE, List.of()).startsLike(BEFORE)).isTrue();
  }

  @Test
  void theSubmitLineIsTakenApart() {
    assertThat(AdviceApplier.settings("--conf a.b=c=d --conf e=-1\n"))
        .isEqualTo(Map.of("a.b", "c=d", "e", "-1"));
    assertThat(AdviceApplier.settings("")).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> AdviceApplier.settings("--jars x.jar"));
  }

  private static Recommendation without(String rule) {
    Recommendation recommendation = setting(null, null, RecommendationState.ACTIVE);
    recommendation.setRuleId(rule);
    return recommendation;
  }

  private static Recommendation setting(String property, String value, RecommendationState state) {
    Change unknown = new Change(null, null, null, "ms", ImpactBasis.NONE);
    return Recommendation.newBuilder()
        .setRecommendationId("id")
        .setEtag("etag")
        .setRevision(1)
        .setWorkload("w")
        .setApplicationId("app")
        .setRuleId("rule")
        .setRuleVersion(1)
        .setCategory(Category.PARTITIONS)
        .setProperty(property)
        .setRecommended(value)
        .setAppliesAt(AppliesAt.NEXT_RUN)
        .setState(state)
        .setSeverity(Severity.MODERATE)
        .setImpact(new Impact(unknown, unknown))
        .setConfidence(new Confidence(0.5, 1, 10L, 1.0, List.of()))
        .setEvidence(List.of())
        .setSummary("Because.")
        .setDoubt("Perhaps.")
        .setEventTime(Instant.EPOCH)
        .setValidUntil(Instant.EPOCH)
        .build();
  }
}

package io.attune.advisor.testing;

import io.attune.advisor.render.AdviceSheet;
import io.attune.schemas.AppliesAt;
import io.attune.schemas.Category;
import io.attune.schemas.Change;
import io.attune.schemas.Confidence;
import io.attune.schemas.Evidence;
import io.attune.schemas.Impact;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.RunContext;
import io.attune.schemas.Severity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Advice that no rule has to be moved to give: for tests of what is made of it. */
public final class AdviceSheets {
  /** One value for each property that a rule recommends, and for some that one may. */
  public static final List<String> EVERYTHING =
      List.of(
          "spark.executor.instances=6",
          "spark.cores.max=24",
          "spark.executor.cores=4",
          "spark.executor.memory=6144m",
          "spark.executor.memoryOverhead=768m",
          "spark.driver.memory=2048m",
          "spark.driver.maxResultSize=1536m",
          "spark.dynamicAllocation.enabled=true",
          "spark.dynamicAllocation.minExecutors=2",
          "spark.dynamicAllocation.initialExecutors=3",
          "spark.dynamicAllocation.maxExecutors=9",
          "spark.dynamicAllocation.executorIdleTimeout=45s",
          "spark.dynamicAllocation.cachedExecutorIdleTimeout=10min",
          "spark.dynamicAllocation.shuffleTracking.enabled=true",
          "spark.shuffle.service.enabled=true",
          "spark.memory.offHeap.enabled=true",
          "spark.memory.offHeap.size=1024m",
          "spark.sql.shuffle.partitions=48",
          "spark.default.parallelism=48",
          "spark.sql.adaptive.enabled=true",
          "spark.sql.adaptive.coalescePartitions.initialPartitionNum=96",
          "spark.sql.adaptive.coalescePartitions.parallelismFirst=false",
          "spark.sql.adaptive.advisoryPartitionSizeInBytes=96m",
          "spark.sql.adaptive.skewJoin.enabled=true",
          "spark.sql.adaptive.skewJoin.skewedPartitionFactor=2.5",
          "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes=67108865b",
          "spark.sql.adaptive.autoBroadcastJoinThreshold=48m",
          "spark.sql.autoBroadcastJoinThreshold=-1",
          "spark.sql.files.maxPartitionBytes=256m",
          "spark.sql.files.minPartitionNum=12",
          "spark.speculation=true",
          "spark.excludeOnFailure.enabled=true",
          "spark.decommission.enabled=true",
          "spark.storage.decommission.enabled=true",
          "spark.shuffle.io.maxRetries=6",
          "databricks.autoscale.min_workers=2",
          "databricks.autoscale.max_workers=9",
          "databricks.node_type_id=r5.xlarge",
          "databricks.driver_node_type_id=m5.large",
          "databricks.autotermination_minutes=20",
          "databricks.aws_attributes.first_on_demand=1",
          "databricks.aws_attributes.availability=SPOT_WITH_FALLBACK");

  private AdviceSheets() {}

  /** A sheet for a workload that has these settings advised, each as {@code property=value}. */
  public static AdviceSheet of(String workload, List<String> settings) {
    return of(workload, settings.stream().map(AdviceSheets::recommendation).toList(), null);
  }

  /** A sheet with these recommendations, in this place. */
  public static AdviceSheet of(
      String workload, List<Recommendation> recommendations, RunContext context) {
    return new AdviceSheet(
        workload,
        "app-1",
        recommendations,
        List.of("One task in ten was not seen."),
        Optional.empty(),
        Optional.ofNullable(context));
  }

  /** The same advice after a run with these properties, in this place. */
  public static AdviceSheet after(
      AdviceSheet sheet, Map<String, String> properties, @Nullable RunContext context) {
    RunBuilder run = RunBuilder.application(sheet.workload());
    properties.forEach(run::property);
    return new AdviceSheet(
        sheet.workload(),
        sheet.applicationId(),
        sheet.recommendations(),
        sheet.warnings(),
        Optional.of(run.build().application().settings()),
        Optional.ofNullable(context));
  }

  /** Advice to set a property; {@code property=value}. */
  public static Recommendation recommendation(String setting) {
    int equals = setting.indexOf('=');
    Recommendation recommendation = withoutSetting("some-rule", "measured");
    recommendation.setProperty(setting.substring(0, equals));
    recommendation.setRecommended(setting.substring(equals + 1));
    recommendation.setRecommendationId(id(recommendation.getProperty()));
    return recommendation;
  }

  /** Advice without a setting, resting on a metric. */
  public static Recommendation withoutSetting(String ruleId, String metric) {
    Change unknown = new Change(null, null, null, "ms", ImpactBasis.NONE);
    return Recommendation.newBuilder()
        .setRecommendationId(id(ruleId))
        .setEtag("etag")
        .setRevision(1)
        .setWorkload("story")
        .setApplicationId("app-1")
        .setRuleId(ruleId)
        .setRuleVersion(1)
        .setCategory(Category.PARTITIONS)
        .setAppliesAt(AppliesAt.NEXT_RUN)
        .setState(RecommendationState.ACTIVE)
        .setSeverity(Severity.MODERATE)
        .setImpact(new Impact(unknown, new Change(null, null, null, "core-s", ImpactBasis.NONE)))
        .setConfidence(
            Confidence.newBuilder()
                .setValue(0.7)
                .setRuns(1)
                .setTasks(24)
                .setCompleteness(1.0)
                .setConditions(new ArrayList<>())
                .build())
        .setEvidence(List.of(new Evidence(metric, "mean", 12.5 * (1 << 20), null, "bytes", 3)))
        .setSummary("A sentence: with \"quotes\", a # and a 'colon': as summaries have.")
        .setDoubt("It may be otherwise.")
        .setEventTime(Instant.EPOCH)
        .build();
  }

  private static String id(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}

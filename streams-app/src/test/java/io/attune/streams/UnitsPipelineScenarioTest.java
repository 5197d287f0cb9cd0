package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.assess.RecommendationKey;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.JobBuilder;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Decision;
import io.attune.schemas.DecisionKind;
import io.attune.schemas.RecommendationState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Units inside an application, by way of the topology. */
class UnitsPipelineScenarioTest {
  private static final Duration TICK = Duration.ofMillis(200);
  private static final String KEY = "etl/group=tiny/spark.sql.shuffle.partitions";

  @TempDir Path state;

  /** A group whose partitions are far too many for what they hold, and two that are well. */
  private static RunBuilder night(int night) {
    return RunBuilder.application("etl-" + night)
        .workload("etl")
        .later(Duration.ofDays(night))
        .property("spark.sql.adaptive.enabled", "false")
        .sqlConfig(1, "spark.sql.shuffle.partitions", "400")
        .executors(2, 4, "4g")
        .job(in("tiny", UnitsPipelineScenarioTest::tiny))
        .job(in("healthy", UnitsPipelineScenarioTest::healthy))
        .job(UnitsPipelineScenarioTest::healthy)
        .ended();
  }

  private static Consumer<JobBuilder> in(String group, Consumer<JobBuilder> work) {
    return job -> {
      job.group(group);
      work.accept(job);
    };
  }

  private static void tiny(JobBuilder job) {
    job.stage(
        "aggregate",
        400,
        s -> s.sql(1).tasks((t, i) -> t.durationMs(300).runTimeMs(30).shuffleRead(48_000, 1)));
  }

  private static void healthy(JobBuilder job) {
    job.stage("scan", 32, s -> s.tasks((t, i) -> t.durationMs(3_000).runTimeMs(2_990)));
  }

  private static Map<String, String> offline(RunBuilder night) {
    Assessment assessment =
        Advisor.standard(RuleTable.standard()).assess(night.build(), WorkloadHistory.empty());
    Map<String, String> etags = new TreeMap<>();
    assessment.recommendations().forEach(r -> etags.put(RecommendationKey.of(r), r.getEtag()));
    return etags;
  }

  @Test
  void eachUnitIsAdvisedAsWithoutKafka() {
    try (Pipeline pipeline = new Pipeline(state, Map.of())) {
      pipeline.send(night(1).events());
      pipeline.advance(TICK);

      assertThat(pipeline.etags()).isEqualTo(offline(night(1))).containsKey(KEY);
      assertThat(pipeline.etags().keySet()).noneMatch(key -> key.contains("healthy"));
      assertThat(pipeline.forecasts).containsKey("etl");
      assertThat(pipeline.forecasts.get("etl").getUnits()).hasSizeGreaterThanOrEqualTo(3);
    }
  }

  /** It reaches the task that has the application's workload, by the key of one of its units. */
  @Test
  void aDecisionAboutAUnitHoldsInItsNextRun() {
    try (Pipeline pipeline = new Pipeline(state, Map.of())) {
      pipeline.send(night(1).events());
      pipeline.advance(TICK);
      assertThat(pipeline.recommendations).containsKey(KEY);

      Decision dismissed = new Decision();
      dismissed.setWorkload("etl/group=tiny");
      dismissed.setSubject("spark.sql.shuffle.partitions");
      dismissed.setKind(DecisionKind.DISMISSED);
      dismissed.setDecisionTime(Pipeline.START);
      pipeline.decide(KEY, dismissed);
      pipeline.advance(TICK);
      assertThat(pipeline.recommendations.get(KEY).getState())
          .isEqualTo(RecommendationState.DISMISSED);

      pipeline.send(night(2).events());
      pipeline.advance(TICK);
      assertThat(pipeline.recommendations.get(KEY).getState())
          .isEqualTo(RecommendationState.DISMISSED);
    }
  }
}

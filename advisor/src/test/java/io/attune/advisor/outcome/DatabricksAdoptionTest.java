package io.attune.advisor.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Outcome;
import io.attune.schemas.RecommendationState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What Databricks has instead of executors is recognised in the next run's cluster. */
class DatabricksAdoptionTest {
  private static final String TAGS = "spark.databricks.clusterUsageTags.";
  private static final String WORKERS = "databricks.num_workers";

  private final NightlyRuns runs = new NightlyRuns();

  private static RunBuilder night(int night, int workers) {
    RunBuilder run =
        RunBuilder.application("nightly-" + night)
            .workload("nightly")
            .later(Duration.ofDays(night))
            .property("spark.master", "spark://10.0.0.1:7077")
            .property(TAGS + "clusterNodeType", "m5.xlarge")
            .property(TAGS + "cloudProvider", "AWS")
            .property(TAGS + "clusterScalingType", "fixed_size")
            .property(TAGS + "clusterWorkers", Integer.toString(workers))
            .executors(workers, 4, "8g");
    for (int i = 0; i < 5; i++) {
      run.stage("step " + i, 16, s -> s.tasks((t, n) -> t.durationMs(20_000)));
    }
    return run.ended();
  }

  @Test
  void workers_that_were_changed_as_advised_are_an_outcome() {
    runs.add(night(1, 8).build());
    assertThat(runs.recommendation(WORKERS).getRecommended()).isEqualTo("4");

    runs.add(night(2, 4).build());

    assertThat(runs.outcomes()).hasSize(1);
    Outcome outcome = runs.outcomes().get(0);
    assertThat(outcome.getProperty()).isEqualTo(WORKERS);
    assertThat(outcome.getPrevious()).isEqualTo("8");
    assertThat(outcome.getApplied()).isEqualTo("4");
    assertThat(outcome.getState()).isEqualTo(RecommendationState.SUCCEEDED);
    assertThat(outcome.getRealised().getCost().getExpected()).isNegative();
  }

  @Test
  void workers_that_stayed_are_none() {
    runs.add(night(1, 8).build());
    runs.add(night(2, 8).build());

    assertThat(runs.outcomes()).isEmpty();
    assertThat(runs.recommendation(WORKERS).getRecommended()).isEqualTo("4");
  }
}

package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.table.RuleTable;
import io.attune.eventlog.EventLogs;
import io.attune.schemas.Change;
import io.attune.schemas.Impact;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Nights of one report, recorded on real Spark, judged as if the settings of the second had been
 * advised after the first.
 */
class NightsTest {
  private static final Path NIGHTS = Path.of("..", "sample-runs", "nights");
  private static final String PARTITIONS = "spark.sql.shuffle.partitions";

  private final Advisor advisor = Advisor.standard(RuleTable.standard());

  private static Run read(String name) {
    Terminal nowhere = Terminal.plain(System.out, System.err, Session.COLUMNS);
    return new LogReader(nowhere).read(EventLogs.find(List.of(NIGHTS.resolve(name)))).get(0);
  }

  private Assessment secondNight(String name) {
    Run before = read("1-before.zstd");
    WorkloadHistory history = WorkloadHistory.empty();
    history = advisor.remember(history, before, advisor.assess(before, history));
    Change unknown = new Change(null, null, null, "ms", ImpactBasis.NONE);
    RunSummary planted =
        history
            .runs()
            .get(0)
            .but()
            .recommended(
                List.of(
                    new PastAdvice(
                        PARTITIONS,
                        "shuffle-partitions",
                        "0123456789abcdef0123456789abcdef",
                        Optional.of("8"),
                        "1",
                        Optional.of("1"),
                        Optional.of("4"),
                        "count",
                        false,
                        new Impact(unknown, unknown))))
            .build();
    return advisor.assess(read(name), history.with(planted));
  }

  private static Outcome outcome(Assessment assessment) {
    assertThat(assessment.outcomes()).hasSize(1);
    return assessment.outcomes().get(0);
  }

  private static Optional<Recommendation> back(Assessment assessment) {
    return assessment.recommendations().stream()
        .filter(recommendation -> recommendation.getRuleId().equals("regression"))
        .findFirst();
  }

  @Test
  void aValueThatHurtIsARegressionAndTheOldOneIsRecommendedBack() {
    Assessment night = secondNight("2-one-partition.zstd");

    assertThat(outcome(night).getState())
        .as(outcome(night).getSummary())
        .isEqualTo(RecommendationState.REGRESSED);
    assertThat(outcome(night).getPrevious()).isEqualTo("8");
    assertThat(outcome(night).getApplied()).isEqualTo("1");
    assertThat(outcome(night).getInputRatio()).isCloseTo(1.0, within(0.01));
    Recommendation back = back(night).orElseThrow();
    assertThat(back.getProperty()).isEqualTo(PARTITIONS);
    assertThat(back.getCurrent()).isEqualTo("1");
    assertThat(back.getRecommended()).isEqualTo("8");
    assertThat(night.recommendations().get(0)).isEqualTo(back);
  }

  @Test
  void aDayThreeTimesAsBigIsNoRegression() {
    Assessment night = secondNight("2-bigger-day.zstd");

    assertThat(outcome(night).getState())
        .as(outcome(night).getSummary())
        .isNotEqualTo(RecommendationState.REGRESSED);
    assertThat(outcome(night).getInPart()).isTrue();
    assertThat(outcome(night).getInputRatio()).isCloseTo(3.0, within(0.05));
    assertThat(back(night)).isEmpty();
  }
}

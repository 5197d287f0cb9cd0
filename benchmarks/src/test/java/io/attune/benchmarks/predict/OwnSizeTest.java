package io.attune.benchmarks.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.prediction.Calibration;
import io.attune.advisor.prediction.Prediction;
import io.attune.advisor.prediction.Predictor;
import io.attune.advisor.prediction.RunModel;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.table.RuleTable;
import io.attune.benchmarks.RecordedLogs;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A replay of a recorded run at its own size takes as long as the run did. */
class OwnSizeTest {
  private static final double MEDIAN = 0.02;
  private static final double WORST = 0.05;

  @Test
  void everyRecordedRunIsReproducedAtItsOwnSize() {
    Map<String, Double> errors = new TreeMap<>();
    for (Run run : RecordedLogs.runs()) {
      if (hasFailed(run)) {
        continue;
      }
      error(run).ifPresent(error -> errors.put(run.application().workload(), error));
    }
    assertThat(errors).hasSizeGreaterThanOrEqualTo(17);
    assertThat(errors)
        .as(list(errors))
        .allSatisfy((run, error) -> assertThat(Math.abs(error)).as(run).isLessThanOrEqualTo(WORST));
    double[] sorted = errors.values().stream().mapToDouble(Math::abs).sorted().toArray();
    assertThat(sorted[sorted.length / 2]).as(list(errors)).isLessThanOrEqualTo(MEDIAN);
  }

  /** A job that failed was cut short: no replay of its tasks takes as long. */
  private static boolean hasFailed(Run run) {
    return new RuleContext(run, WorkloadHistory.empty(), RuleTable.standard()).facts().failedJobs()
        > 0;
  }

  /** What cannot be reproduced is not shown at other sizes. */
  @Test
  void aRunThatFailedHasNoTimesAtOtherSizes() {
    List<Run> failed = RecordedLogs.runs().stream().filter(OwnSizeTest::hasFailed).toList();
    assertThat(failed).isNotEmpty();
    for (Run run : failed) {
      Assessment assessment =
          Advisor.standard(RuleTable.standard()).assess(run, WorkloadHistory.empty());
      assertThat(assessment.front()).isEmpty();
      assertThat(assessment.warnings())
          .anyMatch(warning -> warning.startsWith("Times at other sizes are left out"));
    }
  }

  private static Optional<Double> error(Run run) {
    double span = run.application().span().orElseThrow().durationMs();
    return RunModel.of(run)
        .map(
            model ->
                new Predictor(model, Calibration.none(), RuleTable.standard())
                    .predict(model.trainingSize()))
        .map(Prediction::spanMs)
        .map(predicted -> predicted / span - 1);
  }

  private static String list(Map<String, Double> errors) {
    StringBuilder list = new StringBuilder();
    errors.forEach(
        (run, error) ->
            list.append(String.format(Locale.ROOT, "%n%-28s %+6.2f %%", run, 100 * error)));
    return list.toString();
  }
}

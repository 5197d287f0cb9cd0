package io.attune.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.offline.RunCollector;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.Contradictions;
import io.attune.load.fleet.Fleet;
import io.attune.load.fleet.FleetOptions;
import io.attune.load.fleet.FleetWorkload;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No card, table or sentence about a run contradicts another. */
class ContradictionsTest {
  private static final int WORKLOADS = 120;
  private static final Advisor ADVISOR = Advisor.standard(RuleTable.standard());

  @Test
  void noneOverTheRecordedLogs() {
    List<String> found = new ArrayList<>();
    List<Run> runs = RecordedLogs.runs();
    for (Run run : runs) {
      found.addAll(Contradictions.in(run, ADVISOR.assess(run, WorkloadHistory.empty())));
    }
    assertThat(runs).hasSizeGreaterThanOrEqualTo(18);
    assertThat(found).isEmpty();
  }

  /** Two runs of each workload, the second with the first as its history. */
  @Test
  void noneOverTheFleet() {
    List<String> found = new ArrayList<>();
    Fleet fleet = new Fleet(FleetOptions.of(WORKLOADS, 70));
    for (int index = 0; index < fleet.size(); index++) {
      found.addAll(overTwoRuns(fleet.workload(index)));
    }
    assertThat(found).isEmpty();
  }

  private static List<String> overTwoRuns(FleetWorkload workload) {
    List<String> found = new ArrayList<>();
    WorkloadHistory history = WorkloadHistory.empty();
    for (int number = 0; number < 2; number++) {
      RunCollector collector = new RunCollector();
      workload.run(number, collector, true).toEnd();
      Run run = collector.run().orElseThrow();
      Assessment assessment = ADVISOR.assess(run, history);
      history = ADVISOR.remember(history, run, assessment);
      found.addAll(Contradictions.in(run, assessment));
    }
    return found;
  }
}

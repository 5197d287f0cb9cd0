package io.attune.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.assess.Advisor;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.offline.RunCollector;
import io.attune.advisor.table.RuleTable;
import io.attune.load.fleet.Fault;
import io.attune.load.fleet.Fleet;
import io.attune.load.fleet.FleetOptions;
import io.attune.load.fleet.FleetWorkload;
import io.attune.schemas.Recommendation;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault of a streaming query is found, and nothing wrong is said beside it. */
class StreamFaultsTest {
  private static final int WORKLOADS = 6;
  private static final Advisor ADVISOR = Advisor.standard(RuleTable.standard());

  static Stream<Fault> faults() {
    return Arrays.stream(Fault.values()).filter(f -> f.family() == Fault.Family.STREAMS);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void isFoundByItsRule(Fault fault) {
    Fleet fleet = new Fleet(new FleetOptions(WORKLOADS, 7, 1, Set.of(fault), 1));
    for (int index = 0; index < WORKLOADS; index++) {
      FleetWorkload workload = fleet.workload(index);
      GroundTruth truth = GroundTruth.of(workload);
      RunCollector run = new RunCollector();
      workload.run(0, run, false).toEnd();
      List<String> said =
          ADVISOR
              .assess(run.run().orElseThrow(), WorkloadHistory.empty())
              .recommendations()
              .stream()
              .map(Recommendation::getRuleId)
              .toList();

      Set<String> right = new HashSet<>(truth.companions());
      right.add(truth.rule());
      assertThat(said).as(workload.name()).contains(truth.rule()).allMatch(right::contains);
    }
  }
}

package io.attune.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.assess.Advisor;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.SetInvariants;
import io.attune.load.fleet.Fault;
import io.attune.load.fleet.Fleet;
import io.attune.load.fleet.FleetOptions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A small version of the fleet benchmark, to detect rules that have got worse. */
class FleetBarsTest {
  private final RuleTable table = RuleTable.standard();
  private final Advisor advisor = Advisor.standard(table);

  @Test
  void rulesKeepAboveTheirBarsOnAFewSeeds() {
    List<String> rules = advisor.rules().stream().map(Rule::id).toList();
    FleetScore score = new FleetScore(rules);
    FleetBench bench = new FleetBench(advisor, table);
    int workloads = 2 * Fault.values().length;
    for (long seed = 50; seed < 52; seed++) {
      Fleet fleet = new Fleet(FleetOptions.of(workloads, seed));
      for (int index = 0; index < workloads; index++) {
        score.add(bench.judge(fleet.workload(index), 2));
      }
    }

    // With so few workloads, only check that the targets are within the confidence interval. Rules
    // whose faults are not injected can only be checked on healthy runs.
    for (String rule : score.rules()) {
      if (score.recall(rule).of() > 0) {
        assertThat(score.precision(rule).high()).as("precision of %s", rule).isGreaterThan(0.95);
        assertThat(score.recall(rule).high()).as("recall of %s", rule).isGreaterThan(0.9);
      }
    }
    assertThat(score.leftAlone().share()).as(score.examples()).isGreaterThan(0.95);
  }

  /** Every rule gives advice here, unlike in random runs. */
  @Test
  void everySetThatIsSpokenIsConsistent() {
    FleetBench bench = new FleetBench(advisor, table);
    Set<String> silent = new TreeSet<>();
    advisor.rules().forEach(rule -> silent.add(rule.id()));
    Fleet fleet = new Fleet(FleetOptions.of(2 * Fault.values().length, 60));
    for (int index = 0; index < fleet.size(); index++) {
      bench.assess(
          fleet.workload(index),
          1,
          (run, assessment, number) -> {
            SetInvariants.assertHold(run, assessment);
            assessment
                .recommendations()
                .forEach(recommendation -> silent.remove(recommendation.getRuleId()));
          });
    }
    assertThat(silent)
        .as("rules without advice")
        .containsExactlyInAnyOrderElementsOf(PlantedRulesTest.NOT_PLANTED.keySet());
  }
}

package io.attune.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.assess.StandardRules;
import io.attune.advisor.rules.Rule;
import io.attune.load.fleet.Fault;
import io.attune.load.fleet.Fleet;
import io.attune.load.fleet.FleetOptions;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every rule has a fault in the fleet that it is measured by, or a reason why it has none. */
class PlantedRulesTest {
  /** Rules that no fault counts for, and why. */
  static final Map<String, String> NOT_PLANTED =
      Map.of(
          "regression",
          "a workload of the fleet never sets what it was advised",
          "shuffle-wait",
          "the fleet's hosts serve shuffle blocks at once");

  private static final Set<String> RULES =
      StandardRules.all().stream().map(Rule::id).collect(Collectors.toCollection(TreeSet::new));

  private static GroundTruth answerTo(Fault fault) {
    return GroundTruth.of(new Fleet(new FleetOptions(1, 1, 1, Set.of(fault), 1)).workload(0));
  }

  private static Set<String> planted() {
    Set<String> planted = new TreeSet<>();
    for (Fault fault : Fault.values()) {
      planted.add(answerTo(fault).rule());
    }
    return planted;
  }

  @Test
  void aRuleWithoutAPlantedFaultIsNamedWithItsReason() {
    Set<String> missing = new TreeSet<>(RULES);
    missing.removeAll(planted());
    missing.removeAll(NOT_PLANTED.keySet());
    assertThat(missing)
        .as("rules without a fault in Fault and an answer in GroundTruth, or a reason here")
        .isEmpty();
  }

  @Test
  void noRuleIsExcusedThatHasAPlantedFaultOrDoesNotExist() {
    assertThat(NOT_PLANTED.keySet()).doesNotContainAnyElementsOf(planted());
    assertThat(RULES).containsAll(NOT_PLANTED.keySet());
  }

  @Test
  void onlyRulesThatExistAreRightAnswersAndCompanions() {
    for (Fault fault : Fault.values()) {
      GroundTruth truth = answerTo(fault);
      assertThat(RULES)
          .as(fault.id())
          .containsAll(truth.answers().stream().map(ExpectedAdvice::ruleId).toList())
          .containsAll(truth.companions());
    }
  }
}

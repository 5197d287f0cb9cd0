package io.attune.benchmarks.fleet;

import io.attune.advisor.advice.Assessment;
import io.attune.load.fleet.FleetWorkload;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was said of one workload, held against what is right.
 *
 * @param workload workload
 * @param truth what is right
 * @param isFound whether the fault was found; false for a healthy workload
 * @param right rules that spoke and were right to
 * @param wrong what was said and is not right
 * @param silentReason why the rule that should have spoken did not, in its own words
 */
public record Judgement(
    FleetWorkload workload,
    GroundTruth truth,
    boolean isFound,
    Set<String> right,
    List<Recommendation> wrong,
    String silentReason) {

  /** Judges an assessment. */
  static Judgement of(FleetWorkload workload, Assessment assessment) {
    GroundTruth truth = GroundTruth.of(workload);
    boolean found = false;
    Set<String> right = new TreeSet<>();
    List<Recommendation> wrong = new ArrayList<>();
    Set<String> answering = new TreeSet<>();
    for (Recommendation said : assessment.recommendations()) {
      if (truth.answers().stream().anyMatch(answer -> answer.matches(said))) {
        found = true;
        answering.add(said.getRuleId());
      }
    }
    for (Recommendation said : assessment.recommendations()) {
      String rule = said.getRuleId();
      // What a rule says beside its right answer belongs to it, such as a second setting.
      if (answering.contains(rule) || truth.companions().contains(rule)) {
        right.add(rule);
      } else {
        wrong.add(said);
      }
    }
    return new Judgement(
        workload, truth, found, right, wrong, assessment.silent().getOrDefault(truth.rule(), ""));
  }

  /** Rules that spoke and should not have. */
  Set<String> wrongRules() {
    Set<String> rules = new TreeSet<>();
    wrong.forEach(said -> rules.add(said.getRuleId()));
    return rules;
  }
}

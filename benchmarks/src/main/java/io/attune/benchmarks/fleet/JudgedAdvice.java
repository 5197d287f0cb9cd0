package io.attune.benchmarks.fleet;

import io.attune.advisor.assess.Assessment;
import io.attune.load.fleet.FleetWorkload;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The advice for a workload, compared with the ground truth.
 *
 * @param workload the workload
 * @param truth the ground truth
 * @param isFound whether the fault was found; false for a healthy workload
 * @param right rules with right advice
 * @param wrong recommendations that are not right
 * @param tried number of size recommendations that were judged by running the workload again
 * @param silentReason the reason of the expected rule for not giving advice
 */
public record JudgedAdvice(
    FleetWorkload workload,
    GroundTruth truth,
    boolean isFound,
    Set<String> right,
    List<Recommendation> wrong,
    int tried,
    String silentReason) {

  /**
   * Judges an assessment.
   *
   * @param holds whether a size recommendation that the ground truth does not have holds when the
   *     workload runs with it
   */
  static JudgedAdvice of(
      FleetWorkload workload, Assessment assessment, Predicate<Recommendation> holds) {
    GroundTruth truth = GroundTruth.of(workload);
    boolean found = false;
    Set<String> right = new TreeSet<>();
    List<Recommendation> wrong = new ArrayList<>();
    Set<String> answering = new TreeSet<>();
    int tried = 0;
    for (Recommendation recommendation : assessment.recommendations()) {
      if (truth.answers().stream().anyMatch(answer -> answer.matches(recommendation))) {
        found = true;
        answering.add(recommendation.getRuleId());
      }
    }
    for (Recommendation recommendation : assessment.recommendations()) {
      String rule = recommendation.getRuleId();
      // Other recommendations of a rule that is right, such as a second setting, are right, too.
      if (answering.contains(rule) || truth.companions().contains(rule)) {
        right.add(rule);
      } else if (SizeTrial.canTest(recommendation) && holds.test(recommendation)) {
        right.add(rule);
        tried++;
      } else {
        tried += SizeTrial.canTest(recommendation) ? 1 : 0;
        wrong.add(recommendation);
      }
    }
    return new JudgedAdvice(
        workload,
        truth,
        found,
        right,
        wrong,
        tried,
        assessment.silent().getOrDefault(truth.rule(), ""));
  }

  /** Rules with wrong advice. */
  Set<String> wrongRules() {
    Set<String> rules = new TreeSet<>();
    wrong.forEach(recommendation -> rules.add(recommendation.getRuleId()));
    return rules;
  }
}

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
 * What was said of one workload, held against what is right.
 *
 * @param workload workload
 * @param truth what is right
 * @param isFound whether the fault was found; false for a healthy workload
 * @param right rules that spoke and were right to
 * @param wrong what was said and is not right
 * @param tried how many words about a size were judged by running the workload again
 * @param silentReason why the rule that should have spoken did not, in its own words
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
   * @param holds whether advice about a size that is on no list of answers keeps its promise when
   *     the workload runs again with it
   */
  static JudgedAdvice of(
      FleetWorkload workload, Assessment assessment, Predicate<Recommendation> holds) {
    GroundTruth truth = GroundTruth.of(workload);
    boolean found = false;
    Set<String> right = new TreeSet<>();
    List<Recommendation> wrong = new ArrayList<>();
    Set<String> answering = new TreeSet<>();
    int tried = 0;
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
      } else if (SizeTrial.canTest(said) && holds.test(said)) {
        right.add(rule);
        tried++;
      } else {
        tried += SizeTrial.canTest(said) ? 1 : 0;
        wrong.add(said);
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

  /** Rules that spoke and should not have. */
  Set<String> wrongRules() {
    Set<String> rules = new TreeSet<>();
    wrong.forEach(said -> rules.add(said.getRuleId()));
    return rules;
  }
}

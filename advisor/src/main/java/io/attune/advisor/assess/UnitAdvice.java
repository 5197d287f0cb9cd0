package io.attune.advisor.assess;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.JobUnit;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.Units;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import io.attune.schemas.UnitShare;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * One assessment of an application of several units. Rules are asked in their order: one of scope
 * SESSION of each unit, one of scope CLUSTER of the whole. What one of a unit decides counts as
 * decided for the whole, and what one of the whole decides for every unit, so that none advises
 * against another. Advice that a session cannot set for itself is the application's. For one run
 * and one thread, and used once.
 */
final class UnitAdvice {
  /** Begin properties that a session can set for itself while it runs. */
  private static final List<String> SESSION_PREFIXES =
      List.of("spark.sql.", "spark.databricks.adaptive.", "spark.databricks.delta.");

  /** What is judged: the application, or a unit of it. */
  private record Part(Run run, PastAdviceReview review, Assessor assessor) {}

  private final Part whole;
  private final Map<Optional<JobUnit>, Part> units = new LinkedHashMap<>();

  /**
   * Creates it.
   *
   * @param run a run of several units
   * @param history that of the application, with those of its units
   * @param review looks at earlier advice
   * @param start begins an assessment of one part
   */
  UnitAdvice(
      Run run,
      Units division,
      WorkloadHistory history,
      BiFunction<Run, WorkloadHistory, PastAdviceReview> review,
      BiFunction<Run, PastAdviceReview, Assessor> start) {
    this.whole = part(run, history, review, start);
    for (Optional<JobUnit> unit : division.all()) {
      units.put(unit, part(division.of(run, unit), history.unit(nameOf(unit)), review, start));
    }
  }

  private static Part part(
      Run run,
      WorkloadHistory history,
      BiFunction<Run, WorkloadHistory, PastAdviceReview> review,
      BiFunction<Run, PastAdviceReview, Assessor> start) {
    PastAdviceReview reviewed = review.apply(run, history);
    return new Part(run, reviewed, start.apply(run, reviewed));
  }

  /** Under which a unit's history is kept; empty text for the application itself. */
  static String nameOf(Optional<JobUnit> unit) {
    return unit.map(JobUnit::name).orElse("");
  }

  /** What the run says about earlier advice of the application. */
  PastAdviceReview review() {
    return whole.review;
  }

  /** The assessor of the whole. */
  Assessor whole() {
    return whole.assessor;
  }

  /** Asks the rules. */
  void ask(List<Rule> rules, RuleTable table) {
    RefutedAdvice refuted = whole.review.refuted(table);
    Map<Optional<JobUnit>, RefutedAdvice> ofUnits = new LinkedHashMap<>();
    units.forEach((unit, part) -> ofUnits.put(unit, part.review.refuted(table)));
    for (Rule rule : rules) {
      if (rule.scope() != RuleScope.CLUSTER) {
        units.forEach((unit, part) -> askUnit(rule, part, requireNonNull(ofUnits.get(unit))));
      }
      if (rule.scope() != RuleScope.SESSION) {
        Assessor.Decided decided = whole.assessor.ask(rule, refuted);
        units
            .values()
            .forEach(part -> part.assessor.decide(decided.advice(), decided.unreplayed()));
      }
    }
  }

  private void askUnit(Rule rule, Part part, RefutedAdvice refuted) {
    Assessor.Decided decided = part.assessor.ask(rule, refuted, UnitAdvice::isForSession);
    decided.advice().stream()
        .filter(piece -> !isForSession(piece))
        .forEach(piece -> whole.assessor.give(rule, piece));
    whole.assessor.decide(decided.advice(), decided.unreplayed());
  }

  /** Whether a session can follow advice alone. */
  private static boolean isForSession(Advice piece) {
    return piece
        .setting()
        .map(setting -> SESSION_PREFIXES.stream().anyMatch(setting.property()::startsWith))
        .orElse(true);
  }

  /** The assessments of the units. */
  List<Assessment> units(RecommendationFactory factory, List<Rule> rules, PartFailures failures) {
    List<Rule> asked = rules.stream().filter(r -> r.scope() != RuleScope.CLUSTER).toList();
    List<Assessment> assessments = new ArrayList<>();
    for (Part part : units.values()) {
      List<Recommendation> recommendations = part.assessor.recommend(factory, asked);
      assessments.add(
          new Assessment(
              Assessment.Subject.of(part.run),
              recommendations,
              List.of(),
              part.assessor.silent(),
              part.review.outcomes(part.run, failures),
              part.review.inForce(),
              Optional.empty(),
              List.of()));
    }
    return assessments;
  }

  /**
   * The assessment of the whole with what is said of its units.
   *
   * @param own that of the whole alone
   * @param parts those of the units
   * @param shares what each used and cost
   */
  static Assessment joined(Assessment own, List<Assessment> parts, List<UnitShare> shares) {
    Map<String, String> silent = new TreeMap<>(own.silent());
    TreeMap<String, String> inForce = new TreeMap<>(own.inForce());
    for (Assessment part : parts) {
      part.silent().forEach(silent::putIfAbsent);
      if (part.workload().equals(own.workload())) {
        part.inForce().forEach(inForce::putIfAbsent);
      }
    }
    List<Recommendation> recommendations =
        mostSevereFirst(
            Stream.concat(Stream.of(own), parts.stream())
                .flatMap(each -> each.recommendations().stream())
                .toList());
    recommendations.forEach(r -> silent.remove(r.getRuleId()));
    List<Outcome> outcomes =
        Stream.concat(Stream.of(own), parts.stream())
            .flatMap(each -> each.outcomes().stream())
            .toList();
    return new Assessment(
        own.subject(),
        recommendations,
        own.warnings(),
        silent,
        outcomes,
        inForce,
        own.front(),
        own.failures(),
        parts,
        shares);
  }

  /** The pieces of one change stay together. */
  private static List<Recommendation> mostSevereFirst(List<Recommendation> all) {
    Map<String, Severity> ofChange = new HashMap<>();
    for (Recommendation each : all) {
      ofChange.merge(change(each), each.getSeverity(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }
    return all.stream()
        .sorted(
            Comparator.comparing(
                    (Recommendation each) -> requireNonNull(ofChange.get(change(each))))
                .reversed())
        .toList();
  }

  private static String change(Recommendation each) {
    return each.getGroup() == null
        ? each.getRecommendationId()
        : each.getWorkload() + "/" + each.getGroup();
  }
}

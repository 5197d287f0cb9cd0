package io.attune.advisor.assess;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.JobUnit;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.Units;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.TriedValue;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.outcome.Judgement;
import io.attune.advisor.outcome.Noise;
import io.attune.advisor.outcome.OutcomeJudge;
import io.attune.advisor.rules.Preferences;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.sizing.Forecaster;
import io.attune.advisor.sizing.Front;
import io.attune.advisor.sizing.FrontPoint;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts a run before every rule and makes one consistent set of recommendations of their advice.
 *
 * <p>Rules are asked in the order in which changes are made: reliability, memory, partitions,
 * executors, cost. What a rule advises is replayed on top of what has been decided before, and the
 * cluster is sized for the run as it would then be. A property is recommended once; see {@link
 * AdviceSet}.
 *
 * <p>A rule that throws costs its own advice only; so does a replay, or the judging of an outcome.
 * What threw is in {@link Assessment#failures()}: nothing is logged or counted here.
 *
 * <p>The result depends on the arguments alone; it is the same whatever the order of events was.
 * Immutable, and safe for several threads.
 */
public final class Advisor {
  private final List<Rule> rules;
  private final RuleTable table;
  private final Preferences preferences;
  private final Forecaster forecaster;
  private final OutcomeJudge judge;
  private final RecommendationFactory factory;
  private final RunSummaries summaries;

  /**
   * Creates it.
   *
   * @param rules in the order in which they are asked
   * @param table the numbers
   */
  public Advisor(List<Rule> rules, RuleTable table) {
    this(rules, table, Preferences.neutral());
  }

  /**
   * Creates it.
   *
   * @param rules in the order in which they are asked
   * @param table the numbers
   * @param preferences prices, and the objective of workloads that name none
   */
  public Advisor(List<Rule> rules, RuleTable table, Preferences preferences) {
    this.rules = List.copyOf(rules);
    this.table = requireNonNull(table, "table is null");
    this.preferences = requireNonNull(preferences, "preferences is null");
    this.forecaster = new Forecaster(table, preferences.costs());
    this.judge = new OutcomeJudge(table);
    this.factory = new RecommendationFactory(table);
    this.summaries = new RunSummaries(table, preferences.costs());
  }

  /** All rules, with the numbers given. */
  public static Advisor standard(RuleTable table) {
    return new Advisor(StandardRules.all(), table);
  }

  /** All rules, with the numbers and the preferences given. */
  public static Advisor standard(RuleTable table, Preferences preferences) {
    return new Advisor(StandardRules.all(), table, preferences);
  }

  /**
   * The workload's own noise: a difference in time, as a share, that two runs with the same
   * settings stay within 19 times of 20; empty when too few runs are known.
   */
  public OptionalDouble noiseShare(WorkloadHistory history) {
    return Noise.betweenTwoRuns(history, table);
  }

  /** The rules, in the order in which they are asked. */
  public List<Rule> rules() {
    return rules;
  }

  /**
   * Judges a run.
   *
   * @param run the run, ended or still going on
   * @param history earlier runs of the workload; runs that did not start before this one are
   *     ignored
   */
  public Assessment assess(Run run, WorkloadHistory history) {
    requireNonNull(run, "run is null");
    Units units = Units.of(run.application());
    PartFailures failures = new PartFailures();
    if (units.isDivided()) {
      return assess(run, units, history, failures);
    }
    PastAdviceReview review = review(run, history, failures);
    Assessor assessor = asked(run, review, failures);
    return assessment(run, review, assessor, rules, failures);
  }

  private Assessment assess(Run run, Units units, WorkloadHistory history, PartFailures failures) {
    UnitAdvice advice = divided(run, units, history, failures);
    List<Assessment> parts = advice.units(factory, rules, failures);
    List<Rule> ofWhole = rules.stream().filter(r -> r.scope() != RuleScope.SESSION).toList();
    Assessment whole = assessment(run, advice.review(), advice.whole(), ofWhole, failures);
    return UnitAdvice.joined(whole, parts, UnitShares.of(run, units, preferences.costs()));
  }

  private UnitAdvice divided(Run run, Units units, WorkloadHistory history, PartFailures failures) {
    UnitAdvice advice =
        new UnitAdvice(
            run,
            units,
            history,
            (part, past) -> review(part, past, failures),
            (part, review) ->
                new Assessor(
                    new RuleContext(part, review.history(), table, preferences),
                    forecaster,
                    failures));
    advice.ask(rules, table);
    return advice;
  }

  private Assessment assessment(
      Run run,
      PastAdviceReview review,
      Assessor assessor,
      List<Rule> asked,
      PartFailures failures) {
    List<Recommendation> recommendations = assessor.recommend(factory, asked);
    Optional<Front> front = assessor.front(recommendations);
    List<Outcome> outcomes = review.outcomes(run, failures);
    return new Assessment(
        Assessment.Subject.of(run),
        recommendations,
        RunWarnings.of(run, assessor.refutation()),
        assessor.silent(),
        outcomes,
        review.inForce(),
        front,
        failures.all());
  }

  /**
   * What a run would take and cost at particular sizes.
   *
   * @param points in the order of the sizes; empty before the run has ended, when too little is
   *     known of it, and when the replay failed
   * @param failures the replays that threw
   */
  public record Predicted(List<FrontPoint> points, List<PartFailure> failures) {
    /** Copies the lists. */
    public Predicted {
      points = List.copyOf(points);
      failures = List.copyOf(failures);
    }
  }

  /**
   * What a run would take and cost at particular sizes, with what is advised about partitions and
   * memory made.
   *
   * @param slots tasks that run at once, each at least 1
   */
  public Predicted predict(Run run, WorkloadHistory history, List<Integer> slots) {
    PartFailures failures = new PartFailures();
    Units units = Units.of(run.application());
    Assessor assessor =
        units.isDivided()
            ? divided(run, units, history, failures).whole()
            : asked(run, review(run, history, failures), failures);
    List<FrontPoint> points = assessor.at(slots);
    return new Predicted(
        points,
        failures.all().stream().filter(f -> f.part() == PartFailure.Part.FORECAST).toList());
  }

  /**
   * The history with this run in it, to be kept for the runs that follow. Call it when a run has
   * ended; calling it again for the same application replaces what was kept of it.
   */
  public WorkloadHistory remember(WorkloadHistory history, Run run, Assessment assessment) {
    WorkloadHistory past = history.without(run.applicationId()).before(assessment.started());
    if (assessment.units().isEmpty()) {
      return remember(history, past, run, assessment);
    }
    Units units = Units.of(run.application());
    Set<String> ofUnits =
        assessment.units().stream()
            .flatMap(unit -> unit.recommendations().stream())
            .map(Recommendation::getRecommendationId)
            .collect(Collectors.toSet());
    Assessment whole =
        assessment.withRecommendations(
            assessment.recommendations().stream()
                .filter(each -> !ofUnits.contains(each.getRecommendationId()))
                .toList());
    WorkloadHistory next = remember(history, past, run, whole);
    List<Optional<JobUnit>> names = units.all();
    for (int i = 0; i < names.size(); i++) {
      String name = UnitAdvice.nameOf(names.get(i));
      WorkloadHistory before = history.unit(name);
      next =
          next.withUnit(
              name,
              remember(
                  before,
                  before.without(run.applicationId()).before(assessment.started()),
                  units.of(run, names.get(i)),
                  assessment.units().get(i)));
    }
    return next;
  }

  private WorkloadHistory remember(
      WorkloadHistory history, WorkloadHistory past, Run run, Assessment assessment) {
    RunSummary summary = summaries.of(run, past, assessment);
    // What cannot be judged is among the failures of the assessment.
    List<TriedValue> tried =
        judge.judge(summary, past, (property, failure) -> {}).stream()
            .map(Judgement::toTried)
            .toList();
    return history.with(summary, tried);
  }

  private PastAdviceReview review(Run run, WorkloadHistory history, PartFailures failures) {
    Instant started = run.application().start().orElse(Instant.EPOCH);
    WorkloadHistory past = history.without(run.application().applicationId()).before(started);
    return PastAdviceReview.of(run, past, summaries, judge, failures);
  }

  /** Asks the rules, each with what the ones before it have decided. */
  private Assessor asked(Run run, PastAdviceReview review, PartFailures failures) {
    RuleContext undecided = new RuleContext(run, review.history(), table, preferences);
    Assessor assessor = new Assessor(undecided, forecaster, failures);
    RefutedAdvice refuted = review.refuted(table);
    rules.forEach(rule -> assessor.ask(rule, refuted));
    return assessor;
  }
}

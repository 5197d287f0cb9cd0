package io.attune.advisor.outcome;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.outcome.Judgement.Measured;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Change;
import io.attune.schemas.RecommendationState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Judges what came of advice, when the run that followed it has ended.
 *
 * <p>Time and cost of the run are held against the decayed median of the runs with the settings
 * that led to the advice, at the input of this run. What was applied together is judged together,
 * because its effects cannot be told apart; only advice that was to stop failures is judged by
 * whether they stopped.
 *
 * <p>The same runs give the same judgement; it reads no clock and keeps nothing.
 */
public final class OutcomeJudge {
  private final RuleTable table;

  /** With these numbers. */
  public OutcomeJudge(RuleTable table) {
    this.table = requireNonNull(table, "table is null");
  }

  /**
   * Judges a run that has ended.
   *
   * @param run its summary
   * @param past the runs before it
   * @return one judgement for each property whose advised value is in force and not settled yet, by
   *     property
   */
  public List<Judgement> judge(RunSummary run, WorkloadHistory past) {
    return judge(
        run,
        past,
        (property, failure) -> {
          throw failure;
        });
  }

  /**
   * The same, where what cannot be judged does not keep the rest from being judged.
   *
   * @param failed is given the property, and what judging it threw; of properties that were applied
   *     together, each
   */
  public List<Judgement> judge(
      RunSummary run, WorkloadHistory past, BiConsumer<String, RuntimeException> failed) {
    List<RunSummary> all = new ArrayList<>(past.runs());
    all.add(run);
    Map<List<String>, List<Adoption>> sets = new LinkedHashMap<>();
    for (Adoption adoption : Adoption.of(run, past)) {
      if (adoption.after().size() <= table.number("outcomes.settle-runs")) {
        List<String> compared = new ArrayList<>();
        compared.add(adoption.origin().applicationId());
        adoption.after().forEach(after -> compared.add(after.applicationId()));
        sets.computeIfAbsent(compared, key -> new ArrayList<>()).add(adoption);
      }
    }
    List<Judgement> judgements = new ArrayList<>();
    for (List<Adoption> set : sets.values()) {
      try {
        judgements.addAll(judge(run, set, past, all));
      } catch (RuntimeException e) {
        set.forEach(adoption -> failed.accept(adoption.advice().property(), e));
      }
    }
    return judgements;
  }

  private List<Judgement> judge(
      RunSummary run, List<Adoption> set, WorkloadHistory past, List<RunSummary> all) {
    RunSummary origin = set.get(0).origin();
    List<RunSummary> before =
        past.runs().stream()
            .filter(r -> !r.started().isAfter(origin.started()) && SameSettings.same(r, origin))
            .toList();
    List<RunSummary> after = set.get(0).after();
    Expectation time = Expectation.ofTime(set, table);
    Expectation cost = Expectation.ofCost(set, table);
    Optional<Comparison> timeCompared =
        Comparison.of(before, after, all, RunSummary::spanMs, table);
    Optional<Comparison> costCompared =
        Comparison.of(before, after, all, OutcomeJudge::cost, table);
    boolean outOfMemory = run.memoryFailures() > 0 && origin.memoryFailures() == 0;
    Conclusion together = verdict(run, outOfMemory, timeCompared, time, costCompared, cost);
    List<Judgement> judgements = new ArrayList<>();
    for (Adoption adoption : set) {
      Conclusion verdict = adoption.advice().reliability() ? reliability(run, adoption) : together;
      if (adoption.inPart() && verdict.state == RecommendationState.INEFFECTIVE) {
        verdict = new Conclusion(RecommendationState.APPLIED, "it was followed only in part");
      }
      TreeSet<String> others = new TreeSet<>(SameSettings.differences(origin, run));
      others.remove(adoption.advice().property());
      judgements.add(
          new Judgement(
              run,
              adoption,
              verdict.state,
              timeCompared.map(c -> measured(c, time)),
              costCompared.map(c -> measured(c, cost)),
              outOfMemory,
              List.copyOf(others),
              verdict.reason));
    }
    return judgements;
  }

  private record Conclusion(RecommendationState state, String reason) {}

  private Conclusion verdict(
      RunSummary run,
      boolean outOfMemory,
      Optional<Comparison> time,
      Expectation expectedTime,
      Optional<Comparison> cost,
      Expectation expectedCost) {
    if (outOfMemory) {
      return new Conclusion(
          RecommendationState.REGRESSED,
          "memory ran out "
              + Amounts.counted(run.memoryFailures(), "time")
              + ", which it had not before");
    }
    if (run.completeness() < table.number("outcomes.min-completeness")) {
      return new Conclusion(
          RecommendationState.APPLIED, "too many of the run's tasks were not seen to judge it");
    }
    if (!run.succeeded()) {
      return new Conclusion(
          RecommendationState.APPLIED,
          "the run failed or was cut off, which says nothing about its time");
    }
    if (time.isEmpty()) {
      return new Conclusion(RecommendationState.APPLIED, "no run before it can be compared");
    }
    if (hasRegressed(time.get(), expectedTime)) {
      return new Conclusion(RecommendationState.REGRESSED, "slower than noise explains");
    }
    if (cost.isPresent() && hasRegressed(cost.get(), expectedCost)) {
      return new Conclusion(RecommendationState.REGRESSED, "dearer than noise explains");
    }
    boolean byTime = expectedTime.wantsLess() || !expectedCost.wantsLess();
    boolean byCost = cost.isPresent() && (expectedCost.wantsLess() || !expectedTime.wantsLess());
    if (byTime && hasSucceeded(time.get(), expectedTime)
        || byCost && hasSucceeded(cost.get(), expectedCost)) {
      return new Conclusion(RecommendationState.SUCCEEDED, "it paid");
    }
    boolean nothing =
        (!byTime || isIneffective(time.get(), expectedTime))
            && (!byCost || isIneffective(cost.get(), expectedCost));
    if (nothing && (byTime || byCost)) {
      return new Conclusion(
          RecommendationState.INEFFECTIVE,
          "less than "
              + Amounts.percent(table.number("outcomes.ineffective-share"))
              + " of what was expected");
    }
    return new Conclusion(
        RecommendationState.APPLIED, "what it gained cannot be told from noise and input yet");
  }

  private Conclusion reliability(RunSummary run, Adoption adoption) {
    RunSummary origin = adoption.origin();
    boolean ofMemory = origin.memoryFailures() > 0;
    long had = ofMemory ? origin.memoryFailures() : origin.failures();
    long has = ofMemory ? run.memoryFailures() : run.failures();
    if (has == 0 && (run.succeeded() || !origin.succeeded() && !ofMemory)) {
      return new Conclusion(
          RecommendationState.SUCCEEDED,
          Amounts.counted(had, "failure") + " before, none now, whatever it cost");
    }
    if (has * 2 >= had) {
      return new Conclusion(
          RecommendationState.INEFFECTIVE,
          Amounts.counted(has, "failure") + " after " + had + " before");
    }
    return new Conclusion(
        RecommendationState.APPLIED, Amounts.counted(has, "failure") + " of " + had + " are left");
  }

  private double threshold(Comparison compared, Expectation expected) {
    double noise = Math.max(compared.band(), table.number("outcomes.regression-share"));
    return (1 + expected.increase()) * (1 + noise) - 1;
  }

  private boolean hasRegressed(Comparison compared, Expectation expected) {
    return compared.sureLoss() > threshold(compared, expected);
  }

  private boolean hasSucceeded(Comparison compared, Expectation expected) {
    double gain = compared.sureGain();
    return gain > 1 - 1 / (1 + compared.band())
        || expected.saving().isPresent()
            && gain >= table.number("outcomes.success-share") * expected.saving().getAsDouble();
  }

  private boolean isIneffective(Comparison compared, Expectation expected) {
    double saving = expected.saving().orElse(expected.assumedSaving());
    return compared.possibleGain() < table.number("outcomes.ineffective-share") * saving;
  }

  private Measured measured(Comparison compared, Expectation expected) {
    return new Measured(
        compared.actual(),
        compared.without(),
        compared.change(),
        (1 + compared.low()) / (1 + compared.band()) - 1,
        (1 + compared.high()) * (1 + compared.band()) - 1,
        compared.noise() ? OptionalDouble.of(compared.band()) : OptionalDouble.empty(),
        threshold(compared, expected),
        compared.inputRatio(),
        compared.before(),
        compared.after());
  }

  private static double cost(RunSummary run) {
    return run.cost().orElse(0);
  }

  /**
   * What a set of advice was expected to do to one quantity, as shares of what it was before.
   *
   * @param saving expected saving; empty when it is not known or more was expected
   * @param increase expected increase, 0 or more
   * @param assumedSaving saving to measure nothing against when none is known
   */
  private record Expectation(OptionalDouble saving, double increase, double assumedSaving) {
    boolean wantsLess() {
      return saving.isPresent();
    }

    static Expectation ofTime(List<Adoption> set, RuleTable table) {
      List<Change> changes = new ArrayList<>();
      set.forEach(a -> changes.add(a.advice().expected().getTime()));
      return of(changes, set.get(0).origin().spanMs(), table);
    }

    static Expectation ofCost(List<Adoption> set, RuleTable table) {
      RunSummary origin = set.get(0).origin();
      List<Change> changes = new ArrayList<>();
      for (Adoption adoption : set) {
        Change change = adoption.advice().expected().getCost();
        if (change.getUnit().equals(origin.costUnit())) {
          changes.add(change);
        }
      }
      return of(changes, origin.cost().orElse(0), table);
    }

    private static Expectation of(List<Change> changes, double base, RuleTable table) {
      double assumed = table.number("outcomes.assumed-saving");
      Double sum = null;
      double most = 0;
      for (Change change : changes) {
        if (change.getExpected() != null) {
          sum = (sum == null ? 0 : sum) + change.getExpected();
        }
        if (change.getLow() != null) {
          most -= change.getLow();
        }
      }
      if (base <= 0) {
        return new Expectation(OptionalDouble.empty(), 0, assumed);
      }
      if (sum == null) {
        double bounded = most > 0 ? Math.min(assumed, most / base) : assumed;
        return new Expectation(OptionalDouble.empty(), 0, bounded);
      }
      double share = Math.max(-1, sum / base);
      return share < 0
          ? new Expectation(OptionalDouble.of(-share), 0, assumed)
          : new Expectation(OptionalDouble.empty(), share, assumed);
    }
  }
}

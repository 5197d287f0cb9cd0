package io.attune.advisor.outcome;

import io.attune.schemas.Change;
import io.attune.schemas.Outcome;
import io.attune.schemas.RecommendationState;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What advice that was followed has saved, as it was measured. What changed in one run together is
 * measured together, so each run counts once, and what it saved is shared equally among the advice
 * that was in force in it.
 *
 * @param total of all runs
 * @param parts by week and rule, in that order
 */
public record RealisedSavings(RealisedShare total, List<WeekOfRule> parts) {

  /**
   * What some advice did to the runs in which it was in force.
   *
   * @param runs runs, or their parts
   * @param cost cost saved; negative where more was paid
   * @param timeMs time saved, milliseconds
   * @param succeeded verdicts that it helped
   * @param ineffective verdicts that it did nothing
   * @param regressed verdicts that it made things worse
   */
  public record RealisedShare(
      double runs, double cost, double timeMs, int succeeded, int ineffective, int regressed) {
    private static final RealisedShare NONE = new RealisedShare(0, 0, 0, 0, 0, 0);

    private RealisedShare plus(RealisedShare other) {
      return new RealisedShare(
          runs + other.runs,
          cost + other.cost,
          timeMs + other.timeMs,
          succeeded + other.succeeded,
          ineffective + other.ineffective,
          regressed + other.regressed);
    }

    private static RealisedShare of(Outcome outcome, int together) {
      return new RealisedShare(
          1.0 / together,
          saved(outcome.getRealised().getCost()) / together,
          saved(outcome.getRealised().getTime()) / together,
          outcome.getState() == RecommendationState.SUCCEEDED ? 1 : 0,
          outcome.getState() == RecommendationState.INEFFECTIVE ? 1 : 0,
          outcome.getState() == RecommendationState.REGRESSED ? 1 : 0);
    }
  }

  /**
   * One rule in one week.
   *
   * @param week its Monday, UTC
   * @param ruleId rule
   * @param costUnit unit of the cost
   * @param share what it saved
   */
  public record WeekOfRule(LocalDate week, String ruleId, String costUnit, RealisedShare share) {}

  private record WeekKey(LocalDate week, String ruleId, String costUnit)
      implements Comparable<WeekKey> {
    @Override
    public int compareTo(WeekKey other) {
      int order = week.compareTo(other.week);
      order = order != 0 ? order : ruleId.compareTo(other.ruleId);
      return order != 0 ? order : costUnit.compareTo(other.costUnit);
    }
  }

  private record RunOfWorkload(String workload, String applicationId) {}

  /** Copies the parts. */
  public RealisedSavings {
    parts = List.copyOf(parts);
  }

  /** Of outcomes, the newest of each key. */
  public static RealisedSavings of(Collection<Outcome> outcomes) {
    Map<RunOfWorkload, List<Outcome>> runs =
        outcomes.stream()
            .collect(
                Collectors.groupingBy(
                    o -> new RunOfWorkload(o.getWorkload(), o.getApplicationId())));
    Map<WeekKey, RealisedShare> parts = new TreeMap<>();
    RealisedShare total = RealisedShare.NONE;
    for (List<Outcome> run : runs.values()) {
      for (Outcome outcome : run) {
        RealisedShare share = RealisedShare.of(outcome, run.size());
        total = total.plus(share);
        parts.merge(key(outcome), share, RealisedShare::plus);
      }
    }
    return new RealisedSavings(
        total,
        parts.entrySet().stream()
            .map(
                e ->
                    new WeekOfRule(
                        e.getKey().week, e.getKey().ruleId, e.getKey().costUnit, e.getValue()))
            .toList());
  }

  private static WeekKey key(Outcome outcome) {
    LocalDate day = outcome.getEventTime().atZone(ZoneOffset.UTC).toLocalDate();
    return new WeekKey(
        day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)),
        outcome.getRuleId(),
        outcome.getRealised().getCost().getUnit());
  }

  private static double saved(Change change) {
    return change.getExpected() == null ? 0 : -change.getExpected();
  }

  /** The sum of parts by something of theirs. */
  public <K extends Comparable<K>> Map<K, RealisedShare> by(Function<WeekOfRule, K> what) {
    Map<K, RealisedShare> sums = new TreeMap<>();
    parts.forEach(part -> sums.merge(what.apply(part), part.share, RealisedShare::plus));
    return sums;
  }
}

package io.attune.advisor.render;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.assess.Assessment;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.worth.RunPace;
import io.attune.advisor.worth.Worth;
import io.attune.schemas.Change;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * One workload of several in a few numbers: what the advice after its newest run would save. They
 * are sums over the cards of that run, so they are the numbers that its report shows.
 *
 * @param workload the workload
 * @param applicationId its newest run
 * @param log the log that this run was read from
 * @param runs runs that were read
 * @param ended whether the newest run has ended
 * @param cards what is advised, the most severe first; those that are one change stand on one card
 * @param cost what a run like the newest one would cost less
 * @param costUnit unit of the cost
 * @param timeMs time that it would take less, milliseconds
 * @param pace how often it runs, where the runs that were read tell
 */
public record WorkloadSummary(
    String workload,
    String applicationId,
    String log,
    int runs,
    boolean ended,
    List<List<Recommendation>> cards,
    Saving cost,
    String costUnit,
    Saving timeMs,
    Optional<RunPace> pace) {

  /** The workload whose runs together could have saved most first. */
  public static final Comparator<WorkloadSummary> MOST_SAVED_FIRST =
      Comparator.comparingDouble((WorkloadSummary one) -> -one.cost().times(one.runs()))
          .thenComparingDouble(one -> -one.timeMs().times(one.runs()))
          .thenComparingDouble(one -> -one.timeMs().atMost().orElse(0) * one.runs())
          .thenComparing(
              one -> one.severity().map(Severity::ordinal).orElse(-1), Comparator.reverseOrder())
          .thenComparing(WorkloadSummary::workload);

  /**
   * What could be saved of a quantity in each run.
   *
   * @param amount saved; negative when more is needed; empty when no replay tells
   * @param atMost the highest bound of a card that no replay was made of; bounds do not add up
   * @param whole what the run took; empty when that is not known
   */
  public record Saving(OptionalDouble amount, OptionalDouble atMost, OptionalDouble whole) {
    /** Checks the fields. */
    public Saving {
      requireNonNull(amount, "amount is null");
      requireNonNull(atMost, "atMost is null");
      requireNonNull(whole, "whole is null");
    }

    /** The amount as a share of what the run took. */
    public OptionalDouble share() {
      return shareOf(amount);
    }

    /** The bound as a share of what the run took. */
    public OptionalDouble shareAtMost() {
      return shareOf(atMost);
    }

    private OptionalDouble shareOf(OptionalDouble part) {
      return part.isPresent() && whole.orElse(0) > 0
          ? OptionalDouble.of(part.getAsDouble() / whole.getAsDouble())
          : OptionalDouble.empty();
    }

    /** Saved in so many runs; 0 when it is not known. */
    public double times(int runs) {
      return amount.orElse(0) * runs;
    }
  }

  /**
   * What is known of the runs of a workload.
   *
   * @param cost what one costs; empty when that is not known
   * @param costUnit its unit; may be empty
   * @param spanMs what the newest took, milliseconds; empty when that is not known
   * @param pace how often there is one, where the runs tell
   */
  public record UsualRun(
      OptionalDouble cost, String costUnit, OptionalDouble spanMs, Optional<RunPace> pace) {
    /** Of which nothing is known. */
    public static final UsualRun UNKNOWN =
        new UsualRun(OptionalDouble.empty(), "", OptionalDouble.empty(), Optional.empty());

    /** Checks the fields. */
    public UsualRun {
      requireNonNull(cost, "cost is null");
      requireNonNull(costUnit, "costUnit is null");
      requireNonNull(spanMs, "spanMs is null");
      requireNonNull(pace, "pace is null");
    }
  }

  /** Copies the cards. */
  public WorkloadSummary {
    requireNonNull(workload, "workload is null");
    requireNonNull(applicationId, "applicationId is null");
    requireNonNull(log, "log is null");
    requireNonNull(cost, "cost is null");
    requireNonNull(costUnit, "costUnit is null");
    requireNonNull(timeMs, "timeMs is null");
    requireNonNull(pace, "pace is null");
    cards = cards.stream().map(List::copyOf).toList();
  }

  /**
   * The summary of a workload.
   *
   * @param newest report of its newest run
   * @param log the log that this run was read from
   * @param runs runs that were read
   * @param kept what is remembered of the newest run; empty when it has not ended
   */
  public static WorkloadSummary of(
      AnalysisReport newest, String log, int runs, Optional<RunSummary> kept) {
    Assessment assessment = newest.assessment();
    List<List<Recommendation>> cards = Cards.of(assessment.recommendations());
    OptionalDouble spanMs =
        kept.isPresent() ? OptionalDouble.of(kept.get().spanMs()) : OptionalDouble.empty();
    return new WorkloadSummary(
        assessment.workload(),
        assessment.applicationId(),
        log,
        runs,
        assessment.ended(),
        cards,
        saving(
            cards,
            WorkloadSummary::cost,
            kept.map(RunSummary::cost).orElse(OptionalDouble.empty())),
        cards.stream()
            .map(card -> cost(card.get(0)).getUnit())
            .findFirst()
            .or(() -> kept.map(RunSummary::costUnit))
            .orElse(""),
        saving(cards, WorkloadSummary::time, spanMs),
        newest.pace());
  }

  /** A saving in a month; empty when it is not known, or how often the workload runs is not. */
  public OptionalDouble perMonth(Saving saving) {
    return pace.isPresent() && saving.amount().isPresent()
        ? OptionalDouble.of(saving.amount().getAsDouble() * pace.get().runsPerMonth())
        : OptionalDouble.empty();
  }

  private static Change cost(Recommendation recommendation) {
    return recommendation.getImpact().getCost();
  }

  private static Change time(Recommendation recommendation) {
    return recommendation.getImpact().getTime();
  }

  /**
   * Sum over the cards of what a replay says: each replays its change on top of those before, so
   * they add up. What a bound or a rule of thumb says does not.
   */
  private static Saving saving(
      List<List<Recommendation>> cards,
      Function<Recommendation, Change> quantity,
      OptionalDouble whole) {
    double sum = 0;
    boolean known = false;
    OptionalDouble atMost = OptionalDouble.empty();
    for (List<Recommendation> card : cards) {
      Change change = quantity.apply(card.get(0));
      OptionalDouble saved = saved(change);
      sum += saved.orElse(0);
      known |= saved.isPresent();
      if (bound(change) > atMost.orElse(0)) {
        atMost = OptionalDouble.of(bound(change));
      }
    }
    return new Saving(known ? OptionalDouble.of(sum) : OptionalDouble.empty(), atMost, whole);
  }

  /** What a change saves by a replay; empty when none was made of it. */
  static OptionalDouble saved(Change change) {
    Double expected = change.getExpected();
    return expected != null && change.getBasis() == ImpactBasis.REPLAY
        ? OptionalDouble.of(-expected)
        : OptionalDouble.empty();
  }

  /** What a change saves at most, where that is all that is known; else 0. */
  private static double bound(Change change) {
    Double low = change.getLow();
    return change.getBasis() == ImpactBasis.BOUND && low != null ? -low : 0;
  }

  /** The cards, the one that is worth most first, as they are shown. */
  public List<List<Recommendation>> cardsByWorth() {
    return cards.stream().sorted(Comparator.comparing(Worth::of, Worth.MOST_FIRST)).toList();
  }

  /**
   * The summary of a workload by what is published for it.
   *
   * @param recommendations that stand
   * @param runs that they come from
   * @param ended whether nothing of it is known to be running
   * @param usual what is known of its runs
   */
  public static WorkloadSummary ofPublished(
      String workload,
      List<Recommendation> recommendations,
      int runs,
      boolean ended,
      UsualRun usual) {
    List<List<Recommendation>> cards = Cards.of(recommendations);
    return new WorkloadSummary(
        workload,
        recommendations.stream()
            .max(Comparator.comparing(Recommendation::getEventTime))
            .map(Recommendation::getApplicationId)
            .orElse(""),
        "",
        runs,
        ended,
        cards,
        saving(cards, WorkloadSummary::cost, usual.cost()),
        cards.stream()
            .map(card -> cost(card.get(0)).getUnit())
            .findFirst()
            .orElse(usual.costUnit()),
        saving(cards, WorkloadSummary::time, usual.spanMs()),
        usual.pace());
  }

  /** How much the most severe advice matters; empty without advice. */
  public Optional<Severity> severity() {
    return cards.stream()
        .flatMap(List::stream)
        .map(Recommendation::getSeverity)
        .max(Comparator.naturalOrder());
  }

  /**
   * The verdict in a word: the severity of what is advised, {@code healthy}, or {@code running}
   * when nothing is advised yet.
   */
  public String verdict() {
    return severity()
        .map(severity -> severity.name().toLowerCase(Locale.ROOT))
        .orElse(ended ? "healthy" : "running");
  }

  /** The card that saves most of the cost, then of the time; else the most severe of them. */
  public Optional<List<Recommendation>> biggest() {
    return cards.stream()
        .min(
            Comparator.comparingDouble(
                    (List<Recommendation> card) -> -saved(cost(card.get(0))).orElse(0))
                .thenComparingDouble(card -> -saved(time(card.get(0))).orElse(0))
                .thenComparingDouble(card -> -bound(time(card.get(0)))));
  }
}

package io.attune.advisor.render;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.worth.RunPace;
import io.attune.advisor.worth.SavedAmount;
import io.attune.advisor.worth.Worth;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the advice that is open for a workload is worth: in each run, and a day. Where too few runs
 * were seen to tell a pace, it counts as one run a day.
 *
 * @param cards what is open, what is worth most first; settings that are one change stand on one
 * @param perRun what all of it is worth in each run, as far as it was replayed
 * @param mostTimeMs the most that one card could save where only a bound is known, milliseconds
 * @param pace how often it runs; empty when the runs that were seen do not tell
 */
public record WorkloadGain(
    List<List<Recommendation>> cards, Worth perRun, double mostTimeMs, Optional<RunPace> pace) {
  private static final double DAYS = RunPace.MONTH.toDays();

  /** Copies the cards. */
  public WorkloadGain {
    requireNonNull(perRun, "perRun is null");
    requireNonNull(pace, "pace is null");
    cards = cards.stream().map(List::copyOf).toList();
  }

  /**
   * Of one workload.
   *
   * @param published all that is published for it; what is not open is left out
   * @param pace how often it runs
   */
  public static WorkloadGain of(Collection<Recommendation> published, Optional<RunPace> pace) {
    List<List<Recommendation>> cards =
        Cards.of(published.stream().filter(WorkloadGain::isOpen).toList()).stream()
            .sorted(Comparator.comparing(Worth::of, Worth.MOST_FIRST))
            .toList();
    List<Worth> worth = cards.stream().map(Worth::of).toList();
    return new WorkloadGain(
        cards,
        Worth.sum(worth),
        worth.stream().mapToDouble(w -> w.time().atMost().orElse(0)).max().orElse(0),
        pace);
  }

  /** Whether advice is still to be followed: neither in force already nor put aside. */
  public static boolean isOpen(Recommendation recommendation) {
    return recommendation.getState() == RecommendationState.ACTIVE
        || recommendation.getState() == RecommendationState.REGRESSED;
  }

  /** Runs a day at a pace; one where it is not known. */
  public static double runsPerDay(Optional<RunPace> pace) {
    return pace.map(known -> known.runsPerMonth() / DAYS).orElse(1.0);
  }

  /** Cost saved in each run; empty when no replay tells. */
  public Optional<SavedAmount> cost() {
    return Optional.of(perRun.cost()).filter(cost -> cost.replayed().isPresent());
  }

  /** Time saved in each run; empty when no replay tells. */
  public Optional<SavedAmount> time() {
    return Optional.of(perRun.time()).filter(time -> time.replayed().isPresent());
  }

  /** Cost saved a day; 0 when it is not known. */
  public double costPerDay() {
    return perRun.cost().replayed().orElse(0) * runsPerDay(pace);
  }

  /** Time saved a day, milliseconds; 0 when it is not known. */
  public double timeMsPerDay() {
    return perRun.time().replayed().orElse(0) * runsPerDay(pace);
  }

  /** Whether what is known of it saves cost. */
  public boolean isCheaper() {
    return costPerDay() > 0;
  }
}

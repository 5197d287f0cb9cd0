package io.attune.advisor.worth;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.Category;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What a change is worth, and by that the order in which changes are shown. Nothing of it is part
 * of a recommendation: the order of {@code Assessment.recommendations()}, of etags and of topics
 * stays what it is.
 *
 * @param time wall time that a run takes less
 * @param cost what a run costs less, in the price table's currency or unit
 * @param reliability whether it is there to keep the run from failing, of which no replay says what
 *     it is worth
 * @param severity the highest severity of what belongs to the change
 */
public record Worth(SavedAmount time, SavedAmount cost, boolean reliability, Severity severity) {

  /**
   * The change that is worth most first. A severe fault of reliability comes before every saving: a
   * run that fails saves nothing. Then the most cost, then the most time, both by replay; then the
   * highest bound of the time, which nothing says is reached; then severity.
   */
  public static final Comparator<Worth> MOST_FIRST =
      Comparator.comparing((Worth worth) -> !worth.comesFirst())
          .thenComparingDouble(worth -> -worth.cost().replayed().orElse(0))
          .thenComparingDouble(worth -> -worth.time().replayed().orElse(0))
          .thenComparingDouble(worth -> -worth.time().atMost().orElse(0))
          .thenComparing(Worth::severity, Comparator.reverseOrder());

  /** Checks the fields. */
  public Worth {
    requireNonNull(time, "time is null");
    requireNonNull(cost, "cost is null");
    requireNonNull(severity, "severity is null");
  }

  /** What one recommendation is worth in a run. */
  public static Worth of(Recommendation recommendation) {
    return of(List.of(recommendation));
  }

  /**
   * What a change is worth in a run.
   *
   * @param card recommendations that are one change, its head first; the impact of the head is that
   *     of all of them
   */
  public static Worth of(List<Recommendation> card) {
    Recommendation head = card.get(0);
    return new Worth(
        SavedAmount.of(head.getImpact().getTime()),
        SavedAmount.of(head.getImpact().getCost()),
        card.stream().anyMatch(each -> each.getCategory() == Category.RELIABILITY),
        card.stream()
            .map(Recommendation::getSeverity)
            .max(Comparator.naturalOrder())
            .orElse(Severity.UNKNOWN));
  }

  /** What changes are worth together, as far as they were replayed; bounds do not add up. */
  public static Worth sum(Collection<Worth> changes) {
    SavedAmount time = SavedAmount.unknown("ms");
    SavedAmount cost = SavedAmount.unknown("");
    boolean reliability = false;
    Severity severity = Severity.UNKNOWN;
    for (Worth change : changes) {
      time = time.plus(change.time());
      cost = cost.plus(change.cost());
      reliability |= change.reliability();
      severity = change.severity().compareTo(severity) > 0 ? change.severity() : severity;
    }
    return new Worth(time, cost, reliability, severity);
  }

  /** The same in a month at a pace. */
  public Worth perMonth(RunPace pace) {
    double runs = pace.runsPerMonth();
    return new Worth(time.times(runs), cost.times(runs), reliability, severity);
  }

  private boolean comesFirst() {
    return reliability && severity.compareTo(Severity.HIGH) >= 0;
  }
}

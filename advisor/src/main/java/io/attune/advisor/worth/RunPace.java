package io.attune.advisor.worth;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * How often a workload runs, by the starts of the runs that were seen: intervals between them ÷ the
 * time from the first to the last. A month is 30 days.
 *
 * @param runs runs that were seen
 * @param seen time from the start of the first to that of the last
 */
public record RunPace(int runs, Duration seen) {
  /** Two runs may have been started by hand, one after the other. */
  public static final int FEWEST_RUNS = 3;

  /** Runs within less time are more likely tries than a schedule. */
  public static final Duration SHORTEST = Duration.ofHours(1);

  /** What a month is counted as. */
  public static final Duration MONTH = Duration.ofDays(30);

  /** Checks the fields. */
  public RunPace {
    requireNonNull(seen, "seen is null");
    if (runs < FEWEST_RUNS || seen.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(runs + " runs within " + seen + " tell no pace");
    }
  }

  /**
   * The pace of runs; empty when too few were seen, or within too little time.
   *
   * @param starts of runs, in any order; the same one twice counts once
   */
  public static Optional<RunPace> of(Collection<Instant> starts) {
    int runs = (int) starts.stream().filter(RunPace::isKnown).distinct().count();
    if (runs < FEWEST_RUNS) {
      return Optional.empty();
    }
    Instant first = starts.stream().filter(RunPace::isKnown).min(Instant::compareTo).orElseThrow();
    Instant last = starts.stream().max(Instant::compareTo).orElseThrow();
    Duration seen = Duration.between(first, last);
    return seen.compareTo(SHORTEST) < 0 ? Optional.empty() : Optional.of(new RunPace(runs, seen));
  }

  /**
   * The pace of runs of which the number a day is known; empty when too few were seen, or within
   * too little time.
   *
   * @param runs runs that were seen
   */
  public static Optional<RunPace> ofDay(int runs, double runsPerDay) {
    if (runs < FEWEST_RUNS || !(runsPerDay > 0)) {
      return Optional.empty();
    }
    Duration seen = Duration.ofMillis(Math.round((runs - 1) / runsPerDay * 86_400_000));
    return seen.compareTo(SHORTEST) < 0 ? Optional.empty() : Optional.of(new RunPace(runs, seen));
  }

  /** The epoch stands for a start that is not known. */
  private static boolean isKnown(Instant start) {
    return start.isAfter(Instant.EPOCH);
  }

  /** Runs in a month at this pace. */
  public double runsPerMonth() {
    return (runs - 1) * ((double) MONTH.toMillis() / seen.toMillis());
  }
}

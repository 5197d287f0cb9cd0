package io.attune.advisor.compare;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A part of the difference between the times of two runs.
 *
 * @param subject what it is: {@code stage 3 (save at Work.java:33)} or {@code no stage running}
 * @param beforeMs its part of the first run's time, milliseconds
 * @param afterMs its part of the second's
 * @param reasons what else differs there, a clause each, what differs most first; a difference
 *     beside it and not proven to be its cause
 */
public record Contribution(String subject, double beforeMs, double afterMs, List<String> reasons) {
  /** Copies the reasons. */
  public Contribution {
    requireNonNull(subject, "subject is null");
    reasons = List.copyOf(reasons);
  }

  /** How much longer the second run took there, milliseconds; negative: less. */
  public double differenceMs() {
    return afterMs - beforeMs;
  }
}

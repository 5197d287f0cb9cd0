package io.attune.advisor.application;

import java.util.List;

/**
 * Time in which no stage ran.
 *
 * @param spanMs first job start to last job end, milliseconds
 * @param idleInSpanMs of that, with no stage running
 * @param longestInSpan the 10 longest gaps inside the span, longest first
 */
public record DriverTime(long spanMs, long idleInSpanMs, List<DriverGap> longestInSpan) {
  /** Copies the gaps. */
  public DriverTime {
    longestInSpan = List.copyOf(longestInSpan);
  }

  /** Idle share of the span, 0 to 1; 0 for an empty span. */
  public double idleShareOfSpan() {
    return spanMs == 0 ? 0 : (double) idleInSpanMs / spanMs;
  }
}

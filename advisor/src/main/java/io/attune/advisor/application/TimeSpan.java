package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A stretch of time.
 *
 * @param start first instant
 * @param end not before the start
 */
public record TimeSpan(Instant start, Instant end) {
  /** Checks the order. */
  public TimeSpan {
    requireNonNull(start, "start is null");
    requireNonNull(end, "end is null");
    if (end.isBefore(start)) {
      throw new IllegalArgumentException("A time span ends (" + end + ") before " + start + ".");
    }
  }

  /** Length, milliseconds. */
  public long durationMs() {
    return end.toEpochMilli() - start.toEpochMilli();
  }
}

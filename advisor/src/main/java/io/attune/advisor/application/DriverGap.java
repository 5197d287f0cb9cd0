package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A stretch of time in which no stage ran: only the driver was at work, or nobody.
 *
 * @param time when
 * @param jobBefore job of the stage that ended last before it; empty at the application's start
 * @param jobAfter job of the stage that began first after it, the same job where the gap lies
 *     inside one; empty at the application's end
 */
public record DriverGap(
    TimeSpan time, Optional<JobDescriptor> jobBefore, Optional<JobDescriptor> jobAfter) {
  /** Checks the fields. */
  public DriverGap {
    requireNonNull(time, "time is null");
  }

  /** Length, milliseconds. */
  public long durationMs() {
    return time.durationMs();
  }
}

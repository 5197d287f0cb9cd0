package io.attune.advisor.statistics;

import static java.util.Objects.requireNonNull;

/**
 * Successful attempts on one host.
 *
 * @param host the host
 * @param count attempts
 * @param durationMs sum of their durations, milliseconds
 * @param readBytes sum of the input and shuffle bytes that they read
 */
public record HostTally(String host, long count, long durationMs, long readBytes) {
  /** Checks the fields. */
  public HostTally {
    requireNonNull(host, "host is null");
  }
}

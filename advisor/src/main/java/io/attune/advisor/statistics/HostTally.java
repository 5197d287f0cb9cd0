package io.attune.advisor.statistics;

import static java.util.Objects.requireNonNull;

/**
 * Successful attempts on one host.
 *
 * @param host the host
 * @param count attempts
 */
public record HostTally(String host, long count) {
  /** Checks the fields. */
  public HostTally {
    requireNonNull(host, "host is null");
  }
}

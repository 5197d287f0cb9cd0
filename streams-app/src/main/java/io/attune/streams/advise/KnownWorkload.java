package io.attune.streams.advise;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.assess.Assessment;
import io.attune.advisor.history.WorkloadHistory;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What this instance knows of a workload.
 *
 * @param history its past runs
 * @param noiseShare difference in time, as a share, that runs with the same settings stay within;
 *     empty when too few are known
 * @param newest what the advisor makes of its newest run, as it stands; empty when that run is not
 *     kept any more
 */
public record KnownWorkload(
    WorkloadHistory history, OptionalDouble noiseShare, Optional<Assessment> newest) {
  /** Checks the fields. */
  public KnownWorkload {
    requireNonNull(history, "history is null");
    requireNonNull(noiseShare, "noiseShare is null");
    requireNonNull(newest, "newest is null");
  }
}

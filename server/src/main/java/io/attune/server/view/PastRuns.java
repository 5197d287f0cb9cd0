package io.attune.server.view;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.worth.RunPace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The past runs of a workload in a few numbers.
 *
 * @param workload workload
 * @param count runs that are remembered
 * @param pace how often it runs; empty when they do not tell
 * @param cost what its newest run cost; empty when that is not known
 * @param costUnit unit of the cost; empty when no run is known
 * @param spanMs time of its newest run, first job start to last job end, milliseconds
 * @param lastStarted when its newest run started
 */
public record PastRuns(
    String workload,
    int count,
    Optional<RunPace> pace,
    OptionalDouble cost,
    String costUnit,
    long spanMs,
    Optional<Instant> lastStarted) {
  /** Checks the fields. */
  public PastRuns {
    requireNonNull(workload, "workload is null");
    requireNonNull(pace, "pace is null");
    requireNonNull(cost, "cost is null");
    requireNonNull(costUnit, "costUnit is null");
    requireNonNull(lastStarted, "lastStarted is null");
  }

  /** Of what is remembered. */
  public static PastRuns of(String workload, WorkloadHistory history) {
    List<RunSummary> runs = history.runs();
    Optional<RunPace> pace = RunPace.of(runs.stream().map(RunSummary::started).toList());
    if (runs.isEmpty()) {
      return new PastRuns(workload, 0, pace, OptionalDouble.empty(), "", 0, Optional.empty());
    }
    RunSummary newest = runs.get(runs.size() - 1);
    return new PastRuns(
        workload,
        runs.size(),
        pace,
        newest.cost(),
        newest.costUnit(),
        newest.spanMs(),
        Optional.of(newest.started()));
  }
}

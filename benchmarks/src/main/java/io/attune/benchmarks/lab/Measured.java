package io.attune.benchmarks.lab;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.TimeSpan;
import io.attune.advisor.cost.CostModel;
import io.attune.advisor.cost.PriceTable;
import io.attune.advisor.statistics.StageState;
import java.time.Instant;

/**
 * One run, as its own event log tells it.
 *
 * @param applicationId Spark's id
 * @param startedAtMs start of the application, milliseconds since the epoch
 * @param succeeded whether the application ended by itself with code 0
 * @param spanMs first job start to last job end, milliseconds
 * @param durationMs start to end of the application, milliseconds
 * @param executorMs lifetimes of all executors together, milliseconds
 * @param executorSpanMs the part of them that lies within the span, milliseconds
 * @param executors executors that were started
 * @param cores slots of an executor
 * @param memoryMib heap of an executor, MiB
 * @param tasks task attempts that succeeded
 * @param failedTasks task attempts that did not
 * @param cost by Attune's own cost model at neutral prices: executors and driver, cores and memory
 * @param load the machine's load average when the run began, without the run itself; negative when
 *     the system does not tell
 */
record Measured(
    String applicationId,
    long startedAtMs,
    boolean succeeded,
    long spanMs,
    long durationMs,
    long executorMs,
    long executorSpanMs,
    int executors,
    int cores,
    int memoryMib,
    long tasks,
    long failedTasks,
    double cost,
    double load) {
  private static final CostModel COSTS = new CostModel(PriceTable.neutral());

  Measured {
    requireNonNull(applicationId, "applicationId is null");
  }

  /**
   * Draws the figures out of a run.
   *
   * @param run the run as its event log tells it
   * @param cluster the executors it was started with
   * @param succeeded whether it ended well
   * @param load the machine's load average when it began
   */
  static Measured of(Run run, LabCluster cluster, boolean succeeded, double load) {
    ApplicationState application = run.application();
    Instant end = application.end().or(application::lastEventTime).orElse(Instant.EPOCH);
    TimeSpan span = application.span().orElse(new TimeSpan(end, end));
    long lifetimes = 0;
    long within = 0;
    int executors = 0;
    for (ExecutorState executor : application.executors()) {
      if (executor.added().isEmpty()) {
        continue;
      }
      executors++;
      Instant from = executor.added().get();
      Instant until = executor.removed().orElse(end);
      lifetimes += length(from, until);
      within +=
          length(
              from.isAfter(span.start()) ? from : span.start(),
              until.isBefore(span.end()) ? until : span.end());
    }
    return new Measured(
        application.applicationId(),
        application.start().map(Instant::toEpochMilli).orElse(0L),
        succeeded,
        span.durationMs(),
        application.durationMs().orElse(0),
        lifetimes,
        within,
        executors,
        cluster.cores(),
        cluster.memoryMib(),
        run.stages().stream().mapToLong(StageState::tasksSucceeded).sum(),
        run.stages().stream().mapToLong(StageState::tasksFailed).sum(),
        COSTS.cost(run).amount(),
        load);
  }

  /** Slot time paid for, seconds. */
  double coreSeconds() {
    return executorMs / 1000.0 * cores;
  }

  private static long length(Instant from, Instant until) {
    return Math.max(0, until.toEpochMilli() - from.toEpochMilli());
  }
}

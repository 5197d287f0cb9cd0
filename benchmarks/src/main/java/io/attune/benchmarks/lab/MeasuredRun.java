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
 * Measurements of a run, from its event log.
 *
 * @param applicationId application id
 * @param startedAtMs start of the application, epoch milliseconds
 * @param succeeded whether the application exited with code 0
 * @param spanMs first job start to last job end, milliseconds
 * @param durationMs start to end of the application, milliseconds
 * @param executorMs total lifetime of all executors, milliseconds
 * @param executorSpanMs the part of it within the span, milliseconds
 * @param executors number of executors
 * @param cores slots per executor
 * @param memoryMib heap per executor, MiB
 * @param tasks successful task attempts
 * @param failedTasks failed task attempts
 * @param cost cost by Attune's model at neutral prices: cores and memory of executors and driver
 * @param load the machine's load average at the start; negative if unknown
 */
record MeasuredRun(
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

  MeasuredRun {
    requireNonNull(applicationId, "applicationId is null");
  }

  /**
   * Measures a run.
   *
   * @param run the run
   * @param cluster its cluster
   * @param succeeded whether it succeeded
   * @param load the machine's load average at the start
   */
  static MeasuredRun of(Run run, LabCluster cluster, boolean succeeded, double load) {
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
    return new MeasuredRun(
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

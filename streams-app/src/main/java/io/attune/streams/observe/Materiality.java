package io.attune.streams.observe;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.InProgress;
import io.attune.advisor.statistics.StageState;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.RunningTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Which events are reason enough to assess a run again. */
final class Materiality {
  /** A peak that rises by less than one part in so many does not matter. */
  private static final long PEAK_STEP = 32;

  /** A task is long when it has run for so many times the median of those that have ended. */
  private static final double LONG_RATIO = 2;

  /** Less of a task's time in collections is nothing to look at. */
  private static final double GC_SHARE = 0.05;

  private final int firstTasks;

  /** Bits that are 0 in every multiple of {@link #firstTasks}. */
  private final long evenBits;

  private final Duration minElapsed;

  /**
   * @param firstTasks tasks after which a running stage is assessed; again at each doubling
   * @param minElapsed time that a running stage has to have run
   */
  Materiality(int firstTasks, Duration minElapsed) {
    this.firstTasks = firstTasks;
    this.evenBits = Integer.lowestOneBit(firstTasks) - 1L;
    this.minElapsed = requireNonNull(minElapsed, "minElapsed is null");
  }

  /** Whether a stage that may still run has gained enough tasks to be assessed again. */
  boolean crossedThreshold(StageState stage) {
    long tasks = stage.tasksSucceeded();
    // Nearly every task ends here: the cheap question comes before the division.
    if ((tasks & evenBits) != 0
        || tasks < firstTasks
        || tasks % firstTasks != 0
        || Long.bitCount(tasks / firstTasks) != 1) {
      return false;
    }
    Optional<Instant> first = stage.firstLaunch();
    Optional<Instant> last = stage.lastFinish();
    return first.isPresent()
        && last.isPresent()
        && Duration.between(first.get(), last.get()).compareTo(minElapsed) >= 0;
  }

  /** Whether a stage has so many failed attempts for the first time: 1, 2, 4, 8, … */
  boolean failedOften(StageState stage) {
    return Long.bitCount(stage.tasksFailed()) == 1;
  }

  /**
   * Whether there is something to say of a task that runs: it is long beside those of its stage
   * that have ended, spills, or its executor collects garbage for much of the time.
   *
   * @param stage statistics of its stage; null before one of its tasks has ended
   */
  boolean isMaterial(RunningTask task, StageState stage) {
    long elapsed = InProgress.elapsedMs(task);
    return task.getDiskBytesSpilled() > 0
        || task.getJvmGcTimeMs() > elapsed * GC_SHARE
        || stage != null
            && stage.tasksSucceeded() > 0
            && elapsed >= LONG_RATIO * stage.durationMs().median();
  }

  /** Whether a peak rose enough to matter. */
  boolean rose(OptionalLong before, OptionalLong after) {
    if (after.isEmpty()) {
      return false;
    }
    return before.isEmpty()
        || after.getAsLong() - before.getAsLong() > before.getAsLong() / PEAK_STEP;
  }

  /** Whether an event in the life of an application is reason enough. */
  boolean isMaterial(LifecycleEvent event) {
    switch (event.getKind()) {
      case APPLICATION_STARTED:
      case APPLICATION_ENDED:
      case ENVIRONMENT_UPDATED:
      case EXECUTOR_REMOVED:
      case JOB_ENDED:
      case STAGE_COMPLETED:
      case SQL_EXECUTION_ENDED:
      case AGENT_REPORT:
        return true;
      default:
        return false;
    }
  }
}

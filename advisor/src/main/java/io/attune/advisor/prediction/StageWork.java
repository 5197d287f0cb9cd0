package io.attune.advisor.prediction;

import static java.util.Objects.requireNonNull;

/**
 * What the tasks of a stage attempt do, apart from the cluster, and what the cluster of the run
 * added. Milliseconds.
 *
 * @param run time in the tasks' own code, less what the machine's being busy added to it
 * @param laterMs what a task costs besides (dispatch, deserialisation, result) on a slot that had run
 *     one of the stage before; {@link #UNKNOWN} where no slot ran two
 * @param firstMs the same on a fresh slot
 * @param fresh tasks that ran on fresh slots
 * @param fixedMs of a task's own time, what it takes when it reads nothing
 * @param count what decides the number of tasks
 */
record StageWork(
    TaskProfile run,
    double laterMs,
    double firstMs,
    long fresh,
    double fixedMs,
    TaskCount count) {
  static final double UNKNOWN = -1;
  static final StageWork NONE =
      new StageWork(TaskProfile.NONE, UNKNOWN, 0, 0, 0, TaskCount.FIXED);

  StageWork {
    requireNonNull(run, "run is null");
    requireNonNull(count, "count is null");
  }

  StageWork withRun(TaskProfile other) {
    return new StageWork(other, laterMs, firstMs, fresh, fixedMs, count);
  }

  StageWork withFixedCount() {
    return new StageWork(run, laterMs, firstMs, fresh, fixedMs, TaskCount.FIXED);
  }

  /** Where no slot of the stage ran two tasks: what it cost elsewhere in the run. */
  StageWork withLater(double otherwise) {
    return laterMs >= 0
        ? this
        : new StageWork(run, Math.min(firstMs, otherwise), firstMs, fresh, fixedMs, count);
  }
}

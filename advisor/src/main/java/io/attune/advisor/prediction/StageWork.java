package io.attune.advisor.prediction;

import static java.util.Objects.requireNonNull;

/**
 * What the tasks of a stage attempt do, apart from the cluster, and what the cluster of the run
 * added. Milliseconds.
 *
 * @param run time in the tasks' own code, less what the machine's being busy added to it
 * @param laterMs what a task costs besides (dispatch, deserialisation, result) on a slot that had
 *     run one of the stage before; {@link #UNKNOWN} where no slot ran two
 * @param laterRunMs of that, what the tasks' own computing took, which goes with their data
 * @param firstMs the same as {@code laterMs} on a fresh slot
 * @param firstRunMs the same as {@code laterRunMs} on a fresh slot
 * @param cold whether those slots had run nothing at all before, so that their executors warmed up
 * @param fresh tasks that ran on fresh slots
 * @param fixedMs of a task's own time, what it takes when it reads nothing
 * @param count what decides the number of tasks
 * @param longestMs the longest task as it was seen; 0 where the work is another than in the run
 */
record StageWork(
    TaskProfile run,
    double laterMs,
    double laterRunMs,
    double firstMs,
    double firstRunMs,
    boolean cold,
    long fresh,
    double fixedMs,
    TaskCount count,
    double longestMs) {
  static final double UNKNOWN = -1;
  static final StageWork NONE =
      new StageWork(TaskProfile.NONE, UNKNOWN, 0, 0, 0, false, 0, 0, TaskCount.FIXED, 0);

  StageWork {
    requireNonNull(run, "run is null");
    requireNonNull(count, "count is null");
  }

  StageWork withRun(TaskProfile other) {
    return new StageWork(
        other, laterMs, laterRunMs, firstMs, firstRunMs, cold, fresh, fixedMs, count, 0);
  }

  /**
   * What a fresh slot costs more than another.
   *
   * @param data of a task there, against that of a task in the run
   */
  double warmMs(double data) {
    return Math.max(0, firstMs - laterMs - (1 - data) * (firstRunMs - laterRunMs));
  }

  /** Of {@code laterMs}, what it took to start the task. */
  double laterStartMs() {
    return laterMs - laterRunMs;
  }

  StageWork withFixedCount() {
    return withCount(TaskCount.FIXED);
  }

  StageWork withCount(TaskCount other) {
    return new StageWork(
        run, laterMs, laterRunMs, firstMs, firstRunMs, cold, fresh, fixedMs, other, longestMs);
  }

  /** A stage whose code ran for the first time: loading it on a fresh slot is no work on data. */
  StageWork withNewCode() {
    return new StageWork(
        run, laterMs, laterRunMs, firstMs, laterRunMs, cold, fresh, fixedMs, count, longestMs);
  }

  /** Where no slot of the stage ran two tasks: what it cost elsewhere in the run. */
  StageWork withLater(double otherwise) {
    return laterMs >= 0
        ? this
        : new StageWork(
            run,
            Math.min(firstMs, otherwise),
            0,
            firstMs,
            firstRunMs,
            cold,
            fresh,
            fixedMs,
            count,
            longestMs);
  }
}

package io.attune.advisor.prediction;

import io.attune.advisor.statistics.LargeTask;
import io.attune.advisor.statistics.LogHistogram;
import io.attune.advisor.statistics.StageState;
import io.attune.advisor.statistics.TaskMetric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Turns the statistics of a stage attempt back into tasks: the longest as they were and where they
 * were, the rest at evenly spaced ranks, scaled so that the sum is exact; and tells what each task
 * did itself from what it cost to start it.
 */
final class WorkReader {
  private static final int RANKS = 256;
  private static final double EXPLAINED = 0.7;

  private final StageState state;
  private final int slots;
  private final long seen;
  private final List<LargeTask> longest;
  private final long missing;

  /**
   * Reads a stage attempt.
   *
   * @param state its statistics
   * @param numTasks tasks it has, seen or not
   * @param slots slots of the run
   */
  WorkReader(StageState state, int numTasks, int slots) {
    this.state = state;
    this.slots = slots;
    this.seen = state.durationMs().count();
    this.longest = new ArrayList<>(state.longestTasks());
    longest.sort(Comparator.comparingInt(LargeTask::taskIndex));
    this.missing = Math.max(0, numTasks - state.distinctTasksSucceeded());
  }

  /** The work; none when no task was seen. */
  StageWork read(TaskCount count) {
    if (seen == 0) {
      return StageWork.NONE;
    }
    double total =
        Math.max(
            0, state.sum(TaskMetric.DURATION_MS) - state.sum(TaskMetric.EXECUTOR_RUN_TIME_MS));
    double mean = total / seen;
    double first = firstOverhead(mean);
    long fresh = Math.min(seen, slots);
    double later = seen > fresh ? (total - fresh * first) / (seen - fresh) : StageWork.UNKNOWN;
    if (seen > fresh && later < 0) {
      // The fresh ones that are known are longer than those that are not.
      later = 0;
      first = total / fresh;
    }
    return new StageWork(profile(mean), later, first, fresh, fixedMs(), count);
  }

  /** Mean cost of the tasks that were launched before a slot can have been free again. */
  private double firstOverhead(double mean) {
    long launched = state.firstLaunch().orElseThrow().toEpochMilli();
    long soonest = launched + state.durationMs().min();
    double sum = 0;
    int tasks = 0;
    for (LargeTask task : longest) {
      if (task.launchTime().toEpochMilli() < soonest) {
        sum += overhead(task);
        tasks++;
      }
    }
    return tasks == 0 ? mean : sum / tasks;
  }

  private static double overhead(LargeTask task) {
    return Math.max(0, task.durationMs() - task.executorRunTimeMs());
  }

  private TaskProfile profile(double meanOverhead) {
    double[] known =
        longest.stream()
            .mapToDouble(task -> Math.min(task.durationMs(), task.executorRunTimeMs()))
            .toArray();
    double[] places =
        longest.stream()
            .mapToDouble(task -> Math.min(1, (double) task.taskIndex() / (seen + missing)))
            .toArray();
    long rest = seen - longest.size();
    double runSum = Math.min(
        state.sum(TaskMetric.EXECUTOR_RUN_TIME_MS), state.sum(TaskMetric.DURATION_MS));
    double knownSum = 0;
    for (double run : known) {
      knownSum += run;
    }
    if (rest == 0) {
      double mean = runSum / seen;
      return missing == 0
          ? new TaskProfile(new double[0], new long[0], known, places)
          : new TaskProfile(new double[] {mean}, new long[] {missing}, known, places);
    }
    LogHistogram durations = state.durationMs();
    int n = (int) Math.min(RANKS, rest);
    double[] values = new double[n];
    long[] counts = new long[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      counts[i] = rest * (i + 1) / n - rest * i / n;
      double duration = durations.quantile(Math.min(1, rest * (i + 0.5) / n / seen));
      values[i] = Math.max(duration / 10, duration - meanOverhead);
      sum += values[i] * counts[i];
    }
    double scale = sum > 0 ? Math.max(0, runSum - knownSum) / sum : 0;
    for (int i = 0; i < n; i++) {
      values[i] *= scale;
      counts[i] += missing * (i + 1) / n - missing * i / n;
    }
    return new TaskProfile(values, counts, known, places);
  }

  /**
   * Of a task's own time, what it takes when it reads nothing: the intercept of duration against
   * bytes where bytes explain it, else 0.
   */
  private double fixedMs() {
    OptionalDouble slope = state.durationMsPerByte();
    OptionalDouble correlation = state.durationBytesCorrelation();
    if (slope.isEmpty() || correlation.isEmpty() || correlation.getAsDouble() < EXPLAINED) {
      return 0;
    }
    double bytes = state.mean(TaskMetric.INPUT_BYTES) + state.mean(TaskMetric.SHUFFLE_READ_BYTES);
    double run = state.mean(TaskMetric.EXECUTOR_RUN_TIME_MS);
    return Math.max(0, Math.min(run, run - slope.getAsDouble() * bytes));
  }
}

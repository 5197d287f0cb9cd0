package io.attune.advisor.prediction;

import io.attune.advisor.statistics.LargeTask;
import io.attune.advisor.statistics.LogHistogram;
import io.attune.advisor.statistics.StageState;
import io.attune.advisor.statistics.TaskMetric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/** Turns the statistics of a stage attempt back into tasks. */
final class Profiles {
  private static final int RANKS = 256;

  private Profiles() {}

  /**
   * The tasks of a stage attempt: the longest as they were and where they were, the rest at evenly
   * spaced ranks, scaled so that the sum is exact. Where tasks were not seen, those that were seen
   * stand for them.
   *
   * @param state statistics
   * @param numTasks tasks of the attempt
   * @param completed whether it has ended; failed attempts of stages run only in part
   */
  static TaskProfile of(StageState state, int numTasks, boolean completed) {
    LogHistogram durations = state.durationMs();
    long seen = durations.count();
    if (seen == 0) {
      return TaskProfile.NONE;
    }
    List<LargeTask> longest = new ArrayList<>(state.longestTasks());
    longest.sort(Comparator.comparingInt(LargeTask::taskIndex));
    long missing = Math.max(0, numTasks - state.distinctTasksSucceeded());
    long rest = seen - longest.size();
    double restSum =
        state.sum(TaskMetric.DURATION_MS)
            - longest.stream().mapToDouble(LargeTask::durationMs).sum();
    double[] values;
    long[] counts;
    if (rest > 0) {
      int n = (int) Math.min(RANKS, rest);
      values = new double[n];
      counts = new long[n];
      double sum = 0;
      for (int i = 0; i < n; i++) {
        counts[i] = rest * (i + 1) / n - rest * i / n;
        double rank = rest * (i + 0.5) / n;
        values[i] = durations.quantile(Math.min(1, Math.max(0, rank / seen)));
        sum += values[i] * counts[i];
      }
      double scale = sum > 0 ? Math.max(0, restSum) / sum : 0;
      for (int i = 0; i < n; i++) {
        values[i] *= scale;
        counts[i] += rest == 0 ? 0 : missing * (i + 1) / n - missing * i / n;
      }
    } else {
      values = missing > 0 ? new double[] {durations.mean()} : new double[0];
      counts = missing > 0 ? new long[] {missing} : new long[0];
    }
    double[] known = longest.stream().mapToDouble(LargeTask::durationMs).toArray();
    int all = Math.max(1, numTasks);
    double[] places =
        longest.stream()
            .mapToDouble(task -> Math.min(1, (double) task.taskIndex() / all))
            .toArray();
    return new TaskProfile(values, counts, known, places);
  }

  /**
   * The time of a task that reads nothing: the intercept of duration against bytes where bytes
   * explain it, else what the task spent outside its own code, milliseconds.
   */
  static double fixedTaskMs(StageState state) {
    long tasks = state.tasksSucceeded();
    if (tasks == 0) {
      return 0;
    }
    double mean = state.mean(TaskMetric.DURATION_MS);
    double outside = Math.max(0, mean - state.mean(TaskMetric.EXECUTOR_RUN_TIME_MS));
    OptionalDouble slope = state.durationMsPerByte();
    OptionalDouble correlation = state.durationBytesCorrelation();
    if (slope.isPresent() && correlation.isPresent() && correlation.getAsDouble() > 0.7) {
      double bytes = state.mean(TaskMetric.INPUT_BYTES) + state.mean(TaskMetric.SHUFFLE_READ_BYTES);
      return Math.max(outside, Math.min(mean, mean - slope.getAsDouble() * bytes));
    }
    return outside;
  }
}

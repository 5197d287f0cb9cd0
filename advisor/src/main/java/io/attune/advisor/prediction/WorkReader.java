package io.attune.advisor.prediction;

import io.attune.advisor.statistics.LargeTask;
import io.attune.advisor.statistics.Line;
import io.attune.advisor.statistics.StageState;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Turns the statistics of a stage attempt back into tasks: the longest as they were and where they
 * were, the rest at evenly spaced ranks, scaled so that the sum is exact; and tells what each task
 * did itself from what it cost to start it.
 */
final class WorkReader {
  private static final int RANKS = 256;
  private static final double QUICK = 0.25;
  private static final double NANOS = 1e6;

  private final StageState state;
  private final int slots;
  private final RuleTable table;
  private final long seen;
  private final List<LargeTask> longest;
  private final long missing;

  /**
   * Reads a stage attempt.
   *
   * @param state its statistics
   * @param numTasks tasks it has, seen or not
   * @param slots slots of the run
   * @param table the numbers
   */
  WorkReader(StageState state, int numTasks, int slots, RuleTable table) {
    this.table = table;
    this.state = state;
    this.slots = slots;
    this.seen = state.durationMs().count();
    this.longest = new ArrayList<>(state.longestTasks());
    longest.sort(Comparator.comparingInt(LargeTask::taskIndex));
    this.missing = Math.max(0, numTasks - state.distinctTasksSucceeded());
  }

  /**
   * The work; none when no task was seen.
   *
   * @param count what decides the number of tasks
   * @param coldUntil when the first task of the run can have ended, milliseconds since the epoch
   */
  StageWork read(TaskCount count, long coldUntil) {
    if (seen == 0) {
      return StageWork.NONE;
    }
    long launched = state.firstLaunch().orElseThrow().toEpochMilli();
    double total =
        Math.max(
            0,
            state.sum(TaskMetric.DURATION_MS)
                - overlapMs()
                - state.sum(TaskMetric.EXECUTOR_RUN_TIME_MS));
    double mean = total / seen;
    long fresh = Math.min(seen, slots);
    double first = firstOverhead(fresh, mean);
    double later = seen > fresh ? (total - fresh * first) / (seen - fresh) : first;
    if (later < 0) {
      // The fresh ones that are known are longer than those that are not.
      later = 0;
      first = total / fresh;
    }
    double dilated = total > 0 ? dilated() : 0;
    // Tasks on fresh slots compute more: the added time goes with the cost of starting.
    double laterRun = later * dilated / Math.max(1, total);
    double firstRun =
        dilated > 0
            ? first * dilated / Math.max(1, total)
            : Math.min(
                state.mean(TaskMetric.EXECUTOR_RUN_TIME_MS) / 2,
                (first - later) * table.number("prediction.warm-run-share"));
    return new StageWork(
        withFailures(profile(total, laterRun, firstRun)),
        seen > fresh ? later + laterRun : StageWork.UNKNOWN,
        seen > fresh ? laterRun : 0,
        first + firstRun,
        dilated > 0 ? firstRun : 0,
        launched < coldUntil,
        fresh,
        fixedMs(mean),
        count,
        state.durationMs().max());
  }

  /**
   * Task time beyond what all slots had while the stage ran. The driver notes an end a little after
   * the slot has the next task, so that very short tasks seem to overlap.
   */
  private double overlapMs() {
    double wall =
        state.lastFinish().orElseThrow().toEpochMilli()
            - (double) state.firstLaunch().orElseThrow().toEpochMilli();
    double failed = (double) state.failedDurationMs() + state.killedDurationMs();
    return Math.max(0, state.sum(TaskMetric.DURATION_MS) + failed - wall * slots);
  }

  /**
   * Mean cost of starting the first task of a slot. Those that are not among the longest were not
   * held up: they cost what all do.
   */
  private double firstOverhead(long fresh, double mean) {
    List<LargeTask> firsts = firsts();
    double known = firsts.stream().mapToDouble(WorkReader::overhead).sum();
    double unknown = Math.max(0, fresh - firsts.size());
    return (known + unknown * mean) / (firsts.size() + unknown);
  }

  /** Known tasks that were launched before a slot can have been free again. */
  private List<LargeTask> firsts() {
    long launched = state.firstLaunch().orElseThrow().toEpochMilli();
    long soonest = launched + state.durationMs().min();
    return longest.stream().filter(t -> t.launchTime().toEpochMilli() < soonest).toList();
  }

  /**
   * Time in the tasks' own code that is computing, slowed down by a busy machine, where most of it
   * is waiting. Deserialisation is computing alone: how much longer it takes than its processor
   * time tells how much the machine slows computing down. Where computing is most of the work it is
   * the work itself, and nothing is told apart.
   */
  private double dilated() {
    double run = state.sum(TaskMetric.EXECUTOR_RUN_TIME_MS);
    double computing = state.sum(TaskMetric.EXECUTOR_CPU_TIME_NS) / NANOS;
    double read = state.sum(TaskMetric.EXECUTOR_DESERIALIZE_TIME_MS);
    double readComputing = state.sum(TaskMetric.EXECUTOR_DESERIALIZE_CPU_TIME_NS) / NANOS;
    if (computing > table.number("prediction.waiting-cpu-share") * run || readComputing <= 0) {
      return 0;
    }
    double slowness = Math.max(1, read / readComputing);
    return Math.min(table.number("prediction.most-dilated-share") * run, computing * slowness);
  }

  /**
   * Attempts that failed or were killed took slots as well: so many again, as long as they were.
   */
  private TaskProfile withFailures(TaskProfile tasks) {
    long attempts = state.tasksFailed() + state.tasksKilled();
    double time = (double) state.failedDurationMs() + state.killedDurationMs();
    return attempts == 0 ? tasks : tasks.with(attempts, time / attempts);
  }

  private static double overhead(LargeTask task) {
    return Math.max(0, task.durationMs() - task.executorRunTimeMs());
  }

  private TaskProfile profile(double totalOverhead, double laterRun, double firstRun) {
    double run =
        Math.min(state.sum(TaskMetric.EXECUTOR_RUN_TIME_MS), state.sum(TaskMetric.DURATION_MS));
    double fresh = Math.min(seen, slots);
    double own = Math.max(0, run - fresh * firstRun - (seen - fresh) * laterRun);
    List<LargeTask> firsts = firsts();
    double[] known = new double[longest.size()];
    double[] places = new double[longest.size()];
    double knownOwn = 0;
    double knownOverhead = 0;
    for (int i = 0; i < known.length; i++) {
      LargeTask task = longest.get(i);
      double added = firsts.contains(task) ? firstRun : laterRun;
      known[i] = less(Math.min(task.durationMs(), task.executorRunTimeMs()), added);
      places[i] = Math.min(1, (double) task.taskIndex() / (seen + missing));
      knownOwn += known[i];
      knownOverhead += overhead(task);
    }
    long rest = seen - longest.size();
    if (rest == 0) {
      double scale = knownOwn > 0 ? own / knownOwn : 0;
      for (int i = 0; i < known.length; i++) {
        known[i] *= scale;
      }
      return missing == 0
          ? new TaskProfile(new double[0], new long[0], known, places)
          : new TaskProfile(new double[] {own / seen}, new long[] {missing}, known, places);
    }
    double added = Math.max(0, totalOverhead - knownOverhead) / rest + laterRun;
    int n = (int) Math.min(RANKS, rest);
    double[] values = new double[n];
    long[] counts = new long[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      counts[i] = rest * (i + 1) / n - rest * i / n;
      double duration = state.durationMs().quantile(Math.min(1, rest * (i + 0.5) / n / seen));
      values[i] = less(duration, added);
      sum += values[i] * counts[i];
    }
    double scale = sum > 0 ? Math.max(0, own - knownOwn) / sum : 0;
    for (int i = 0; i < n; i++) {
      values[i] *= scale;
      counts[i] += missing * (i + 1) / n - missing * i / n;
    }
    return new TaskProfile(values, counts, known, places);
  }

  /** A time less what was added to it, of which a tenth is left at least. */
  private static double less(double time, double added) {
    return Math.max(time / 10, time - added);
  }

  /**
   * Of a task's own time, what it takes when it reads nothing: what the steepest line through
   * duration and bytes, that the tasks do not speak against, leaves unexplained. A quarter of the
   * tasks got by with less than any more. 0 where tasks read nothing, or all the same.
   */
  private double fixedMs(double overhead) {
    Optional<Line> line = state.durationByBytes();
    if (line.isEmpty()) {
      return 0;
    }
    double bytes = state.mean(TaskMetric.INPUT_BYTES) + state.mean(TaskMetric.SHUFFLE_READ_BYTES);
    double unexplained =
        state.mean(TaskMetric.EXECUTOR_RUN_TIME_MS) - Math.max(0, line.get().steepest()) * bytes;
    double quick = state.durationMs().quantile(QUICK) - overhead;
    return Math.max(0, Math.min(unexplained, quick));
  }
}

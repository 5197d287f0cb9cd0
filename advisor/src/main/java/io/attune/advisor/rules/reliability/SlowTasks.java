package io.attune.advisor.rules.reliability;

import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.StageSkew;
import io.attune.advisor.rules.explain.FileListing;
import io.attune.advisor.rules.explain.UnevenRead;
import io.attune.advisor.statistics.HostTally;
import io.attune.advisor.statistics.LargeTask;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tasks of a stage that took far longer than the others although they had no more to do.
 *
 * @param stage stage
 * @param tasks the slow ones, the longest first
 * @param savedMs wall time that copies of them could have saved at most
 */
public record SlowTasks(StageFacts stage, List<LargeTask> tasks, long savedMs) {
  private static final String MULTIPLIER = "spark.speculation.multiplier";

  /** Of all stages, those first whose copies save most. */
  static List<SlowTasks> of(RuleContext context) {
    List<SlowTasks> slow = new ArrayList<>();
    // Directories are listed as fast as the store answers.
    Set<Integer> listing = FileListing.of(context.run().application()).stageIds();
    for (StageFacts stage : context.facts().stages()) {
      if (listing.contains(stage.id())) {
        continue;
      }
      in(context, stage).ifPresent(slow::add);
    }
    slow.sort(
        Comparator.comparingLong(SlowTasks::savedMs)
            .reversed()
            .thenComparingInt(s -> s.stage().id()));
    return slow;
  }

  /** What copies could have saved of a run, as a share of its span; 0 for nothing. */
  public static double savedShare(RuleContext context) {
    if (context.settings().flag(StragglerRule.SPECULATION).orElse(false)
        || hosts(context).size() < 2) {
      return 0;
    }
    long saved = of(context).stream().mapToLong(SlowTasks::savedMs).sum();
    return (double) saved / Math.max(1, context.facts().spanMs());
  }

  /** Hosts of the run's executors. */
  static Set<String> hosts(RuleContext context) {
    Set<String> hosts = new TreeSet<>();
    for (ExecutorState executor : context.run().application().executors()) {
      if (!executor.host().isBlank()) {
        hosts.add(executor.host());
      }
    }
    return hosts;
  }

  private static Optional<SlowTasks> in(RuleContext context, StageFacts stage) {
    RuleTable table = context.table();
    if (!stage.isFirstAttempt()
        || stage.tasks() < table.number("straggler.min-tasks")
        || !stage.isComparable(table.number("running.min-ended-share"))
        || StageSkew.isSkewed(context, stage)
        || waitsForShuffle(table, stage)
        || UnevenRead.makesMore(table, stage)
        || computesMore(table, stage)) {
      return Optional.empty();
    }
    double median = stage.state().durationMs().median();
    List<LargeTask> tasks =
        stage.state().longestTasks().stream()
            .filter(task -> task.durationMs() > table.number("straggler.ratio") * median)
            .filter(task -> isSlow(table, stage, task))
            .filter(task -> !isStartUp(context, stage, task))
            .toList();
    if (tasks.isEmpty()) {
      return Optional.empty();
    }
    long saved = savingMs(context, stage, tasks);
    return saved == 0 ? Optional.empty() : Optional.of(new SlowTasks(stage, tasks, saved));
  }

  /** Whether its tasks mostly waited for blocks of others: a copy waits for the same. */
  private static boolean waitsForShuffle(RuleTable table, StageFacts stage) {
    return stage.sum(TaskMetric.SHUFFLE_FETCH_WAIT_TIME_MS)
        > table.number("straggler.most-fetch-wait-share")
            * stage.sum(TaskMetric.EXECUTOR_RUN_TIME_MS);
  }

  /** Whether a task computed all the time that it took: a copy has as much to compute. */
  private static boolean computesMore(RuleTable table, StageFacts stage) {
    double computed = stage.state().max(TaskMetric.EXECUTOR_CPU_TIME_NS) / 1e6;
    double others =
        (stage.sum(TaskMetric.EXECUTOR_CPU_TIME_NS) / 1e6 - computed)
            / Math.max(1.0, stage.tasks() - 1.0);
    return computed
            >= table.number("straggler.computing-share")
                * stage.state().max(TaskMetric.EXECUTOR_RUN_TIME_MS)
        && computed >= table.number("straggler.ratio") * Math.max(1, others);
  }

  /** How much sooner the stage could have ended, had these tasks been copied; 0 for not at all. */
  private static long savingMs(RuleContext context, StageFacts stage, List<LargeTask> tasks) {
    // A copy starts once the original has run for multiplier x median, and takes a median itself.
    double copied = (multiplier(context, stage) + 1) * stage.state().durationMs().median();
    long end = stage.state().lastFinish().orElseThrow().toEpochMilli();
    double without = 0;
    double excess = 0;
    long last = 0;
    for (LargeTask task : stage.state().longestTasks()) {
      boolean isCopied = tasks.contains(task);
      double duration = isCopied ? Math.min(task.durationMs(), copied) : task.durationMs();
      excess += task.durationMs() - duration;
      without = Math.max(without, task.launchTime().toEpochMilli() + duration);
      last = Math.max(last, task.launchTime().toEpochMilli() + task.durationMs());
    }
    if (last < end) {
      // Another task, no slow one, ended the stage.
      return 0;
    }
    // The tasks that are not among the longest take their time as well, on all slots at best.
    long slots = Math.max(1, context.facts().cluster().slots());
    long start = stage.state().firstLaunch().orElseThrow().toEpochMilli();
    without = Math.max(without, start + (stage.taskTimeMs() - excess) / slots);
    return Math.round(Math.max(0, end - without));
  }

  /** Whether its executor came while the stage ran, and starting it up explains the duration. */
  private static boolean isStartUp(RuleContext context, StageFacts stage, LargeTask task) {
    RuleTable table = context.table();
    double excess = task.durationMs() - stage.state().durationMs().median();
    long launch = task.launchTime().toEpochMilli();
    long begin = stage.state().firstLaunch().orElseThrow().toEpochMilli();
    return excess <= table.number("straggler.start-up-ms")
        && context.run().application().executors().stream()
            .filter(executor -> executor.host().equals(task.host()))
            .flatMap(executor -> executor.added().stream())
            .mapToLong(Instant::toEpochMilli)
            .anyMatch(
                added ->
                    added > begin
                        && added <= launch
                        && launch - added <= table.number("straggler.fresh-ms"));
  }

  private static double multiplier(RuleContext context, StageFacts stage) {
    return stage
        .settings()
        .decimal(MULTIPLIER)
        .orElse(context.table().number("straggler.multiplier"));
  }

  /** Whether the work of a task explains its duration neither by records nor by bytes. */
  private static boolean isSlow(RuleTable table, StageFacts stage, LargeTask task) {
    double least = table.number("straggler.rate-share");
    double duration = Math.max(1, task.durationMs());
    double all = Math.max(1, stage.taskTimeMs());
    double records = records(stage);
    double bytes =
        stage.sum(TaskMetric.INPUT_BYTES) + (double) stage.sum(TaskMetric.SHUFFLE_READ_BYTES);
    boolean slowRecords = task.readRecords() / duration < least * records / all;
    boolean slowBytes = task.readBytes() / duration < least * bytes / all;
    boolean collects =
        task.times().jvmGcMs() > table.number("straggler.max-gc-share") * task.executorRunTimeMs();
    // Starting up, or the way of its result: no work, and not at another pace elsewhere.
    boolean outside =
        task.durationMs() - task.executorRunTimeMs()
            > table.number("straggler.most-outside-share") * task.durationMs();
    return !collects && !outside && (records == 0 || slowRecords) && (bytes == 0 || slowBytes);
  }

  private static double records(StageFacts stage) {
    return stage.sum(TaskMetric.INPUT_RECORDS)
        + (double) stage.sum(TaskMetric.SHUFFLE_READ_RECORDS);
  }

  /** Whether the tasks of the stage say how many records they read. */
  boolean knowsRecords() {
    return records(stage) > 0;
  }

  /** Records a millisecond of one of the tasks, against the mean of the stage. */
  double rateShare(LargeTask task) {
    double mean = records(stage) / Math.max(1, stage.taskTimeMs());
    return task.readRecords() / (double) Math.max(1, task.durationMs()) / mean;
  }

  /** The host that nearly all slow tasks ran on, if it did no more than its part of the work. */
  static Optional<String> host(RuleContext context, List<SlowTasks> slow) {
    RuleTable table = context.table();
    Map<String, Long> counts = new HashMap<>();
    slow.forEach(s -> s.tasks().forEach(task -> counts.merge(task.host(), 1L, Long::sum)));
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    Map<String, Long> work = new HashMap<>();
    for (SlowTasks s : slow) {
      for (HostTally tally : s.stage().state().hosts()) {
        work.merge(tally.host(), tally.count(), Long::sum);
      }
    }
    long tasks = slow.stream().mapToLong(s -> s.stage().tasks()).sum();
    return counts.entrySet().stream()
        .filter(entry -> !entry.getKey().isBlank())
        .filter(entry -> entry.getValue() >= table.number("straggler.host-min-count"))
        .filter(entry -> entry.getValue() >= table.number("straggler.host-share") * all)
        .map(Map.Entry::getKey)
        .filter(
            name ->
                work.getOrDefault(name, 0L)
                    <= table.number("straggler.host-max-work-share") * tasks)
        .findFirst();
  }
}

package io.attune.advisor.rules;

import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.statistics.FailureTally;
import io.attune.advisor.statistics.HostTally;
import io.attune.advisor.statistics.LargeTask;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A task that takes far longer than the others of its stage although it has no more to do: its
 * place is slow, not its data. A second copy elsewhere can overtake it.
 *
 * <p>Spark never starts the copy on the host of the original, so with one host there is nothing to
 * advise. What copies waste is watched once they are on.
 */
public final class StragglerRule implements Rule {
  static final String ID = "straggler";
  static final String SPECULATION = "spark.speculation";
  private static final String MULTIPLIER = "spark.speculation.multiplier";
  private static final String EXCLUDE = "spark.excludeOnFailure.enabled";

  /** Slow tasks of a stage, and the wall time that copies of them could save at most. */
  private record Slow(StageFacts stage, List<LargeTask> tasks, long savedMs) {}

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    if (context.settings().flag(SPECULATION).orElse(false)) {
      return whenOn(context);
    }
    if (hosts(context).size() < 2) {
      return Verdict.silent(
          "all executors are on one host, where Spark starts no copy of a slow task");
    }
    List<Slow> slow = slow(context);
    long saved = slow.stream().mapToLong(Slow::savedMs).sum();
    Average average = average(context, saved);
    if (slow.isEmpty() && average.share() == 0) {
      return Verdict.silent("no task was far slower than the others at the same work");
    }
    Optional<String> host = host(context, slow);
    Optional<String> objection = objection(context, average, host.isPresent());
    if (objection.isPresent()) {
      return Verdict.silent(objection.get());
    } else if (slow.isEmpty()) {
      return new Verdict.Speaks(List.of(fromEarlierRuns(context, average)));
    }
    List<Advice> advice = new ArrayList<>();
    advice.add(switchOn(context, slow, saved, host));
    host.flatMap(h -> exclude(context, h, slow)).ifPresent(advice::add);
    return new Verdict.Speaks(advice);
  }

  /** What copies of slow tasks could have saved of a run, as a share of its span; 0 for nothing. */
  static double savedShare(RuleContext context) {
    if (context.settings().flag(SPECULATION).orElse(false) || hosts(context).size() < 2) {
      return 0;
    }
    long saved = slow(context).stream().mapToLong(Slow::savedMs).sum();
    return (double) saved / Math.max(1, context.facts().spanMs());
  }

  private static List<Slow> slow(RuleContext context) {
    List<Slow> slow = new ArrayList<>();
    for (StageFacts stage : context.facts().stages()) {
      slowTasks(context, stage).ifPresent(slow::add);
    }
    slow.sort(
        Comparator.comparingLong(Slow::savedMs).reversed().thenComparingInt(s -> s.stage().id()));
    return slow;
  }

  /**
   * What copies could have saved of this run and those before without them, the newest counting
   * most.
   *
   * @param share mean share of the span
   * @param runs runs in it
   */
  private record Average(double share, int runs) {}

  private static Average average(RuleContext context, long saved) {
    double halfLife = context.table().number("history.half-life-runs");
    double sum = (double) saved / Math.max(1, context.facts().spanMs());
    double weights = 1;
    List<RunSummary> runs =
        context.history().runs().stream()
            .filter(run -> !"true".equals(run.settings().get(SPECULATION)))
            .toList();
    for (int i = 0; i < runs.size(); i++) {
      double weight = StrictMath.pow(0.5, (runs.size() - i) / halfLife);
      sum += weight * Observed.number(runs.get(i), Observed.SLOW_TASKS).orElse(0);
      weights += weight;
    }
    return new Average(sum / weights, runs.size() + 1);
  }

  /** Why it is too little, or perhaps chance; empty when it is neither. */
  private static Optional<String> objection(RuleContext context, Average average, boolean host) {
    RuleTable table = context.table();
    double saved = average.share() * context.facts().spanMs();
    if (saved < table.number("relevance.min-wall-ms")
        || average.share() < context.stay(ID, table.number("straggler.min-gain-share"))) {
      return Optional.of(
          "copies of slow tasks could save "
              + Amounts.duration(saved)
              + (average.runs() > 1 ? " of a run on average" : "")
              + ", too little to matter");
    } else if (host) {
      return Optional.empty();
    }
    boolean enough =
        average.runs() == 1
            ? average.share() >= table.number("straggler.chance-gain-share")
            : average.runs() >= table.number("straggler.mean-min-runs")
                && average.share() >= context.stay(ID, table.number("straggler.mean-gain-share"));
    return enough
        ? Optional.empty()
        : Optional.of(
            "copies of slow tasks could save "
                + Amounts.duration(saved)
                + (average.runs() > 1 ? " of a run on average" : "")
                + ", but they were on several hosts: it may be chance");
  }

  private static Set<String> hosts(RuleContext context) {
    Set<String> hosts = new TreeSet<>();
    for (ExecutorState executor : context.run().application().executors()) {
      if (!executor.host().isBlank()) {
        hosts.add(executor.host());
      }
    }
    return hosts;
  }

  private static Optional<Slow> slowTasks(RuleContext context, StageFacts stage) {
    RuleTable table = context.table();
    if (!stage.isFirstAttempt()
        || stage.tasks() < table.number("straggler.min-tasks")
        || SkewRule.isSkewed(context, stage)) {
      return Optional.empty();
    }
    double median = stage.state().durationMs().median();
    List<LargeTask> tasks =
        stage.state().longestTasks().stream()
            .filter(task -> task.durationMs() > table.number("straggler.ratio") * median)
            .filter(task -> isSlow(table, stage, task))
            .toList();
    if (tasks.isEmpty()) {
      return Optional.empty();
    }
    // A copy starts once the original has run for multiplier x median, and takes a median itself.
    double copied = (multiplier(context, stage) + 1) * median;
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
      return Optional.empty();
    }
    // The tasks that are not among the longest take their time as well, on all slots at best.
    long slots = Math.max(1, context.facts().cluster().slots());
    long start = stage.state().firstLaunch().orElseThrow().toEpochMilli();
    without = Math.max(without, start + (stage.taskTimeMs() - excess) / slots);
    long saved = Math.round(Math.max(0, end - without));
    return saved == 0 ? Optional.empty() : Optional.of(new Slow(stage, tasks, saved));
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
    double records =
        stage.sum(TaskMetric.INPUT_RECORDS) + (double) stage.sum(TaskMetric.SHUFFLE_READ_RECORDS);
    double bytes =
        stage.sum(TaskMetric.INPUT_BYTES) + (double) stage.sum(TaskMetric.SHUFFLE_READ_BYTES);
    boolean slowRecords =
        (task.inputRecords() + task.shuffleReadRecords()) / duration < least * records / all;
    boolean slowBytes = task.readBytes() / duration < least * bytes / all;
    boolean collects =
        task.jvmGcTimeMs() > table.number("straggler.max-gc-share") * task.executorRunTimeMs();
    return !collects && (records == 0 || slowRecords) && (bytes == 0 || slowBytes);
  }

  private static boolean knowsRates(Slow slow) {
    return slow.stage().sum(TaskMetric.INPUT_RECORDS)
            + slow.stage().sum(TaskMetric.SHUFFLE_READ_RECORDS)
        > 0;
  }

  /** The host that nearly all slow tasks ran on, if it did no more than its part of the work. */
  private static Optional<String> host(RuleContext context, List<Slow> slow) {
    RuleTable table = context.table();
    Map<String, Long> counts = new HashMap<>();
    slow.forEach(s -> s.tasks().forEach(task -> counts.merge(task.host(), 1L, Long::sum)));
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    Map<String, Long> work = new HashMap<>();
    for (Slow s : slow) {
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

  private static Advice.Builder base(
      RuleContext context, String property, boolean to, Severity severity) {
    Setting setting = Setting.flag(property, !to, to, Explicit.of(context.settings(), property));
    return Advice.change(Category.RELIABILITY, setting).severity(severity);
  }

  private static Advice switchOn(
      RuleContext context, List<Slow> slow, long saved, Optional<String> host) {
    RuleTable table = context.table();
    Slow worst = slow.get(0);
    LargeTask longest = worst.tasks().get(0);
    double median = worst.stage().state().durationMs().median();
    double share = (double) saved / Math.max(1, context.facts().spanMs());
    long count = slow.stream().mapToLong(s -> s.tasks().size()).sum();
    Advice.Builder advice =
        base(
                context,
                SPECULATION,
                true,
                share >= table.number("straggler.high-share") ? Severity.HIGH : Severity.MODERATE)
            .stage(worst.stage().id())
            .sqlExecution(worst.stage().sqlExecutionId())
            .tasks(slow.stream().mapToLong(s -> s.stage().tasks()).sum())
            .weightMs(saved)
            .timeSavingAtMost(saved)
            .evidence(
                "taskDurationMs",
                "max/p50",
                longest.durationMs() / Math.max(1, median),
                table.number("straggler.ratio"),
                "ratio")
            .evidence("slowTasks", "count", count, 1, "count")
            .evidence(
                "savedWallTimeMs",
                "share",
                share,
                table.number("straggler.min-gain-share"),
                "share")
            .context("taskDurationMs", "max", longest.durationMs(), "ms")
            .context("taskDurationMs", "p50", median, "ms");
    slow.forEach(s -> advice.alsoStage(s.stage().id()));
    if (knowsRates(worst)) {
      advice.evidence(
          "recordsPerMs",
          "slow/mean",
          rateShare(worst, longest),
          table.number("straggler.rate-share"),
          "ratio");
    } else {
      advice.condition(
          "work-unknown",
          "The tasks read no records, so that the slow one may simply have had more to do.");
    }
    if (host.isEmpty() && !wasSeenBefore(context)) {
      advice.condition(
          "once", "It was seen in one run and is not tied to one host, so it may be chance.");
    }
    return advice
        .summary(
            Amounts.duration(longest.durationMs())
                + " in one task of "
                + worst.stage().label()
                + ", where the median is "
                + Amounts.duration(median)
                + " and it had no more to do: a copy of a slow task on another host can save up to "
                + Amounts.duration(saved)
                + host.map(h -> "; nearly all slow tasks were on host " + h).orElse("")
                + ".")
        .doubt(
            "A task that writes to something outside Spark does so twice when it is copied, and if"
                + " a record or a service made it slow, the copy is as slow.")
        .build();
  }

  /** No task was slow this time, but again and again in the runs before. */
  private static Advice fromEarlierRuns(RuleContext context, Average average) {
    RuleTable table = context.table();
    long saved = Math.round(average.share() * context.facts().spanMs());
    return base(context, SPECULATION, true, Severity.MODERATE)
        .tasks(context.facts().tasksSucceeded())
        .weightMs(saved)
        .timeSavingAtMost(saved)
        .evidence(
            "savedWallTimeMs",
            "share",
            average.share(),
            table.number("straggler.mean-gain-share"),
            "share")
        .context("runs", "count", average.runs(), "count")
        .condition("earlier-runs", "In this run no task was slow; it was so in the runs before.")
        .summary(
            Amounts.duration(saved)
                + " of a run could be saved on average over "
                + Amounts.counted(average.runs(), "run")
                + " by copies of tasks that were slow without having more to do.")
        .doubt(
            "A task that writes to something outside Spark does so twice when it is copied, and if"
                + " a record or a service made it slow, the copy is as slow.")
        .build();
  }

  private static double rateShare(Slow slow, LargeTask task) {
    double all =
        slow.stage().sum(TaskMetric.INPUT_RECORDS)
            + (double) slow.stage().sum(TaskMetric.SHUFFLE_READ_RECORDS);
    double mean = all / Math.max(1, slow.stage().taskTimeMs());
    return (task.inputRecords() + task.shuffleReadRecords())
        / (double) Math.max(1, task.durationMs())
        / mean;
  }

  private static boolean wasSeenBefore(RuleContext context) {
    return context.history().runs().stream()
        .anyMatch(run -> run.spoken().contains(ID + '/' + SPECULATION));
  }

  /** Spark excludes a host for failures only; being slow is not enough. */
  private static Optional<Advice> exclude(RuleContext context, String host, List<Slow> slow) {
    long failures = 0;
    for (StageFacts stage : context.facts().stages()) {
      for (FailureTally tally : stage.state().failures()) {
        if (tally.host().equals(host) && tally.cause().isFailure()) {
          failures += tally.count();
        }
      }
    }
    if (failures == 0
        || context.settings().flag(EXCLUDE).orElse(false)
        || context.decided(EXCLUDE).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        base(context, EXCLUDE, true, Severity.MODERATE)
            .stage(slow.get(0).stage().id())
            .tasks(slow.stream().mapToLong(s -> s.stage().tasks()).sum())
            .evidence("failedAttempts.onThatHost", "count", failures, 1, "count")
            .summary(
                Amounts.counted(failures, "attempt")
                    + " failed on host "
                    + host
                    + ", which is slow as well: let Spark avoid a host on which tasks keep"
                    + " failing.")
            .doubt(
                "Spark excludes a host for failures only, so a host that is slow and no longer"
                    + " fails stays in use; take it out of the cluster then.")
            .build());
  }

  /** Copies are on: what the losers of the pairs cost. */
  private static Verdict whenOn(RuleContext context) {
    RuleTable table = context.table();
    long copies = 0;
    long wasted = 0;
    for (StageFacts stage : context.facts().stages()) {
      if (stage.state().speculativeTasks() > 0) {
        copies += stage.state().speculativeTasks();
        wasted += stage.state().killedDurationMs();
      }
    }
    double share = (double) wasted / Math.max(1, context.facts().taskTimeMs());
    if (share <= table.number("straggler.max-waste-share")) {
      return Verdict.silent(
          "copies of slow tasks are on and wasted " + Amounts.percent(share) + " of the task time");
    } else if (!new Relevance(context).ofTaskTime(wasted)) {
      return Verdict.silent("copies of slow tasks are on, and what they wasted is too little");
    }
    return new Verdict.Speaks(
        List.of(
            base(context, SPECULATION, false, Severity.MODERATE)
                .tasks(copies)
                .weightMs(wasted)
                .evidence(
                    "killedTaskTimeMs",
                    "share",
                    share,
                    table.number("straggler.max-waste-share"),
                    "share")
                .context("speculativeTasks", "count", copies, "count")
                .context("killedTaskTimeMs", "sum", wasted, "ms")
                .summary(
                    Amounts.percent(share)
                        + " of the task time ("
                        + Amounts.duration(wasted)
                        + ") went into attempts that were killed because "
                        + (copies == 1 ? "1 copy" : Amounts.count(copies) + " copies")
                        + " of slow tasks ran: that costs more than it can be worth.")
                .doubt(
                    "Where a copy won, the original is among the killed ones, and without the copy"
                        + " the stage would have waited for it.")
                .build()));
  }
}

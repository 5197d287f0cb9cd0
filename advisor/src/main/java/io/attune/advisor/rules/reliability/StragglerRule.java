package io.attune.advisor.rules.reliability;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Observations;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.statistics.FailureTally;
import io.attune.advisor.statistics.LargeTask;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A task that takes far longer than the others of its stage although it has no more to do: its
 * place is slow, not its data. A second copy elsewhere can overtake it.
 *
 * <p>Spark never starts the copy on the host of the original, so with one host there is nothing to
 * advise. What copies waste is watched once they are on.
 */
public final class StragglerRule implements Rule {
  static final String ID = "straggler";
  public static final String SPECULATION = "spark.speculation";
  private static final String EXCLUDE = "spark.excludeOnFailure.enabled";
  private static final String DOUBT =
      "A task that writes to something outside Spark does so twice when it is copied, and if a"
          + " record or a service made it slow, the copy is as slow.";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public RuleScope scope() {
    return RuleScope.CLUSTER;
  }

  @Override
  public boolean seesRunningTasks() {
    return true;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    if (context.settings().flag(SPECULATION).orElse(false)) {
      return whenOn(context);
    }
    if (SlowTasks.hosts(context).size() < 2) {
      return Verdict.silent(
          "all executors are on one host, where Spark starts no copy of a slow task");
    }
    List<SlowTasks> slow = SlowTasks.of(context);
    long saved = slow.stream().mapToLong(SlowTasks::savedMs).sum();
    Average average = average(context, saved);
    if (slow.isEmpty() && average.share() == 0) {
      return Verdict.silent("no task was far slower than the others at the same work");
    }
    Optional<String> host = SlowTasks.host(context, slow);
    Optional<String> objection = objection(context, average, host.isPresent());
    if (objection.isPresent()) {
      return Verdict.silent(objection.get());
    } else if (slow.isEmpty()) {
      return new Verdict.Advises(List.of(fromEarlierRuns(context, average)));
    }
    List<Advice> advice = new ArrayList<>();
    double share = (double) saved / Math.max(1, context.facts().spanMs());
    advice.add(switchOn(context, new Slow(slow, saved, share, host)));
    host.flatMap(h -> exclude(context, h, slow)).ifPresent(advice::add);
    return new Verdict.Advises(advice);
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
      sum += weight * Observations.number(runs.get(i), Observations.SLOW_TASKS).orElse(0);
      weights += weight;
    }
    return new Average(sum / weights, runs.size() + 1);
  }

  /** Why it is too little, or perhaps chance; empty when it is neither. */
  private static Optional<String> objection(RuleContext context, Average average, boolean host) {
    RuleTable table = context.table();
    double saved = average.share() * context.facts().spanMs();
    if (saved < table.number("relevance.min-wall-ms")
        || average.share() < context.withHysteresis(ID, table.number("straggler.min-gain-share"))) {
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
                && average.share()
                    >= context.withHysteresis(ID, table.number("straggler.mean-gain-share"));
    return enough
        ? Optional.empty()
        : Optional.of(
            "copies of slow tasks could save "
                + Amounts.duration(saved)
                + (average.runs() > 1 ? " of a run on average" : "")
                + ", but they were on several hosts: it may be chance");
  }

  private static Advice.Builder base(
      RuleContext context, String property, boolean to, Severity severity) {
    SettingChange setting =
        SettingChange.flag(property, !to, to, ExplicitValue.of(context.settings(), property));
    Category category = property.equals(SPECULATION) ? Category.EXECUTORS : Category.RELIABILITY;
    return Advice.change(category, setting).severity(severity);
  }

  /**
   * The slow tasks of a run in numbers.
   *
   * @param slow stages with slow tasks, those first whose copies save most
   * @param savedMs wall time that copies could have saved
   * @param share the same as a share of the span
   * @param host the host that nearly all of them ran on
   */
  private record Slow(List<SlowTasks> slow, long savedMs, double share, Optional<String> host) {
    private SlowTasks worst() {
      return slow.get(0);
    }

    private LargeTask longest() {
      return worst().tasks().get(0);
    }

    private double medianMs() {
      return worst().stage().state().durationMs().median();
    }
  }

  private static Advice switchOn(RuleContext context, Slow slow) {
    Advice.Builder advice = evidence(context, slow);
    slow.slow().forEach(s -> advice.alsoStage(s.stage().id()));
    if (slow.worst().knowsRecords()) {
      advice.evidence(
          "recordsPerMs",
          "slow/mean",
          slow.worst().rateShare(slow.longest()),
          context.table().number("straggler.rate-share"),
          "ratio");
    } else {
      advice.condition(
          "work-unknown",
          "The tasks read no records, so that the slow one may simply have had more to do.");
    }
    if (slow.host().isEmpty() && !wasSeenBefore(context)) {
      advice.condition(
          "once", "It was seen in one run and is not tied to one host, so it may be chance.");
    }
    return advice
        .summary(
            Amounts.duration(slow.longest().durationMs())
                + " in one task of "
                + slow.worst().stage().label()
                + ", where the median is "
                + Amounts.duration(slow.medianMs())
                + " and it had no more to do: a copy of a slow task on another host can save up to "
                + Amounts.duration(slow.savedMs())
                + slow.host().map(h -> "; nearly all slow tasks were on host " + h).orElse("")
                + ".")
        .doubt(DOUBT)
        .build();
  }

  private static Advice.Builder evidence(RuleContext context, Slow slow) {
    RuleTable table = context.table();
    StageFacts stage = slow.worst().stage();
    long longestMs = slow.longest().durationMs();
    boolean high = slow.share() >= table.number("straggler.high-share");
    return base(context, SPECULATION, true, high ? Severity.HIGH : Severity.MODERATE)
        .stage(stage.id())
        .sqlExecution(stage.sqlExecutionId())
        .tasks(slow.slow().stream().mapToLong(s -> s.stage().tasks()).sum())
        .weightMs(slow.savedMs())
        .timeSavingAtMost(slow.savedMs())
        .evidence(
            "taskDurationMs",
            "max/p50",
            longestMs / Math.max(1, slow.medianMs()),
            table.number("straggler.ratio"),
            "ratio")
        .evidence(
            "slowTasks",
            "count",
            slow.slow().stream().mapToLong(s -> s.tasks().size()).sum(),
            1,
            "count")
        .evidence(
            "savedWallTimeMs",
            "share",
            slow.share(),
            table.number("straggler.min-gain-share"),
            "share")
        .context("taskDurationMs", "max", longestMs, "ms")
        .context("taskDurationMs", "p50", slow.medianMs(), "ms");
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
        .doubt(DOUBT)
        .build();
  }

  private static boolean wasSeenBefore(RuleContext context) {
    return context.history().runs().stream()
        .anyMatch(run -> run.advised().contains(ID + '/' + SPECULATION));
  }

  /** Spark excludes a host for failures only; being slow is not enough. */
  private static Optional<Advice> exclude(RuleContext context, String host, List<SlowTasks> slow) {
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
    List<StageFacts> copied =
        context.facts().stages().stream()
            .filter(stage -> stage.state().speculativeTasks() > 0)
            .toList();
    long wasted = copied.stream().mapToLong(stage -> stage.state().killedDurationMs()).sum();
    double share = (double) wasted / Math.max(1, wasted + context.facts().taskTimeMs());
    if (share <= context.table().number("straggler.max-waste-share")) {
      return Verdict.silent(
          "copies of slow tasks are on and wasted " + Amounts.percent(share) + " of the task time");
    } else if (!new Relevance(context).ofTaskTime(wasted)) {
      return Verdict.silent("copies of slow tasks are on, and what they wasted is too little");
    }
    long copies = copied.stream().mapToLong(stage -> stage.state().speculativeTasks()).sum();
    return new Verdict.Advises(List.of(switchOff(context, copies, wasted, share)));
  }

  private static Advice switchOff(RuleContext context, long copies, long wasted, double share) {
    return base(context, SPECULATION, false, Severity.MODERATE)
        .tasks(copies)
        .weightMs(wasted)
        .evidence(
            "killedTaskTimeMs",
            "share",
            share,
            context.table().number("straggler.max-waste-share"),
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
        .build();
  }
}

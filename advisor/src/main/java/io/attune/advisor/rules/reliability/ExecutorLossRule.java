package io.attune.advisor.rules.reliability;

import io.attune.advisor.application.ClusterManager;
import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.OneChange;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.memory.HeapAdvice;
import io.attune.advisor.rules.memory.KillWords;
import io.attune.advisor.rules.memory.OverheadAdvice;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.statistics.FailureCause;
import io.attune.advisor.statistics.RemovalCause;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Executors that went away by fault. Removals that belong to normal operation (idle, given back by
 * dynamic allocation, the end of the application) are none.
 */
public final class ExecutorLossRule implements Rule {
  static final String ID = "executor-loss";
  private static final String DECOMMISSION = "spark.decommission.enabled";

  /** SIGTERM, as YARN's node manager tells it. */
  private static final Pattern TERMINATED =
      Pattern.compile("(?i)container.*(?:code is|status:|code) 143(?![0-9])", Pattern.DOTALL);

  private static final String STORAGE_DECOMMISSION = "spark.storage.decommission.enabled";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public RuleScope scope() {
    return RuleScope.CLUSTER;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    Map<RemovalCause, List<RunFacts.Removal>> faults = context.facts().faults();
    if (faults.isEmpty()) {
      return Verdict.silent("no executor was lost by fault");
    }
    List<Advice> advice = new ArrayList<>();
    faults.forEach(
        (cause, removals) -> {
          switch (cause) {
            case HEAP_OOM -> heap(context, removals).ifPresent(advice::add);
            case CONTAINER_KILL ->
                advice.add(
                    removals.stream().allMatch(r -> new KillWords(r.reason()).isVirtual())
                        ? inWords(
                            context,
                            removals,
                            LossWords.virtualMemory(removals),
                            "Where nobody may change the node managers, a larger"
                                + " spark.executor.memoryOverhead raises this limit as well, and"
                                + " pays for memory that is not used.")
                        : overhead(context, removals));
            case PREEMPTED ->
                advice.addAll(
                    context.settings().clusterManager() == ClusterManager.YARN
                        ? List.of(
                            inWords(
                                context,
                                removals,
                                LossWords.takenBackByYarn(removals),
                                "Nodes that are not taken back cost more but lose nothing; for"
                                    + " short runs trying again may be cheaper."))
                        : decommission(context, removals));
            default -> {
              // Heartbeats and unnamed reasons have no setting of their own; see below.
            }
          }
        });
    unexplained(context, faults).ifPresent(advice::add);
    return Verdict.of(advice, "the executors were lost for a reason that another rule answers");
  }

  private Advice.Builder base(
      RuleContext context, Advice.Builder advice, List<RunFacts.Removal> removals) {
    RunFacts facts = context.facts();
    RuleTable table = context.table();
    double share = (double) removals.size() / Math.max(1, executorsSeen(facts));
    boolean critical =
        facts.failedJobs() > 0
            || removals.size() >= table.number("executor-loss.critical-count")
                && share >= table.number("executor-loss.critical-share");
    lossStage(facts)
        .ifPresent(stage -> advice.stage(stage.id()).sqlExecution(stage.sqlExecutionId()));
    long again =
        facts.stages().stream()
            .filter(stage -> !stage.isFirstAttempt())
            .mapToLong(StageFacts::tasks)
            .sum();
    return advice
        .severity(critical ? Severity.CRITICAL : Severity.HIGH)
        .tasks(facts.attempts())
        .weightMs(
            facts.stages().stream()
                .filter(stage -> !stage.isFirstAttempt())
                .mapToLong(StageFacts::taskTimeMs)
                .sum())
        .evidence(
            "executorsRemoved." + label(removals.get(0).cause()),
            "count",
            removals.size(),
            table.number("executor-loss.min-count"),
            "count")
        .context("tasksRunAgain", "count", again, "count")
        .context(
            "failedAttempts." + FailureCause.FETCH_FAILURE.label(),
            "count",
            facts.failures(FailureCause.FETCH_FAILURE),
            "count");
  }

  private Optional<Advice> heap(RuleContext context, List<RunFacts.Removal> removals) {
    return moreHeap(
        context,
        removals,
        " ended with an exhausted heap of " + heapOf(context) + ".",
        "An exhausted heap does not tell how much was wanted, so this is one step and may not be"
            + " enough.",
        advice -> advice);
  }

  private static String heapOf(RuleContext context) {
    return Amounts.bytes(context.facts().cluster().heapBytes());
  }

  /** More memory for each task, unless another rule changes it already. */
  private Optional<Advice> moreHeap(
      RuleContext context,
      List<RunFacts.Removal> removals,
      String ended,
      String doubt,
      UnaryOperator<Advice.Builder> more) {
    HeapAdvice heap = new HeapAdvice(context);
    Optional<SettingChange> setting =
        heap.isLargest() ? heap.fewerCores() : Optional.of(heap.afterOutOfMemory());
    return setting
        .filter(s -> context.decided(s.property()).isEmpty())
        .map(
            s ->
                more.apply(base(context, Advice.change(Category.RELIABILITY, s), removals))
                    .summary(
                        s.recommended()
                            + (heap.isLargest()
                                ? " tasks at once in each executor: "
                                : " of heap: ")
                            + Amounts.counted(removals.size(), "executor")
                            + ended)
                    .doubt(doubt)
                    .build());
  }

  private Advice overhead(RuleContext context, List<RunFacts.Removal> removals) {
    RunFacts facts = context.facts();
    SettingChange setting = new OverheadAdvice(context).afterKill();
    Advice.Builder advice =
        base(context, Advice.change(Category.RELIABILITY, setting), removals)
            .context(
                "executorMemoryOverheadBytes", "value", facts.cluster().overheadBytes(), "bytes");
    double limit =
        (double) facts.cluster().heapBytes()
            + facts.cluster().overheadBytes()
            + facts.cluster().offHeapBytes();
    if (facts.peakRssBytes().isPresent()) {
      double resident = facts.peakRssBytes().getAsLong();
      advice.context("processTreeRssMemoryBytes", "max", resident, "bytes");
      if (resident < context.table().number("executor-loss.rss-near-limit-share") * limit) {
        advice.condition(
            "limit-not-seen",
            "The largest resident memory that was reported, "
                + Amounts.bytes(resident)
                + ", is far below the limit of "
                + Amounts.bytes(limit)
                + "; a spike between two reports, or something else, may have done it.");
      }
    }
    String reason = removals.get(0).reason();
    KillWords words = new KillWords(reason);
    return advice
        .summary(
            setting.recommended()
                + " of overhead: "
                + Amounts.counted(removals.size(), "executor")
                + " "
                + words.happenedTo(removals.size())
                + " ("
                + LossWords.shortened(reason)
                + "); "
                + words.meaning()
                + ".")
        .doubt(
            "An exit code of 137 tells of a kill, not who did it: an operator, the node or, where"
                + " no container limits memory, the operating system can do the same.")
        .build();
  }

  private Advice inWords(
      RuleContext context, List<RunFacts.Removal> removals, String summary, String doubt) {
    return base(context, Advice.withoutSetting(Category.RELIABILITY), removals)
        .summary(summary)
        .doubt(doubt)
        .build();
  }

  private List<Advice> decommission(RuleContext context, List<RunFacts.Removal> removals) {
    List<Advice> advice = new ArrayList<>();
    for (String property : List.of(DECOMMISSION, STORAGE_DECOMMISSION)) {
      if (!context.settings().flag(property).orElse(false)) {
        SettingChange setting =
            SettingChange.flag(
                property, false, true, ExplicitValue.of(context.settings(), property));
        advice.add(
            base(context, Advice.change(Category.RELIABILITY, setting), removals)
                .summary(
                    Amounts.counted(removals.size(), "executor")
                        + " taken back by the platform ("
                        + LossWords.shortened(removals.get(0).reason())
                        + "): "
                        + (property.equals(DECOMMISSION)
                            ? "an announced loss then takes no new tasks."
                            : "shuffle and cached blocks then move away before the loss."))
                .doubt(
                    "It helps only where the platform announces the loss some seconds ahead; nodes"
                        + " that are not taken back cost more but lose nothing.")
                .build());
      }
    }
    return OneChange.of(advice);
  }

  private Optional<Advice> unexplained(
      RuleContext context, Map<RemovalCause, List<RunFacts.Removal>> faults) {
    List<RunFacts.Removal> heartbeats = faults.getOrDefault(RemovalCause.HEARTBEAT, List.of());
    List<RunFacts.Removal> others = faults.getOrDefault(RemovalCause.OTHER, List.of());
    if (heartbeats.isEmpty() && others.isEmpty()) {
      return Optional.empty();
    }
    List<RunFacts.Removal> terminated =
        others.stream().filter(removal -> TERMINATED.matcher(removal.reason()).find()).toList();
    if (terminated.size() > heartbeats.size()
        && context.facts().failures(FailureCause.EXECUTOR_LOST) > 0) {
      return terminated(context, terminated);
    }
    RunFacts facts = context.facts();
    boolean silentOnes = heartbeats.size() >= others.size();
    List<RunFacts.Removal> removals = silentOnes ? heartbeats : others;
    Advice.Builder advice = base(context, Advice.withoutSetting(Category.RELIABILITY), removals);
    advice.context("jvmGcTimeMs", "share", facts.gcShare(), "share");
    if (silentOnes) {
      advice
          .summary(
              Amounts.counted(removals.size(), "executor")
                  + " stopped sending heartbeats, with "
                  + Amounts.percent(facts.gcShare())
                  + " of the run time in garbage collection: look for long pauses before raising a"
                  + " timeout.")
          .doubt("A broken network or a frozen host looks the same from the driver.");
    } else {
      inSparksWords(context, removals, advice);
    }
    return Optional.of(advice.build());
  }

  /** What Spark's words for a removal tell beyond that it was one. */
  private static void inSparksWords(
      RuleContext context, List<RunFacts.Removal> removals, Advice.Builder advice) {
    if (removals.stream().anyMatch(removal -> RemovalCause.isShortOfDisk(removal.reason()))) {
      advice
          .summary(LossWords.shortOfDisk(context, removals))
          .doubt("Other containers on the node may have filled its disk.");
    } else if (!LossWords.withWorker(removals).isEmpty()) {
      advice
          .summary(LossWords.workerLost(LossWords.withWorker(removals)))
          .doubt("A master that was busy or started again gives up workers that are well.");
    } else if (LossWords.tellOfCrash(removals)) {
      advice
          .summary(LossWords.crashed(removals))
          .doubt("A node whose memory is broken crashes JVMs as well, on that host only.");
    } else {
      advice
          .summary(
              Amounts.counted(removals.size(), "executor")
                  + " lost ("
                  + LossWords.shortened(removals.get(0).reason())
                  + "): Spark gives no reason that a setting answers, so look into that executor's"
                  + " log.")
          .doubt("The executor's own log may name a cause that a setting does answer.");
    }
  }

  /**
   * Executors that ended with SIGTERM while they ran tasks. On YARN Spark has the JVM end itself
   * with it when the heap is exhausted (OnOutOfMemoryError, YarnSparkHadoopUtil); a container that
   * is given back, taken back or above a limit has other words.
   */
  private Optional<Advice> terminated(RuleContext context, List<RunFacts.Removal> removals) {
    return moreHeap(
        context,
        removals,
        " ended with code 143 while "
            + (removals.size() == 1 ? "it" : "they")
            + " ran tasks ("
            + LossWords.shortened(removals.get(0).reason())
            + "); on YARN Spark ends an executor so when its heap of "
            + heapOf(context)
            + " is exhausted.",
        "A node manager that shuts down, or a person, sends the same signal; the executor's own log"
            + " says OutOfMemoryError if it was the heap.",
        advice ->
            advice.condition(
                "cause-not-named", "Spark's words name the signal and not who sent it."));
  }

  private static long executorsSeen(RunFacts facts) {
    long replaced = facts.removals().size();
    return Math.max(facts.cluster().executors(), replaced);
  }

  private static Optional<StageFacts> lossStage(RunFacts facts) {
    return facts.stages().stream()
        .filter(stage -> losses(stage) > 0)
        .max(
            Comparator.comparingLong(ExecutorLossRule::losses)
                .thenComparing(Comparator.comparingInt(StageFacts::id).reversed()));
  }

  private static long losses(StageFacts stage) {
    return stage.state().failures(FailureCause.EXECUTOR_LOST)
        + stage.state().failures(FailureCause.CONTAINER_KILL)
        + stage.state().failures(FailureCause.HEAP_OOM);
  }

  private static String label(RemovalCause cause) {
    return cause.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}

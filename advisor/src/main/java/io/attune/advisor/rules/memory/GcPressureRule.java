package io.attune.advisor.rules.memory;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.List;
import java.util.Optional;

/**
 * Garbage collection that takes too much of the run time. A high share alone does not mean too
 * little memory: only together with a full heap does more of it help.
 */
public final class GcPressureRule implements Rule {
  static final String ID = "gc-pressure";

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
    Optional<String> objection = objection(context);
    if (objection.isPresent()) {
      return Verdict.silent(objection.get());
    }
    RunFacts facts = context.facts();
    RuleTable table = context.table();
    double share = facts.gcShare();
    if (facts.peakHeapBytes().isEmpty()) {
      return share >= table.number("gc-pressure.critical-share")
          ? new Verdict.Advises(List.of(unknownHeap(context)))
          : Verdict.silent("how full the heap was is unknown");
    } else if (facts.heapUse()
        >= context.withHysteresis(ID, table.number("gc-pressure.full-heap-share"))) {
      return fullHeap(context);
    }
    return share >= table.number("gc-pressure.critical-share")
            && facts.heapUse() < table.number("gc-pressure.roomy-heap-share")
        ? new Verdict.Advises(List.of(allocation(context)))
        : Verdict.silent(
            "garbage collection took "
                + Amounts.percent(share)
                + ", but the heap's peak of "
                + Amounts.percent(facts.heapUse())
                + " says neither that more heap would help nor that it has plenty");
  }

  /** Why the share of garbage collection says nothing about the heap; empty when it does. */
  private static Optional<String> objection(RuleContext context) {
    RunFacts facts = context.facts();
    RuleTable table = context.table();
    double share = facts.gcShare();
    if (share < context.withHysteresis(ID, table.number("gc-pressure.high-share"))) {
      return Optional.of("garbage collection took " + Amounts.percent(share) + " of the run time");
    }
    long runTime = runTime(facts);
    if (runTime < table.number("gc-pressure.min-run-time-ms") && !wasSeenBefore(context)) {
      return Optional.of(
          "garbage collection took "
              + Amounts.percent(share)
              + ", but of only "
              + Amounts.duration(runTime)
              + " of run time in one run");
    }
    return context.decided(facts.cluster().heapProperty()).isPresent()
        ? Optional.of("an earlier rule raises the heap already")
        : Optional.empty();
  }

  private static boolean wasSeenBefore(RuleContext context) {
    double high = context.table().number("gc-pressure.high-share");
    return context.history().runs().stream()
        .filter(run -> run.executorRunTimeMs() > 0)
        .anyMatch(run -> (double) run.jvmGcTimeMs() / run.executorRunTimeMs() >= high);
  }

  private static long runTime(RunFacts facts) {
    return facts.sum(TaskMetric.EXECUTOR_RUN_TIME_MS);
  }

  private static Verdict fullHeap(RuleContext context) {
    HeapAdvice heap = new HeapAdvice(context);
    Optional<SettingChange> setting =
        heap.isLargest() ? heap.fewerCores() : Optional.of(heap.underPressure());
    if (setting.isEmpty()) {
      return Verdict.silent(
          "the heap is as large as one JVM handles well or its machine holds, with one task in it");
    } else if (context.decided(setting.get().property()).isPresent()) {
      return Verdict.silent("an earlier rule raises " + setting.get().property() + " already");
    }
    String what = heap.isLargest() ? " tasks at once in each executor: " : " of heap: ";
    return new Verdict.Advises(
        List.of(fullHeap(context, setting.get(), setting.get().recommended() + what)));
  }

  private static Advice fullHeap(RuleContext context, SettingChange setting, String words) {
    RunFacts facts = context.facts();
    boolean critical = facts.gcShare() >= context.table().number("gc-pressure.critical-share");
    return base(context, Advice.change(Category.MEMORY, setting))
        .severity(critical ? Severity.CRITICAL : Severity.HIGH)
        .summary(
            words
                + "garbage collection took "
                + Amounts.percent(facts.gcShare())
                + " of the run time, with the heap at "
                + Amounts.percent(facts.heapUse())
                + " of its "
                + Amounts.bytes(facts.cluster().heapBytes())
                + ".")
        .doubt(
            "The peak includes garbage that was not collected yet, and more heap costs"
                + " memory in every executor: check that the time gained is worth it.")
        .build();
  }

  private static Advice allocation(RuleContext context) {
    return base(context, Advice.withoutSetting(Category.CODE))
        .severity(Severity.LOW)
        .summary(
            Amounts.percent(context.facts().gcShare())
                + " of the run time went into garbage collection although the heap never was"
                + " fuller than "
                + Amounts.percent(context.facts().heapUse())
                + ": the code allocates many short-lived objects, and a larger heap would not"
                + " help.")
        .doubt(
            "Peaks are taken every few seconds and can miss a short spike that did fill the heap.")
        .build();
  }

  /** Where no peak of the heap is told, as before Spark 3: what is to be tried, in its order. */
  private static Advice unknownHeap(RuleContext context) {
    RunFacts facts = context.facts();
    boolean cached =
        facts.stages().stream()
            .flatMap(stage -> stage.descriptor().stream())
            .anyMatch(stage -> !stage.persistedRddIds().isEmpty());
    String whose =
        facts.cluster().isLocal() ? "the driver, in which the tasks run," : "the executors";
    return base(context, Advice.withoutSetting(Category.MEMORY))
        .severity(matters(context) ? Severity.MODERATE : Severity.LOW)
        .condition("heap-unknown", "The events do not tell how full the heap was.")
        .summary(
            Amounts.percent(facts.gcShare())
                + " of the run time, "
                + Amounts.duration(facts.sum(TaskMetric.JVM_GC_TIME_MS))
                + ", went into garbage collection: "
                + (cached
                    ? "keep what is cached in serialized form (MEMORY_ONLY_SER), or give "
                        + whose
                        + " more heap ("
                    : "give " + whose + " more heap or fewer tasks at once (")
                + facts.cluster().heapProperty()
                + " is "
                + Amounts.bytes(facts.cluster().heapBytes())
                + (cached ? ")." : "), or make fewer objects."))
        .doubt("With plenty of room in the heap the code's own allocation is to blame.")
        .build();
  }

  /** Whether collections took more than moments: their time over the slots. */
  private static boolean matters(RuleContext context) {
    RunFacts facts = context.facts();
    double wall =
        (double) facts.sum(TaskMetric.JVM_GC_TIME_MS) / Math.max(1, facts.cluster().slots());
    return wall >= context.table().number("advice.small-gain-ms");
  }

  private static Advice.Builder base(RuleContext context, Advice.Builder advice) {
    RunFacts facts = context.facts();
    RuleTable table = context.table();
    double share = facts.gcShare();
    double least = table.number("gc-pressure.min-run-time-ms");
    long collected = facts.sum(TaskMetric.JVM_GC_TIME_MS);
    return advice
        .tasks(facts.tasksSucceeded())
        .weightMs(collected)
        .evidence("jvmGcTimeMs", "share", share, table.number("gc-pressure.high-share"), "share")
        .evidence(
            "jvmHeapMemoryBytes",
            "share",
            facts.heapUse(),
            table.number("gc-pressure.full-heap-share"),
            "share")
        .evidence("executorRunTimeMs", "sum", runTime(facts), least, "ms")
        .context("jvmGcTimeMs", "sum", collected, "ms");
  }
}

package io.attune.advisor.rules.memory;

import io.attune.advisor.history.RunSummary;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.statistics.FailureCause;
import io.attune.advisor.statistics.RemovalCause;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.List;
import java.util.Optional;

/**
 * The heap of an executor against what runs needed of it: up at once when it was exhausted, down
 * only after clean runs, and then by one step at a time.
 *
 * <p>A heap that was full, exhausted or under heavy collection hides its true need (it is censored)
 * and is never made smaller. The head-room over the peak shrinks as clean runs come in: ×2 after
 * one, ×1.5 after three, ×1.2 from five.
 */
public final class ExecutorMemoryRule implements Rule {
  static final String ID = "executor-memory";

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
    RunFacts facts = context.facts();
    HeapAdvice heap = new HeapAdvice(context);
    boolean exhausted =
        facts.failures(FailureCause.HEAP_OOM) > 0
            || facts.faults().containsKey(RemovalCause.HEAP_OOM);
    if (exhausted) {
      return exhausted(context, heap);
    }
    return down(context, heap);
  }

  private static Verdict exhausted(RuleContext context, HeapAdvice heap) {
    if (heap.isLargest()) {
      return Verdict.silent(
          "the heap was exhausted, but is as large as one JVM handles well or its machine holds");
    }
    SettingChange setting = heap.afterOutOfMemory();
    if (context.decided(setting.property()).isPresent()) {
      return Verdict.silent("an earlier rule raises " + setting.property() + " already");
    }
    RunFacts facts = context.facts();
    long failed = facts.failures(FailureCause.HEAP_OOM);
    return new Verdict.Advises(
        List.of(
            Advice.change(Category.MEMORY, setting)
                .severity(Severity.HIGH)
                .tasks(facts.attempts())
                .context("failedAttempts.heap-oom", "count", failed, "count")
                .context("executorHeapBytes", "value", facts.cluster().heapBytes(), "bytes")
                .summary(
                    setting.recommended()
                        + " of heap: "
                        + Amounts.bytes(facts.cluster().heapBytes())
                        + " was exhausted.")
                .doubt("An exhausted heap does not tell how much was wanted; this is one step.")
                .build()));
  }

  private static Verdict down(RuleContext context, HeapAdvice heap) {
    Optional<String> objection = objection(context);
    if (objection.isPresent()) {
      return Verdict.silent(objection.get());
    }
    Need need = Need.of(context);
    return heap.down(need.peakBytes() * need.headRoom())
        .<Verdict>map(change -> new Verdict.Advises(List.of(down(context, need, change))))
        .orElseGet(
            () ->
                Verdict.silent(
                    "the heap's peak was "
                        + Amounts.percent(context.facts().heapUse())
                        + ", and what could be saved is not worth a change"));
  }

  /**
   * What clean runs needed of the heap.
   *
   * @param peakBytes the highest peak
   * @param cleanRuns runs with a known peak, this one included
   * @param headRoom what so few runs deserve over the peak, a factor
   */
  private record Need(double peakBytes, int cleanRuns, double headRoom) {
    private static Need of(RuleContext context) {
      double peak = context.facts().peakHeapBytes().orElseThrow();
      int runs = 1;
      for (RunSummary run : context.history().runs()) {
        if (run.peakHeapBytes().isPresent()) {
          peak = Math.max(peak, run.peakHeapBytes().getAsLong());
          runs++;
        }
      }
      return new Need(peak, runs, ExecutorMemoryRule.headRoom(context.table(), runs));
    }
  }

  private static Advice down(RuleContext context, Need need, SettingChange change) {
    RunFacts facts = context.facts();
    RuleTable table = context.table();
    return Advice.change(Category.MEMORY, change)
        .severity(Severity.LOW)
        .tasks(facts.tasksSucceeded())
        .evidence(
            "jvmHeapMemoryBytes",
            "share",
            facts.heapUse(),
            table.number("executor-memory.down-below-share"),
            "share")
        .context("jvmHeapMemoryBytes", "max", need.peakBytes(), "bytes")
        .evidence(
            "jvmGcTimeMs",
            "share",
            facts.gcShare(),
            table.number("executor-memory.down-max-gc-share"),
            "share")
        .context("headRoom", "ratio", need.headRoom(), "ratio")
        .context("cleanRuns", "count", need.cleanRuns(), "count")
        .summary(
            change.recommended()
                + " of heap is enough: the peak over "
                + Amounts.counted(need.cleanRuns(), "run")
                + " was "
                + Amounts.bytes(need.peakBytes())
                + " of "
                + Amounts.bytes(facts.cluster().heapBytes())
                + ", and this leaves "
                + Amounts.ratio(change.magnitude() / need.peakBytes())
                + " times as much.")
        .doubt(
            "Peaks are taken every few seconds and miss short spikes, and a larger input"
                + " day needs more than these runs did.")
        .build();
  }

  /** Why the heap must not be made smaller. */
  private static Optional<String> objection(RuleContext context) {
    RunFacts facts = context.facts();
    RuleTable table = context.table();
    if (facts.peakHeapBytes().isEmpty() || facts.cluster().heapBytes() == 0) {
      return Optional.of("the heap's peak is unknown");
    } else if (!facts.ended()) {
      return Optional.of("a heap is not judged as too large before the run has ended");
    } else if (facts.cluster().isLocal() && facts.isInteractive()) {
      return Optional.of("a shell's own process takes what its machine has anyway");
    } else if (facts.heapUse() >= table.number("executor-memory.down-below-share")) {
      return Optional.of(
          "the heap's peak was " + Amounts.percent(facts.heapUse()) + ": it is used");
    } else if (facts.gcShare() >= table.number("executor-memory.down-max-gc-share")) {
      return Optional.of(
          "garbage collection took "
              + Amounts.percent(facts.gcShare())
              + ", so the need is hidden");
    } else if (facts.sum(TaskMetric.MEMORY_BYTES_SPILLED) > 0) {
      return Optional.of("tasks spilled");
    } else if (!facts.faults().isEmpty() || facts.failedJobs() > 0) {
      return Optional.of("executors were lost or jobs failed");
    } else if (facts.spanMs() < table.number("executor-memory.down-min-span-ms")) {
      return Optional.of("the run was too short for its peaks to be trusted");
    } else if (context.run().completeness() < 1) {
      return Optional.of("part of the tasks was not seen");
    } else if (context.history().runs().stream().anyMatch(RunSummary::censored)) {
      return Optional.of("an earlier run had its heap full");
    }
    return Optional.empty();
  }

  private static double headRoom(RuleTable table, int cleanRuns) {
    if (cleanRuns >= table.number("executor-memory.many-runs")) {
      return table.number("executor-memory.head-room-many-runs");
    }
    return cleanRuns >= table.number("executor-memory.some-runs")
        ? table.number("executor-memory.head-room-some-runs")
        : table.number("executor-memory.head-room-one-run");
  }
}

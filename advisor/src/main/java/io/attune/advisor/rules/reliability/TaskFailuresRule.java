package io.attune.advisor.rules.reliability;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.memory.HeapAdvice;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.statistics.FailureCause;
import io.attune.advisor.statistics.FailureTally;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Failed task attempts, by cause. Each cause has its own remedy; attempts that were lost with their
 * executor are left to {@link ExecutorLossRule}, results that were too large to {@link
 * DriverResultSizeRule}.
 */
public final class TaskFailuresRule implements Rule {
  static final String ID = "task-failures";
  private static final String EXCLUDE = "spark.excludeOnFailure.enabled";
  public static final String FETCH_RETRIES = "spark.shuffle.io.maxRetries";
  private static final long FETCH_RETRIES_DEFAULT = 3;

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
    Map<FailureCause, Long> counts = counts(context.facts());
    long failed = counts.values().stream().mapToLong(Long::longValue).sum();
    List<Advice> advice = new ArrayList<>();
    heap(context, counts.getOrDefault(FailureCause.HEAP_OOM, 0L)).ifPresent(advice::add);
    if (failed == 0) {
      return Verdict.of(advice, "no task attempt failed");
    }
    boolean matters = matters(context, failed);
    if (matters) {
      badHost(context).ifPresent(advice::add);
    }
    if ((matters || stagesAreTriedAgain(context))
        && counts.containsKey(FailureCause.FETCH_FAILURE)
        && context.facts().faults().isEmpty()) {
      Optional<Advice> known = fetchAsKnown(context);
      advice.add(
          known.isPresent() ? known.get() : fetch(context, counts.get(FailureCause.FETCH_FAILURE)));
    }
    if (matters) {
      inTheCode(context, counts).ifPresent(advice::add);
    }
    return Verdict.of(
        advice,
        Amounts.counted(failed, "attempt")
            + " failed: lost with their executor, or too few to speak of");
  }

  /** Failed attempts by cause, without causes that there are none of. */
  private static Map<FailureCause, Long> counts(RunFacts facts) {
    Map<FailureCause, Long> counts = new EnumMap<>(FailureCause.class);
    for (FailureCause cause : FailureCause.values()) {
      if (cause.isFailure() && facts.failures(cause) > 0) {
        counts.put(cause, facts.failures(cause));
      }
    }
    return counts;
  }

  private static boolean matters(RuleContext context, long failed) {
    RunFacts facts = context.facts();
    return facts.failedJobs() > 0
        || (double) failed / facts.attempts() >= context.table().number("task-failures.low-share");
  }

  /** One failed fetch costs a whole stage attempt, however few the attempts of tasks are. */
  private static boolean stagesAreTriedAgain(RuleContext context) {
    long attempts =
        context.facts().stages().stream()
            .filter(stage -> stage.state().failures(FailureCause.FETCH_FAILURE) > 0)
            .count();
    return attempts >= context.table().number("task-failures.fetch-min-stage-attempts");
  }

  private static Severity severity(RuleContext context, double share) {
    return context.facts().failedJobs() > 0 ? Severity.CRITICAL : byShare(context, share);
  }

  /** What was tried again in seconds is not severe, however few attempts there were. */
  private static Severity calm(RuleContext context, double share) {
    long lost =
        context.facts().stages().stream().mapToLong(s -> s.state().failedDurationMs()).sum();
    Severity severity = byShare(context, share);
    return lost < context.table().number("advice.short-gain-ms")
            && severity.compareTo(Severity.MODERATE) > 0
        ? Severity.MODERATE
        : severity;
  }

  private static Severity byShare(RuleContext context, double share) {
    RuleTable table = context.table();
    if (share >= table.number("task-failures.critical-share")) {
      return Severity.CRITICAL;
    } else if (share >= table.number("task-failures.high-share")) {
      return Severity.HIGH;
    }
    return share >= table.number("task-failures.moderate-share") ? Severity.MODERATE : Severity.LOW;
  }

  private static Advice.Builder evidence(
      RuleContext context, Advice.Builder advice, FailureCause cause, long count) {
    RunFacts facts = context.facts();
    double share = (double) count / facts.attempts();
    worstStage(facts, cause)
        .ifPresent(stage -> advice.stage(stage.id()).sqlExecution(stage.sqlExecutionId()));
    return advice
        .tasks(facts.attempts())
        .weightMs(facts.stages().stream().mapToLong(s -> s.state().failedDurationMs()).sum())
        .severity(severity(context, share))
        .evidence(
            "failedAttempts." + cause.label(),
            "share",
            share,
            context.table().number("task-failures.low-share"),
            "share")
        .context("failedAttempts." + cause.label(), "count", count, "count")
        .context("failedJobs", "count", facts.failedJobs(), "count");
  }

  /** Against a heap that ran out: in this run, or in earlier ones while it is as tight. */
  private static Optional<Advice> heap(RuleContext context, long outOfHeap) {
    HeapAdvice heap = new HeapAdvice(context);
    if (outOfHeap > 0) {
      return remedy(heap).map(setting -> heap(context, heap, setting, outOfHeap));
    }
    return heap.runsOutOfHeap() > 0 && heap.isTight()
        ? remedy(heap).map(setting -> heapOfEarlierRuns(context, heap, setting))
        : Optional.empty();
  }

  private static Optional<SettingChange> remedy(HeapAdvice heap) {
    return heap.isLargest() ? heap.fewerCores() : Optional.of(heap.afterOutOfMemory());
  }

  /**
   * A heap that is at its limit runs out in one run and only just holds in the next: what earlier
   * runs with the same heap showed still holds while it is as tight.
   */
  private static Advice heapOfEarlierRuns(
      RuleContext context, HeapAdvice heap, SettingChange setting) {
    RunFacts facts = context.facts();
    long runs = heap.runsOutOfHeap();
    return Advice.change(Category.RELIABILITY, setting)
        .severity(Severity.HIGH)
        .tasks(facts.attempts())
        .evidence("runsOutOfHeap", "count", runs, 1, "count")
        .evidence(
            "jvmHeapMemoryBytes",
            "share",
            facts.heapUse(),
            context.table().number("gc-pressure.full-heap-share"),
            "share")
        .context("jvmGcTimeMs", "share", facts.gcShare(), "share")
        .summary(
            setting.recommended()
                + (heap.isLargest() ? " tasks at once in each executor: " : " of heap: ")
                + Amounts.counted(runs, "earlier run")
                + " ran out of a heap of "
                + Amounts.bytes(facts.cluster().heapBytes())
                + ", and this one came close with "
                + Amounts.percent(facts.heapUse())
                + " of it in use.")
        .doubt("This run did not fail; if its data has become smaller for good, the heap may do.")
        .build();
  }

  private static Advice heap(
      RuleContext context, HeapAdvice heap, SettingChange setting, long count) {
    RunFacts facts = context.facts();
    Advice.Builder advice = Advice.change(Category.RELIABILITY, setting);
    evidence(context, advice, FailureCause.HEAP_OOM, count);
    facts
        .peakHeapBytes()
        .ifPresent(peak -> advice.context("jvmHeapMemoryBytes", "max", peak, "bytes"));
    return advice
        .severity(facts.failedJobs() > 0 ? Severity.CRITICAL : Severity.HIGH)
        .context("executorHeapBytes", "value", facts.cluster().heapBytes(), "bytes")
        .summary(
            setting.recommended()
                + (heap.isLargest() ? " tasks at once in each executor: " : " of heap: ")
                + Amounts.counted(count, "attempt")
                + " ran out of a heap of "
                + Amounts.bytes(facts.cluster().heapBytes())
                + worstStage(facts, FailureCause.HEAP_OOM)
                    .map(
                        stage ->
                            (stage.state().failures(FailureCause.HEAP_OOM) == count
                                    ? " in "
                                    : ", most of them in ")
                                + stage.label())
                    .orElse("")
                + ".")
        .doubt(
            "An exhausted heap does not tell how much was wanted, so this is one step and may"
                + " not be enough; a single huge record or collection needs a change in the"
                + " code instead.")
        .build();
  }

  /** Failed fetches whose words say what is wrong: no retry helps against that. */
  private static Optional<Advice> fetchAsKnown(RuleContext context) {
    return FailureKind.mostFrequent(context, FailureCause.FETCH_FAILURE)
        .map(kind -> new TaskFailureWords(context, kind))
        .filter(TaskFailureWords::saysWhatIsWrong)
        .map(words -> told(context, words, Category.RELIABILITY).build());
  }

  private static Advice fetch(RuleContext context, long count) {
    long now = context.settings().number(FETCH_RETRIES).orElse(FETCH_RETRIES_DEFAULT);
    long recommended = Math.round(now * context.table().number("task-failures.fetch-retry-factor"));
    SettingChange setting =
        SettingChange.count(
            FETCH_RETRIES,
            now,
            recommended,
            now + 1,
            Math.max(recommended, now * 4),
            recommended,
            ExplicitValue.of(context.settings(), FETCH_RETRIES));
    Advice.Builder advice = Advice.change(Category.RELIABILITY, setting);
    return evidence(context, advice, FailureCause.FETCH_FAILURE, count)
        .summary(
            setting.recommended()
                + " fetch retries: "
                + Amounts.counted(count, "shuffle fetch")
                + " failed although no executor was lost, so the data was there but could not be"
                + " had in time.")
        .doubt(
            FailureKind.mostFrequent(context, FailureCause.FETCH_FAILURE)
                    .filter(kind -> kind.message().contains(":7337"))
                    .isPresent()
                ? "Port 7337 is that of the external shuffle service of a host: where it is"
                    + " overloaded or starts anew, retries only hide it; look at it first."
                : "If the executors that hold the shuffle were busy collecting garbage, retries"
                    + " only hide it; look at their collection time first.")
        .build();
  }

  private static Optional<Advice> badHost(RuleContext context) {
    return FailingHost.worst(context)
        .filter(host -> host.isToBlame(context.table()))
        .filter(host -> !context.settings().flag(EXCLUDE).orElse(false))
        .map(host -> badHost(context, host));
  }

  private static Advice badHost(RuleContext context, FailingHost host) {
    RuleTable table = context.table();
    SettingChange setting =
        SettingChange.flag(EXCLUDE, false, true, ExplicitValue.of(context.settings(), EXCLUDE));
    return Advice.change(Category.RELIABILITY, setting)
        .severity(Severity.HIGH)
        .tasks(context.facts().attempts())
        .evidence(
            "failedAttempts.onOneHost",
            "share",
            host.share(),
            table.number("task-failures.host-share"),
            "share")
        .evidence(
            "failedAttempts.onOneHost",
            "count",
            host.failures(),
            table.number("task-failures.host-min-failures"),
            "count")
        .evidence(
            "tasksSucceeded.onThatHost",
            "share",
            host.workShare(),
            table.number("task-failures.host-max-work-share"),
            "share")
        .summary(
            host.failures()
                + " of "
                + host.all()
                + " failures were on host "
                + host.host()
                + ", which did "
                + Amounts.percent(host.workShare())
                + " of the work: let Spark avoid a host on which tasks keep failing.")
        .doubt(
            "If all tasks that failed had the same input, the data is to blame and not the"
                + " host.")
        .build();
  }

  /** What code threw, or failed for a reason that nobody names, and did not fail a query or job. */
  private static Optional<Advice> inTheCode(RuleContext context, Map<FailureCause, Long> counts) {
    double attempts = context.facts().attempts();
    double least = context.table().number("task-failures.low-share");
    // One attempt in some hundreds is nothing, unless it is what ended a job.
    return Stream.of(FailureCause.USER_CODE, FailureCause.OTHER)
        .filter(counts::containsKey)
        .flatMap(cause -> FailureKind.mostFrequent(context, cause).stream())
        .filter(kind -> kind.alike() / attempts >= least || endedAJob(context, kind))
        .max(Comparator.comparing(FailureKind::alike))
        .map(kind -> inTheCode(context, new TaskFailureWords(context, kind)));
  }

  private static Advice inTheCode(RuleContext context, TaskFailureWords words) {
    FailureKind kind = words.kind();
    double share = (double) kind.alike() / context.facts().attempts();
    return told(context, words, Category.CODE)
        .severity(endedAJob(context, kind) ? Severity.CRITICAL : calm(context, share))
        .build();
  }

  private static Advice.Builder told(
      RuleContext context, TaskFailureWords words, Category without) {
    Advice.Builder advice =
        words
            .setting()
            .map(setting -> Advice.change(Category.RELIABILITY, setting))
            .orElseGet(() -> Advice.withoutSetting(without));
    FailureKind kind = words.kind();
    return evidence(context, advice, kind.cause(), kind.alike())
        .stage(kind.stage().id())
        .sqlExecution(kind.stage().sqlExecutionId())
        .summary(words.summary())
        .doubt(words.doubt());
  }

  /** Whether what Spark says of a job that failed names such a failure, or it says nothing. */
  private static boolean endedAJob(RuleContext context, FailureKind kind) {
    List<String> reasons = failuresOfJobs(context);
    return reasons.stream()
        .anyMatch(
            reason ->
                reason.isBlank()
                    || context.facts().stages().stream()
                        .flatMap(stage -> stage.state().failures().stream())
                        .filter(tally -> tally.cause() == kind.cause())
                        .filter(tally -> tally.errorClass().equals(kind.errorClass()))
                        .anyMatch(tally -> names(reason, tally)));
  }

  private static List<String> failuresOfJobs(RuleContext context) {
    return context.run().application().jobs().stream()
        .filter(job -> job.succeeded().isPresent() && !job.succeeded().get())
        .filter(job -> !job.wasCancelled())
        .map(job -> job.failure().orElse(""))
        .toList();
  }

  private static boolean names(String reason, FailureTally tally) {
    String name = tally.errorClass().isEmpty() ? tally.message() : tally.errorClass();
    return !name.isBlank() && reason.contains(name);
  }

  private static Optional<StageFacts> worstStage(RunFacts facts, FailureCause cause) {
    return facts.stages().stream()
        .filter(stage -> stage.state().failures(cause) > 0)
        .max(
            Comparator.comparingLong((StageFacts stage) -> stage.state().failures(cause))
                .thenComparing(Comparator.comparingInt(StageFacts::id).reversed()));
  }
}

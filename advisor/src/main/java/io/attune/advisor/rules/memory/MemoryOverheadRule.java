package io.attune.advisor.rules.memory;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.statistics.FailureCause;
import io.attune.advisor.statistics.FailureTally;
import io.attune.advisor.statistics.RemovalCause;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The memory of an executor's process beside its heap against what it may take: up before the
 * cluster manager kills it (or after, where only tasks tell of the kill), down only when resident
 * memory was measured and leaves most of it unused.
 */
public final class MemoryOverheadRule implements Rule {
  static final String ID = "memory-overhead";

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
    OverheadAdvice overhead = new OverheadAdvice(context);
    if (facts.cluster().isLocal()) {
      return Verdict.silent("tasks ran in the driver's own process");
    } else if (context.decided(OverheadAdvice.PROPERTY).isPresent()) {
      return Verdict.silent("an earlier rule raises " + OverheadAdvice.PROPERTY + " already");
    } else if (isOfVirtualMemory(facts)) {
      return Verdict.silent("the limit was one of virtual memory, of which executor-loss speaks");
    } else if (facts.failures(FailureCause.CONTAINER_KILL) > 0
        || facts.faults().containsKey(RemovalCause.CONTAINER_KILL)) {
      return new Verdict.Advises(List.of(afterKill(context, overhead)));
    } else if (facts.peakRssBytes().isEmpty()) {
      return Verdict.silent(
          "the resident memory of the executors was not reported"
              + " (spark.executor.processTreeMetrics.enabled)");
    } else if (!isLimited(context)) {
      return Verdict.silent("this cluster manager does not limit the memory of a process");
    }
    double used =
        (double) overhead.residentOutside() / Math.max(1, facts.cluster().overheadBytes());
    if (used >= context.table().number("memory-overhead.unlimited-ratio")
        && facts.spanMs() >= context.table().number("memory-overhead.unlimited-min-span-ms")) {
      return Verdict.silent(
          "executors took "
              + Amounts.percent(used)
              + " of the overhead and none was killed for it: the limit is not enforced here, or"
              + " the pages are shared");
    } else if (used >= context.table().number("memory-overhead.near-limit-share")) {
      return new Verdict.Advises(List.of(up(context, overhead, used)));
    }
    return down(context, overhead);
  }

  /** YARN and Kubernetes kill a process that takes more than was asked for; standalone does not. */
  private static boolean isLimited(RuleContext context) {
    String master =
        context.run().application().property("spark.master").orElse("").toLowerCase(Locale.ROOT);
    return master.startsWith("yarn") || master.startsWith("k8s");
  }

  private static Advice.Builder sizes(RuleContext context, Advice.Builder advice) {
    RunFacts facts = context.facts();
    facts
        .peakRssBytes()
        .ifPresent(rss -> advice.context("processTreeRssMemoryBytes", "max", rss, "bytes"));
    return advice
        .tasks(facts.attempts())
        .context("executorHeapBytes", "value", facts.cluster().heapBytes(), "bytes")
        .context("executorMemoryOverheadBytes", "value", facts.cluster().overheadBytes(), "bytes");
  }

  private static Advice afterKill(RuleContext context, OverheadAdvice overhead) {
    long killed = context.facts().failures(FailureCause.CONTAINER_KILL);
    SettingChange setting = overhead.afterKill();
    KillWords words = new KillWords(reason(context));
    Advice.Builder advice =
        Advice.change(Category.MEMORY, setting)
            .severity(context.facts().failedJobs() > 0 ? Severity.CRITICAL : Severity.HIGH)
            .evidence("failedAttempts.container-kill", "count", killed, 1, "count");
    return sizes(context, advice)
        .summary(
            setting.recommended()
                + " of overhead: "
                + Amounts.counted(killed, "attempt")
                + " lost with the executor, which "
                + words.happenedTo(1)
                + "; "
                + words.meaning()
                + ".")
        .doubt(
            "The exit code tells that something killed the process, not what; an operator or the"
                + " node can do the same.")
        .build();
  }

  private static boolean isOfVirtualMemory(RunFacts facts) {
    List<RunFacts.Removal> killed =
        facts.faults().getOrDefault(RemovalCause.CONTAINER_KILL, List.of());
    return !killed.isEmpty()
        && killed.stream().allMatch(removal -> new KillWords(removal.reason()).isVirtual());
  }

  /** Spark's words for the attempts that were lost so, or for the executors. */
  private static String reason(RuleContext context) {
    return context.facts().stages().stream()
        .flatMap(stage -> stage.state().failures().stream())
        .filter(tally -> tally.cause() == FailureCause.CONTAINER_KILL)
        .map(FailureTally::message)
        .filter(message -> !message.isBlank())
        .findFirst()
        .or(
            () ->
                context
                    .facts()
                    .faults()
                    .getOrDefault(RemovalCause.CONTAINER_KILL, List.of())
                    .stream()
                    .map(RunFacts.Removal::reason)
                    .findFirst())
        .orElse("");
  }

  private static Advice up(RuleContext context, OverheadAdvice overhead, double used) {
    RunFacts facts = context.facts();
    SettingChange setting = overhead.forResident();
    Advice.Builder advice =
        Advice.change(Category.MEMORY, setting)
            .severity(used >= 1 ? Severity.HIGH : Severity.MODERATE)
            .evidence(
                "memoryOverheadUse",
                "max",
                used,
                context.table().number("memory-overhead.near-limit-share"),
                "share");
    return sizes(context, advice)
        .summary(
            setting.recommended()
                + " of overhead: the largest executor took "
                + Amounts.bytes(overhead.residentOutside())
                + " beside its heap, "
                + Amounts.percent(used)
                + " of the "
                + Amounts.bytes(facts.cluster().overheadBytes())
                + " that it may, and beyond that it is killed.")
        .doubt(
            "Resident memory counts pages that the process shares with others, and reports come"
                + " every few seconds, so the true peak can be lower or higher.")
        .build();
  }

  private static Verdict down(RuleContext context, OverheadAdvice overhead) {
    RunFacts facts = context.facts();
    // At most: all that is resident and is not used heap. Heap that is free but committed counts
    // as well, so the overhead never shrinks by what only looks like it.
    double used =
        facts.peakRssBytes().getAsLong()
            - facts.peakHeapBytes().orElse(0)
            - facts.cluster().offHeapBytes();
    Optional<String> objection =
        objection(context, used / Math.max(1, facts.cluster().overheadBytes()));
    if (objection.isPresent()) {
      return Verdict.silent(objection.get());
    }
    return overhead
        .down(Math.max(0, used))
        .<Verdict>map(setting -> new Verdict.Advises(List.of(down(context, setting, used))))
        .orElseGet(
            () -> Verdict.silent("what could be saved of the overhead is not worth a change"));
  }

  private static Advice down(RuleContext context, SettingChange setting, double used) {
    RunFacts facts = context.facts();
    Advice.Builder advice =
        Advice.change(Category.MEMORY, setting)
            .severity(Severity.LOW)
            .evidence(
                "memoryOverheadUse",
                "max",
                used / Math.max(1, facts.cluster().overheadBytes()),
                context.table().number("memory-overhead.down-below-share"),
                "share");
    return sizes(context, advice)
        .summary(
            setting.recommended()
                + " of overhead is enough: no executor took more than "
                + Amounts.bytes(Math.max(0, used))
                + " beside the heap that it used, of "
                + Amounts.bytes(facts.cluster().overheadBytes())
                + ".")
        .doubt(
            "Native libraries, Python workers and network buffers can take more on another"
                + " day than they did in this run.")
        .build();
  }

  private static Optional<String> objection(RuleContext context, double share) {
    RunFacts facts = context.facts();
    RuleTable table = context.table();
    if (!context.settings().isSet(OverheadAdvice.PROPERTY)) {
      return Optional.of("the overhead is Spark's default and is not used up");
    } else if (share >= table.number("memory-overhead.down-below-share")) {
      return Optional.of("the overhead is used to " + Amounts.percent(share));
    } else if (!facts.ended()
        || facts.spanMs() < table.number("executor-memory.down-min-span-ms")) {
      return Optional.of("the run was too short for its peaks to be trusted");
    } else if (!facts.faults().isEmpty() || facts.failedJobs() > 0) {
      return Optional.of("executors were lost or jobs failed");
    } else if (context.run().completeness() < 1) {
      return Optional.of("part of the tasks was not seen");
    }
    return Optional.empty();
  }
}

package io.attune.advisor.rules.memory;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.statistics.PeakMetric;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Spark's own memory outside the heap (spark.memory.offHeap.size) against what executors used of
 * it. When it was full and tasks spilled, the need is hidden and it grows by a step.
 */
public final class OffHeapRule implements Rule {
  static final String ID = "off-heap";
  private static final String SIZE = "spark.memory.offHeap.size";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    RunFacts facts = context.facts();
    RuleTable table = context.table();
    long size = facts.cluster().offHeapBytes();
    if (size == 0) {
      return Verdict.silent("off-heap memory is switched off");
    }
    long[] peaks =
        context.run().application().executors().stream()
            .map(executor -> executor.peaks().get(PeakMetric.OFF_HEAP_UNIFIED_MEMORY_BYTES))
            .flatMapToLong(
                peak -> peak.isPresent() ? LongStream.of(peak.getAsLong()) : LongStream.empty())
            .filter(peak -> peak > 0)
            .sorted()
            .toArray();
    if (peaks.length == 0) {
      return Verdict.silent("no use of off-heap memory was reported");
    }
    double peak = peaks[(int) Math.ceil(table.number("off-heap.quantile") * peaks.length) - 1];
    double highest = peaks[peaks.length - 1];
    double use = highest / size;
    long spilled = facts.sum(TaskMetric.MEMORY_BYTES_SPILLED);
    double needed = table.number("off-heap.factor") * peak;
    boolean full = use >= table.number("off-heap.full-share");
    if (full && spilled > 0) {
      double step = table.number("off-heap.factor") * highest;
      return speak(context, Severity.MODERATE, size, step, use, true);
    } else if (full) {
      return Verdict.silent("off-heap memory was used up, but nothing spilled");
    } else if (use >= table.number("off-heap.down-below-share")) {
      return Verdict.silent("off-heap memory was used to " + Amounts.percent(use));
    }
    Optional<String> objection = objection(context, spilled);
    if (objection.isPresent()) {
      return Verdict.silent(objection.get());
    }
    // Peaks of earlier runs are not kept, so the head-room is that of a single run.
    double lower =
        Math.max(
            Math.max(needed, peak * table.number("executor-memory.head-room-one-run")),
            size * table.number("memory.max-down-step"));
    if (size - roundUp(table, lower) < table.number("off-heap.min-saving-bytes")) {
      return Verdict.silent("what could be saved of the off-heap memory is not worth a change");
    }
    return speak(context, Severity.LOW, size, lower, use, false);
  }

  private static Optional<String> objection(RuleContext context, long spilled) {
    RunFacts facts = context.facts();
    if (!facts.ended()
        || facts.spanMs() < context.table().number("executor-memory.down-min-span-ms")) {
      return Optional.of("the run was too short for its peaks to be trusted");
    } else if (spilled > 0) {
      return Optional.of("tasks spilled");
    } else if (!facts.faults().isEmpty() || facts.failedJobs() > 0) {
      return Optional.of("executors were lost or jobs failed");
    } else if (context.run().completeness() < 1) {
      return Optional.of("part of the tasks was not seen");
    }
    return Optional.empty();
  }

  private static Verdict speak(
      RuleContext context, Severity severity, long size, double needed, double use, boolean up) {
    RuleTable table = context.table();
    long recommended = roundUp(table, needed);
    SettingChange setting =
        context.steady(
            SettingChange.bytes(
                SIZE,
                size,
                recommended,
                up ? Math.min(recommended, roundUp(table, size + 1)) : recommended,
                up ? recommended * 2 : recommended + (size - recommended) / 2,
                Math.round(needed),
                ExplicitValue.of(context.settings(), SIZE)));
    return new Verdict.Advises(
        List.of(
            Advice.change(Category.MEMORY, setting)
                .severity(severity)
                .tasks(context.facts().tasksSucceeded())
                .evidence(
                    "offHeapUnifiedMemoryBytes",
                    "share",
                    use,
                    table.number(up ? "off-heap.full-share" : "off-heap.down-below-share"),
                    "share")
                .context("offHeapUnifiedMemoryBytes", "max", use * size, "bytes")
                .context(
                    "memoryBytesSpilled",
                    "sum",
                    context.facts().sum(TaskMetric.MEMORY_BYTES_SPILLED),
                    "bytes")
                .summary(
                    setting.recommended()
                        + " of off-heap memory"
                        + (up ? ": " : " is enough: ")
                        + "the peak of an executor was "
                        + Amounts.bytes(use * size)
                        + " of "
                        + Amounts.bytes(size)
                        + (up ? ", and tasks spilled." : "."))
                .doubt(
                    up
                        ? "Memory that was full does not tell how much was wanted, so this is one"
                            + " step; the container grows by as much."
                        : "Peaks are taken every few seconds and miss short spikes, and a larger"
                            + " input day needs more than this run did.")
                .build()));
  }

  private static long roundUp(RuleTable table, double bytes) {
    double step = table.number("memory.overhead-rounding-bytes");
    return (long) (Math.ceil(bytes / step) * step);
  }
}

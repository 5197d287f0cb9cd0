package io.attune.advisor.rules.memory;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
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

  /**
   * Off-heap memory of the executors that reported any.
   *
   * @param sizeBytes what each may take
   * @param peakBytes the quantile of the peaks that counts
   * @param highestBytes the highest peak
   * @param spilledBytes what tasks spilled, in memory
   */
  private record Use(long sizeBytes, double peakBytes, double highestBytes, long spilledBytes) {
    private static Optional<Use> of(RuleContext context) {
      long[] peaks =
          context.run().application().executors().stream()
              .map(executor -> executor.peaks().get(PeakMetric.OFF_HEAP_UNIFIED_MEMORY_BYTES))
              .flatMapToLong(
                  peak -> peak.isPresent() ? LongStream.of(peak.getAsLong()) : LongStream.empty())
              .filter(peak -> peak > 0)
              .sorted()
              .toArray();
      if (peaks.length == 0) {
        return Optional.empty();
      }
      double rank = Math.ceil(context.table().number("off-heap.quantile") * peaks.length);
      return Optional.of(
          new Use(
              context.facts().cluster().offHeapBytes(),
              peaks[(int) rank - 1],
              peaks[peaks.length - 1],
              context.facts().sum(TaskMetric.MEMORY_BYTES_SPILLED)));
    }

    private double share() {
      return highestBytes / sizeBytes;
    }
  }

  @Override
  public RuleScope scope() {
    return RuleScope.CLUSTER;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    RuleTable table = context.table();
    if (context.facts().cluster().offHeapBytes() == 0) {
      return Verdict.silent("off-heap memory is switched off");
    }
    Optional<Use> found = Use.of(context);
    if (found.isEmpty()) {
      return Verdict.silent("no use of off-heap memory was reported");
    }
    Use use = found.get();
    if (use.share() >= table.number("off-heap.full-share")) {
      return use.spilledBytes() > 0
          ? new Verdict.Advises(List.of(up(context, use)))
          : Verdict.silent("off-heap memory was used up, but nothing spilled");
    } else if (use.share() >= table.number("off-heap.down-below-share")) {
      return Verdict.silent("off-heap memory was used to " + Amounts.percent(use.share()));
    }
    return objection(context, use.spilledBytes())
        .map(Verdict::silent)
        .orElseGet(() -> down(context, use));
  }

  private static Optional<String> objection(RuleContext context, long spilled) {
    RunFacts facts = context.facts();
    if (DatabricksSizing.isDatabricks(context)) {
      return Optional.of("on Databricks an executor has the whole worker, whatever it leaves free");
    } else if (facts.cluster().isLocal()) {
      return Optional.of("tasks ran in the driver's own process");
    } else if (!facts.ended()
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

  private static Advice up(RuleContext context, Use use) {
    RuleTable table = context.table();
    double needed = table.number("off-heap.factor") * use.highestBytes();
    long wanted = roundUp(table, needed);
    long least = Math.min(wanted, roundUp(table, use.sizeBytes() + 1));
    SettingChange setting = setting(context, use, wanted, least, wanted * 2, needed);
    return evidence(context, setting, use, table.number("off-heap.full-share"))
        .severity(Severity.MODERATE)
        .summary(
            setting.recommended() + " of off-heap memory: " + what(use) + ", and tasks spilled.")
        .doubt(
            "Memory that was full does not tell how much was wanted, so this is one step; the"
                + " container grows by as much.")
        .build();
  }

  private static Verdict down(RuleContext context, Use use) {
    RuleTable table = context.table();
    // Peaks of earlier runs are not kept, so the head-room is that of a single run.
    double headRoom =
        Math.max(
            table.number("off-heap.factor") * use.peakBytes(),
            use.peakBytes() * table.number("executor-memory.head-room-one-run"));
    double needed = Math.max(headRoom, use.sizeBytes() * table.number("memory.max-down-step"));
    long wanted = roundUp(table, needed);
    long saved = use.sizeBytes() - wanted;
    if (saved < table.number("off-heap.min-saving-bytes")) {
      return Verdict.silent("what could be saved of the off-heap memory is not worth a change");
    }
    SettingChange setting = setting(context, use, wanted, wanted, wanted + saved / 2, needed);
    return new Verdict.Advises(
        List.of(
            evidence(context, setting, use, table.number("off-heap.down-below-share"))
                .severity(Severity.LOW)
                .summary(
                    setting.recommended() + " of off-heap memory is enough: " + what(use) + ".")
                .doubt(
                    "Peaks are taken every few seconds and miss short spikes, and a larger"
                        + " input day needs more than this run did.")
                .build()));
  }

  private static SettingChange setting(
      RuleContext context, Use use, long wanted, long lower, long upper, double needed) {
    return context.steady(
        SettingChange.bytes(
            SIZE,
            use.sizeBytes(),
            wanted,
            lower,
            upper,
            Math.round(needed),
            ExplicitValue.of(context.settings(), SIZE)));
  }

  private static Advice.Builder evidence(
      RuleContext context, SettingChange setting, Use use, double threshold) {
    return Advice.change(Category.MEMORY, setting)
        .tasks(context.facts().tasksSucceeded())
        .evidence("offHeapUnifiedMemoryBytes", "share", use.share(), threshold, "share")
        .context("offHeapUnifiedMemoryBytes", "max", use.share() * use.sizeBytes(), "bytes")
        .context("memoryBytesSpilled", "sum", use.spilledBytes(), "bytes");
  }

  private static String what(Use use) {
    return "the peak of an executor was "
        + Amounts.bytes(use.share() * use.sizeBytes())
        + " of "
        + Amounts.bytes(use.sizeBytes());
  }

  private static long roundUp(RuleTable table, double bytes) {
    double step = table.number("memory.overhead-rounding-bytes");
    return (long) (Math.ceil(bytes / step) * step);
  }
}

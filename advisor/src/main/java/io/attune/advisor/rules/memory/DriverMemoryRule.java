package io.attune.advisor.rules.memory;

import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Observations;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.statistics.PeakMetric;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The driver's heap against its peak. A heap that was full hides its need (it is censored): it
 * grows by a step and never shrinks.
 */
public final class DriverMemoryRule implements Rule {
  static final String ID = "driver-memory";

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
    RuleTable table = context.table();
    OptionalLong peak =
        context
            .run()
            .application()
            .driver()
            .map(ExecutorState::peaks)
            .map(peaks -> peaks.get(PeakMetric.JVM_HEAP_MEMORY_BYTES))
            .orElseGet(OptionalLong::empty);
    if (context.facts().cluster().isLocal()) {
      return Verdict.silent("tasks ran in the driver, so that its heap is judged as an executor's");
    } else if (peak.isEmpty()) {
      return Verdict.silent("the driver's peak is unknown");
    }
    DriverMemoryAdvice memory = new DriverMemoryAdvice(context);
    // One run peaks a little higher than the next: the highest of those with this heap counts.
    long highest =
        Math.max(
            peak.getAsLong(), Observations.driverPeakBytes(context.history(), memory.heapBytes()));
    double use = highest / (double) Math.max(1, memory.heapBytes());
    double gcShare = gcShare(context);
    if (use > 1) {
      // Its heap was not set by the property that was seen.
      return Verdict.silent("the driver's heap is larger than " + DriverMemoryAdvice.PROPERTY);
    } else if (use >= table.number("gc-pressure.full-heap-share")) {
      return new Verdict.Advises(List.of(full(context, memory, highest, use, gcShare)));
    }
    return down(context, memory, highest, use, gcShare);
  }

  /** Time the driver's collector took, as a share of the run; 0 when unknown. */
  private static double gcShare(RuleContext context) {
    long gc =
        context
            .run()
            .application()
            .driver()
            .map(driver -> driver.peaks().get(PeakMetric.TOTAL_GC_TIME_MS).orElse(0))
            .orElse(0L);
    return gc / (double) Math.max(1, context.run().application().durationMs().orElse(1));
  }

  private static Advice full(
      RuleContext context, DriverMemoryAdvice memory, long peak, double use, double gcShare) {
    RuleTable table = context.table();
    SettingChange setting = memory.up(Math.max(memory.forPeak(peak), memory.forFullHeap()));
    return Advice.change(Category.MEMORY, setting)
        .severity(
            gcShare >= table.number("gc-pressure.high-share") || context.facts().failedJobs() > 0
                ? Severity.HIGH
                : Severity.MODERATE)
        .tasks(context.facts().tasksSucceeded())
        .evidence(
            "driverJvmHeapMemoryBytes",
            "share",
            use,
            table.number("gc-pressure.full-heap-share"),
            "share")
        .context("driverJvmHeapMemoryBytes", "max", peak, "bytes")
        .context("driverGcTimeMs", "share", gcShare, "share")
        .summary(
            setting.recommended()
                + " for the driver: its heap of "
                + Amounts.bytes(memory.heapBytes())
                + " was full to "
                + Amounts.percent(use)
                + ", and it collected garbage for "
                + Amounts.percent(gcShare)
                + " of the run.")
        .doubt(
            "The peak includes garbage, which a collector leaves while it has no need to hurry; in"
                + " client mode the setting has to be given to spark-submit, not in the code.")
        .build();
  }

  private static Verdict down(
      RuleContext context, DriverMemoryAdvice memory, long peak, double use, double gcShare) {
    RuleTable table = context.table();
    Optional<String> objection = objection(context, use, gcShare);
    if (objection.isPresent()) {
      return Verdict.silent(objection.get());
    }
    double needed =
        Math.max(memory.forPeak(peak), peak * table.number("executor-memory.head-room-one-run"));
    long recommended = memory.downTo(needed);
    if (memory.heapBytes() - recommended < table.number("memory.min-saving-bytes")) {
      return Verdict.silent("what could be saved of the driver's heap is not worth a change");
    }
    SettingChange setting = memory.down(recommended, needed);
    return new Verdict.Advises(
        List.of(
            Advice.change(Category.MEMORY, setting)
                .severity(Severity.LOW)
                .tasks(context.facts().tasksSucceeded())
                .evidence(
                    "driverJvmHeapMemoryBytes",
                    "share",
                    use,
                    table.number("executor-memory.down-below-share"),
                    "share")
                .context("driverJvmHeapMemoryBytes", "max", peak, "bytes")
                .context("driverGcTimeMs", "share", gcShare, "share")
                .summary(
                    setting.recommended()
                        + " for the driver is enough: its peak was "
                        + Amounts.bytes(peak)
                        + " of "
                        + Amounts.bytes(memory.heapBytes())
                        + ".")
                .doubt(
                    "Peaks are taken every few seconds, so a short collect or broadcast may have"
                        + " needed more than they show.")
                .build()));
  }

  private static Optional<String> objection(RuleContext context, double use, double gcShare) {
    RunFacts facts = context.facts();
    RuleTable table = context.table();
    if (context.decided(DriverMemoryAdvice.PROPERTY).isPresent()) {
      return Optional.of("an earlier rule raises " + DriverMemoryAdvice.PROPERTY);
    } else if (use >= table.number("executor-memory.down-below-share")) {
      return Optional.of("the driver's peak was " + Amounts.percent(use) + ": its heap is used");
    } else if (gcShare >= table.number("executor-memory.down-max-gc-share")) {
      return Optional.of("the driver collected garbage for " + Amounts.percent(gcShare));
    } else if (!facts.ended()
        || facts.spanMs() < table.number("executor-memory.down-min-span-ms")) {
      return Optional.of("the run was too short for the driver's peak to be trusted");
    } else if (facts.failedJobs() > 0) {
      return Optional.of("jobs failed");
    }
    return Optional.empty();
  }
}

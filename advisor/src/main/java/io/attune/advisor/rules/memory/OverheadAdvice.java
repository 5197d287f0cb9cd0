package io.attune.advisor.rules.memory;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.rules.SharedMachine;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much memory an executor may take beside its heap; the one place where that number is
 * computed.
 */
public final class OverheadAdvice {
  public static final String PROPERTY = "spark.executor.memoryOverhead";

  private final RuleContext context;
  private final RuleTable table;
  private final RunFacts.Cluster cluster;

  public OverheadAdvice(RuleContext context) {
    this.context = context;
    this.table = context.table();
    this.cluster = context.facts().cluster();
  }

  /**
   * Resident memory beyond heap and off-heap, bytes, at least: a heap that was never touched whole
   * hides a part of it. Below 0 when the processes are smaller than that; 0 when none was reported.
   */
  long residentOutside() {
    return context.facts().peakRssBytes().isEmpty()
        ? 0
        : context.facts().peakRssBytes().getAsLong() - cluster.heapBytes() - cluster.offHeapBytes();
  }

  /**
   * After a kill for memory: max(now + 1 GiB, now × 1.2, 1.2 × (RSS − heap − off-heap), 0.1 × heap,
   * 384 MiB).
   */
  public SettingChange afterKill() {
    long now = cluster.overheadBytes();
    double factor = table.number("memory.overhead-factor");
    double needed =
        Math.max(
            Math.max(now + table.number("memory.overhead-step-bytes"), now * factor), resident());
    return setting(needed, Math.min(needed, now * factor));
  }

  /** Before a kill: max(1.2 × (RSS − heap − off-heap), 0.1 × heap, 384 MiB). */
  SettingChange forResident() {
    return setting(resident(), resident());
  }

  private double resident() {
    return Math.max(table.number("memory.overhead-factor") * residentOutside(), floor());
  }

  private double floor() {
    return Math.max(
        cluster.heapBytes() * table.number("memory.overhead-heap-share"),
        table.number("memory.overhead-floor-bytes"));
  }

  private SettingChange setting(double needed, double least) {
    long wanted = roundUp(needed);
    long fitting = onItsMachine();
    // Less than what is wanted is better than nothing while it is more than what is needed at
    // least.
    long recommended = fitting >= roundUp(least) ? Math.min(wanted, fitting) : wanted;
    return context.steady(
        SettingChange.bytes(
            PROPERTY,
            cluster.overheadBytes(),
            recommended,
            Math.min(recommended, roundUp(least)),
            Math.max(recommended, Math.min(recommended * 2, fitting)),
            Math.round(needed),
            ExplicitValue.of(context.settings(), PROPERTY)));
  }

  /** What fits into the machine, where one is named. */
  private long onItsMachine() {
    long rounding = table.whole("memory.overhead-rounding-bytes");
    OptionalLong most = SharedMachine.most(context, PROPERTY, cluster.overheadBytes());
    return most.isEmpty() ? Long.MAX_VALUE : most.getAsLong() - most.getAsLong() % rounding;
  }

  /**
   * Down to what was used, at most to half in one step.
   *
   * @param used resident memory outside heap and off-heap at most, bytes
   * @return empty when too little would be saved
   */
  Optional<SettingChange> down(double used) {
    long now = cluster.overheadBytes();
    double needed =
        Math.max(
            Math.max(used * table.number("memory-overhead.down-head-room"), floor()),
            now * table.number("memory.max-down-step"));
    long recommended = roundUp(needed);
    if (now - recommended < table.number("memory-overhead.min-saving-bytes")) {
      return Optional.empty();
    }
    return Optional.of(
        context.steady(
            SettingChange.bytes(
                PROPERTY,
                now,
                recommended,
                Math.min(recommended, roundUp(floor())),
                recommended + (now - recommended) / 2,
                Math.round(needed),
                ExplicitValue.of(context.settings(), PROPERTY))));
  }

  private long roundUp(double bytes) {
    double step = table.number("memory.overhead-rounding-bytes");
    return (long) (Math.ceil(bytes / step) * step);
  }
}

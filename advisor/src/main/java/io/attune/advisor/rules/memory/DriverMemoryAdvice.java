package io.attune.advisor.rules.memory;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;

/** How large the driver's heap should be; the one place where that number is computed. */
public final class DriverMemoryAdvice {
  static final String PROPERTY = "spark.driver.memory";

  private final RuleContext context;
  private final RuleTable table;
  private final long heap;

  public DriverMemoryAdvice(RuleContext context) {
    this.context = context;
    this.table = context.table();
    this.heap = context.settings().driverHeapBytes();
  }

  /** The heap in force, bytes. */
  public long heapBytes() {
    return heap;
  }

  /** max(1.25 × peak + 300 MB, 1 GB), bytes. */
  double forPeak(long peak) {
    return Math.max(
        peak * table.number("driver-memory.factor") + table.number("driver-memory.added-bytes"),
        table.number("memory.floor-bytes"));
  }

  /** After the heap was used up: max(×1.2, +1 GiB), as for executors. */
  public double forFullHeap() {
    return Math.max(
        heap * table.number("memory.oom-factor"), heap + table.number("memory.oom-step-bytes"));
  }

  /** Up to what is needed, at least by one step. */
  public SettingChange up(double needed) {
    long step = table.whole("memory.step-bytes");
    long recommended = Math.max(heap + step, roundUp(needed));
    return context.steady(
        SettingChange.bytes(
            PROPERTY,
            heap,
            recommended,
            Math.min(recommended, heap + step),
            recommended * 2,
            Math.round(needed),
            ExplicitValue.of(context.settings(), PROPERTY)));
  }

  /** The heap that one step down leaves at least, in whole steps, bytes. */
  long downTo(double needed) {
    return roundUp(Math.max(needed, heap * table.number("memory.max-down-step")));
  }

  /** Down to a heap of this size. */
  SettingChange down(long recommended, double needed) {
    return context.steady(
        SettingChange.bytes(
            PROPERTY,
            heap,
            recommended,
            Math.min(recommended, roundUp(needed)),
            recommended + (heap - recommended) / 2,
            Math.round(needed),
            ExplicitValue.of(context.settings(), PROPERTY)));
  }

  private long roundUp(double bytes) {
    double step = table.number("memory.step-bytes");
    return (long) (Math.ceil(bytes / step) * step);
  }
}

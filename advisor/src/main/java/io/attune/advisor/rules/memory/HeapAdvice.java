package io.attune.advisor.rules.memory;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.rules.Observations;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.rules.SharedMachine;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How large the heap of an executor should be; the one place where that number is computed, so that
 * rules which see the same shortage from different sides do not contradict each other.
 */
public final class HeapAdvice {
  /** Spark's default of what an executor takes beside its heap. */
  private static final double OVERHEAD_SHARE = 0.1;

  private final RuleContext context;
  private final RuleTable table;
  private final RunFacts.Cluster cluster;

  public HeapAdvice(RuleContext context) {
    this.context = context;
    this.table = context.table();
    this.cluster = context.facts().cluster();
  }

  /**
   * After the heap was exhausted: max(×1.2, +1 GiB); ×2 when the heap was raised after an earlier
   * run, as advised, and has been exhausted again.
   */
  public SettingChange afterOutOfMemory() {
    long heap = cluster.heapBytes();
    double step =
        Math.max(
            heap * table.number("memory.oom-factor"), heap + table.number("memory.oom-step-bytes"));
    double needed =
        wasRaisedBefore() ? Math.max(step, heap * table.number("memory.oom-again-factor")) : step;
    if (context.facts().gcShare() >= table.number("gc-pressure.high-share")) {
      needed = Math.max(needed, heap * table.number("memory.gc-factor"));
    }
    return context.steady(raise(needed, table.number("memory.oom-factor")));
  }

  /** Earlier runs that ran out of a heap of this size with as many tasks at once in it. */
  public long runsOutOfHeap() {
    String cores = Integer.toString(cluster.coresPerExecutor());
    return context.history().runs().stream()
        .filter(run -> run.executorHeapBytes().orElse(0) == cluster.heapBytes())
        .filter(run -> run.settings().getOrDefault("spark.executor.cores", cores).equals(cores))
        .filter(run -> Observations.number(run, Observations.OUT_OF_HEAP).isPresent())
        .count();
  }

  /**
   * Whether this run came close to the end of its heap, so that what was seen before still holds.
   */
  public boolean isTight() {
    return context.facts().heapUse() >= table.number("gc-pressure.full-heap-share")
        || context.facts().gcShare() >= table.number("gc-pressure.high-share");
  }

  /** Under garbage-collection pressure: one moderate step. */
  SettingChange underPressure() {
    double factor = table.number("memory.gc-factor");
    return context.steady(raise(cluster.heapBytes() * factor, table.number("memory.oom-factor")));
  }

  /**
   * When tasks spill and more partitions cannot help.
   *
   * @param bytesPerSlot execution memory that a task needs
   */
  public SettingChange againstSpill(double bytesPerSlot) {
    double needed =
        bytesPerSlot * cluster.slotsPerExecutor() / context.memoryFraction()
            + table.number("memory.reserved-bytes");
    double most = cluster.heapBytes() * table.number("memory.spill-max-factor");
    return context.steady(raise(Math.min(needed, most), 1));
  }

  /**
   * Down to what the runs needed.
   *
   * @param need peak with the head-room that so few runs deserve, bytes
   */
  Optional<SettingChange> down(double need) {
    long heap = cluster.heapBytes();
    double floor =
        Math.max(table.number("memory.floor-bytes"), heap * table.number("memory.max-down-step"));
    long recommended = roundUp(Math.max(need, floor));
    if (heap - recommended < table.number("memory.min-saving-bytes")
        || recommended > heap * (1 - table.number("memory.min-effect"))) {
      return Optional.empty();
    }
    String property = cluster.heapProperty();
    return Optional.of(
        SettingChange.bytes(
            property,
            heap,
            recommended,
            Math.min(recommended, roundUp(need)),
            recommended + (heap - recommended) / 2,
            Math.round(need),
            explicit(property)));
  }

  /** Whether so large a heap is past what one JVM handles well, or fills its machine. */
  public boolean isLargest() {
    return cluster.heapBytes() >= table.number("memory.max-heap-bytes")
        || cluster.heapBytes() + table.number("memory.step-bytes") > onItsMachine();
  }

  /** What fits into the machine, where one is named; the overhead may grow with the heap. */
  private long onItsMachine() {
    long heap = cluster.heapBytes();
    OptionalLong most = SharedMachine.most(context, cluster.heapProperty(), heap);
    return most.isEmpty()
        ? Long.MAX_VALUE
        : heap + (long) ((most.getAsLong() - heap) / (1 + OVERHEAD_SHARE));
  }

  /** Fewer tasks at once in the same heap: what is left when the heap cannot grow. */
  public Optional<SettingChange> fewerCores() {
    long cores = cluster.coresPerExecutor();
    long least = (long) Math.ceil(context.settings().taskCpus());
    if (cores < 2 * least || cluster.isLocal()) {
      return Optional.empty();
    }
    long recommended = Math.max(least, cores / 2);
    return Optional.of(
        SettingChange.count(
            "spark.executor.cores",
            cores,
            recommended,
            least,
            Math.max(recommended, cores - 1),
            recommended,
            explicit("spark.executor.cores")));
  }

  private SettingChange raise(double needed, double leastFactor) {
    long heap = cluster.heapBytes();
    long step = table.whole("memory.step-bytes");
    long fitting = Math.min(table.whole("memory.max-heap-bytes"), onItsMachine());
    long most = Math.max(heap + step, fitting - fitting % step);
    long recommended = Math.min(most, Math.max(heap + step, roundUp(needed)));
    long lower = Math.min(recommended, Math.max(heap + step, roundUp(heap * leastFactor)));
    String property = cluster.heapProperty();
    return SettingChange.bytes(
        property,
        heap,
        recommended,
        lower,
        Math.max(recommended, roundUp(recommended * table.number("memory.oom-again-factor"))),
        Math.round(needed),
        explicit(property));
  }

  /** Whether an earlier run had a smaller heap, was told to raise it, and this one did. */
  private boolean wasRaisedBefore() {
    return context.history().runs().stream()
        .anyMatch(
            run ->
                run.censored()
                    && run.executorHeapBytes().orElse(Long.MAX_VALUE) < cluster.heapBytes()
                    && run.advised().stream()
                        .anyMatch(advised -> advised.endsWith("/" + cluster.heapProperty())));
  }

  private long roundUp(double bytes) {
    double step = table.number("memory.step-bytes");
    return (long) (Math.ceil(bytes / step) * step);
  }

  private Optional<String> explicit(String property) {
    return ExplicitValue.of(context.settings(), property);
  }
}

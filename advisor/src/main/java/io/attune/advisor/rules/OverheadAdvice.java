package io.attune.advisor.rules;

/**
 * How much memory an executor may take beside its heap; the one place where that number is
 * computed.
 */
final class OverheadAdvice {
  static final String PROPERTY = "spark.executor.memoryOverhead";

  private OverheadAdvice() {}

  /**
   * After a kill for memory: max(now + 1 GiB, now × 1.2, 1.2 × (RSS − heap − off-heap), 0.1 × heap,
   * 384 MiB).
   */
  static Setting afterKill(RuleContext context) {
    RuleTable table = context.table();
    RunFacts.Cluster cluster = context.facts().cluster();
    long now = cluster.overheadBytes();
    double factor = table.number("memory.overhead-factor");
    double resident =
        context.facts().peakRssBytes().orElse(0) - cluster.heapBytes() - cluster.offHeapBytes();
    double needed =
        Math.max(
            Math.max(now + table.number("memory.overhead-step-bytes"), now * factor),
            Math.max(
                factor * resident,
                Math.max(
                    cluster.heapBytes() * table.number("memory.overhead-heap-share"),
                    table.number("memory.overhead-floor-bytes"))));
    double step = table.number("memory.overhead-rounding-bytes");
    long recommended = (long) (Math.ceil(needed / step) * step);
    long lower = Math.min(recommended, (long) (Math.ceil(now * factor / step) * step));
    return Setting.bytes(
        PROPERTY,
        now,
        recommended,
        lower,
        recommended * 2,
        Math.round(needed),
        Explicit.of(context.settings(), PROPERTY));
  }
}

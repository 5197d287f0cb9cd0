package io.attune.advisor.rules.executors;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.cost.Container;
import io.attune.advisor.cost.NodeType;
import io.attune.advisor.prediction.ClusterSize;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.SharedMachine;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.memory.OverheadAdvice;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.Priced;
import io.attune.advisor.sizing.RunForecast;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Change;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How large one executor should be: 2 to 5 cores, with as much memory for each slot as now, at the
 * lowest price for each slot that can be used, and with as many slots in all as now. Speaks where
 * executors leave part of their machine unused, where small ones pay their fixed memory many times
 * over, and where the heap of one is larger than one JVM handles well.
 */
public final class ExecutorCoresRule implements Rule {
  static final String ID = "executor-cores";

  private static final double GIB = 1L << 30;

  @Override
  public String id() {
    return ID;
  }

  /**
   * One way to cut the executors.
   *
   * @param container an executor
   * @param slots tasks that it runs at once
   * @param executors how many keep the slots there are
   * @param pricePerSlot price of an hour of a slot that can be used
   */
  private record Cut(Container container, int slots, int executors, double pricePerSlot) {}

  @Override
  public Verdict evaluate(RuleContext context) {
    if (DatabricksSizing.isDatabricks(context)) {
      return Verdict.silent("on Databricks an executor has the whole worker");
    } else if (context.facts().cluster().dynamic()) {
      return Verdict.silent("under dynamic allocation other cores would move all of its bounds");
    } else if (context.decided("spark.executor.memory").isPresent()
        || context.decided(OverheadAdvice.PROPERTY).isPresent()) {
      return Verdict.silent(
          "an earlier rule changes the memory of an executor; the cores are judged on the next run");
    }
    Optional<String> objection = SizingGuard.objection(context);
    if (objection.isPresent()) {
      return Verdict.silent(objection.get());
    }
    RunForecast forecast = context.forecast().orElseThrow();
    Container now = forecast.resources().executor();
    if (now.cores() < 1 || now.heapBytes() <= context.table().whole("memory.reserved-bytes")) {
      return Verdict.silent("the size of an executor is unknown");
    }
    Optional<Cut> current = cut(context, forecast, now.cores(), true);
    Optional<Cut> best = best(context, forecast);
    if (best.isEmpty() || current.isEmpty() || best.get().container().cores() == now.cores()) {
      return Verdict.silent("no other number of cores is cheaper");
    }
    boolean tooLarge = now.heapBytes() > context.table().number("memory.max-heap-bytes");
    double saved = 1 - best.get().pricePerSlot() / current.get().pricePerSlot();
    if (!tooLarge && saved < context.leastEffect()) {
      return Verdict.silent(
          "other cores would make a slot " + Amounts.percent(Math.max(0, saved)) + " cheaper");
    }
    return new Verdict.Advises(
        advice(context, forecast, current.get(), best.get(), saved, tooLarge));
  }

  private static Optional<Cut> best(RuleContext context, RunForecast forecast) {
    RuleTable table = context.table();
    Optional<Cut> best = Optional.empty();
    // From the most down: of several that cost the same, the largest has the fewest copies.
    for (int cores = (int) table.whole("executor-cores.most");
        cores >= table.whole("executor-cores.least");
        cores--) {
      Optional<Cut> cut = cut(context, forecast, cores, false);
      if (cut.isPresent()
          && (best.isEmpty() || cut.get().pricePerSlot() < best.get().pricePerSlot() * 0.999)) {
        best = cut;
      }
    }
    return best;
  }

  /** Empty when it does not fit: the heap of one JVM, the machine, the slots there are. */
  private static Optional<Cut> cut(
      RuleContext context, RunForecast forecast, int cores, boolean asItIs) {
    RuleTable table = context.table();
    Container now = forecast.resources().executor();
    ClusterSize size = forecast.size();
    int slots = cores / size.taskCpus();
    if (slots < 1) {
      return Optional.empty();
    }
    Container container = asItIs ? now : resized(table, now, cores);
    if (!asItIs && container.heapBytes() > table.number("memory.max-heap-bytes")) {
      return Optional.empty();
    }
    int executors = (size.slots() + slots - 1) / slots;
    if (!asItIs && executors * slots > size.slots() * (1 + table.number("sizing.step-share"))) {
      return Optional.empty();
    }
    Optional<NodeType> node = SharedMachine.node(context);
    double price;
    if (node.isPresent()) {
      int fitting =
          (int)
              Math.min(
                  node.get().cores() / cores,
                  Math.floor(node.get().memoryGib() * GIB / container.memoryBytes()));
      if (fitting < 1) {
        return Optional.empty();
      }
      price = forecast.costs().prices().pricePerHour(node.get()) / (fitting * slots);
    } else {
      price = forecast.costs().prices().pricePerHour(cores, container.memoryBytes() / GIB) / slots;
    }
    return Optional.of(new Cut(container, slots, executors, price));
  }

  /** As much memory for each core as now, beyond what Spark keeps for itself. */
  private static Container resized(RuleTable table, Container now, int cores) {
    double reserved = table.number("memory.reserved-bytes");
    double step = table.number("memory.step-bytes");
    double heap = reserved + (now.heapBytes() - reserved) * cores / now.cores();
    long offHeap = now.offHeapBytes() * cores / now.cores();
    return now.withCores(cores)
        .withHeap((long) (Math.ceil(heap / step) * step))
        .withOffHeap(offHeap);
  }

  private static List<Advice> advice(
      RuleContext context,
      RunForecast forecast,
      Cut now,
      Cut then,
      double saved,
      boolean tooLarge) {
    RuleTable table = context.table();
    int cores = then.container().cores();
    List<SettingChange> settings = new ArrayList<>();
    settings.add(
        SettingChange.count(
            ExecutorKnobs.CORES,
            now.container().cores(),
            cores,
            Math.min(cores, table.whole("executor-cores.least")),
            Math.max(cores, table.whole("executor-cores.most")),
            cores,
            ExplicitValue.of(context.settings(), ExecutorKnobs.CORES)));
    long heap = then.container().heapBytes();
    settings.add(
        SettingChange.bytes(
            "spark.executor.memory",
            now.container().heapBytes(),
            heap,
            heap,
            Math.max(heap, Math.min(heap * 5 / 4, table.whole("memory.max-heap-bytes"))),
            heap,
            ExplicitValue.of(context.settings(), "spark.executor.memory")));
    if (then.container().offHeapBytes() > 0) {
      settings.add(
          SettingChange.bytes(
              "spark.memory.offHeap.size",
              now.container().offHeapBytes(),
              then.container().offHeapBytes(),
              then.container().offHeapBytes(),
              then.container().offHeapBytes() * 5 / 4,
              then.container().offHeapBytes(),
              ExplicitValue.of(context.settings(), "spark.memory.offHeap.size")));
    }
    settings.addAll(
        ExecutorKnobs.settings(
            context,
            forecast.size().executors(),
            now.container().cores(),
            then.executors(),
            then.executors(),
            then.executors(),
            cores));
    List<Advice> advice = new ArrayList<>();
    for (SettingChange setting : settings) {
      advice.add(one(context, forecast, setting, now, then, saved, tooLarge));
    }
    return advice;
  }

  private static Advice one(
      RuleContext context,
      RunForecast forecast,
      SettingChange setting,
      Cut now,
      Cut then,
      double saved,
      boolean tooLarge) {
    RuleTable table = context.table();
    Priced here = forecast.here();
    double amount = here.amount() * forecast.scale() * -saved;
    return Advice.change(Category.EXECUTORS, setting)
        .severity(
            tooLarge ? Severity.MODERATE : ExecutorCountRule.severity(table, Math.max(0, saved)))
        .tasks(context.facts().tasksSucceeded())
        .weightMs(context.facts().spanMs())
        .evidence("pricePerUsableSlot", "ratio", 1 - saved, 1 - context.leastEffect(), "ratio")
        .evidence(
            "executorHeapBytes",
            "value",
            now.container().heapBytes(),
            table.number("memory.max-heap-bytes"),
            "bytes")
        .context("slots", "count", forecast.size().slots(), "count")
        .context("executors", "count", then.executors(), "count")
        .impact(
            new Change(0.0, null, null, "ms", ImpactBasis.RULE),
            new Change(
                Math.round(amount * 1e6) / 1e6, null, null, here.cost().unit(), ImpactBasis.RULE))
        .summary(
            Amounts.counted(then.executors(), "executor")
                + " of "
                + Amounts.counted(then.container().cores(), "core")
                + " and "
                + SettingChange.formatBytes(then.container().heapBytes())
                + " instead of "
                + Amounts.count(forecast.size().executors())
                + " of "
                + Amounts.count(now.container().cores())
                + " and "
                + SettingChange.formatBytes(now.container().heapBytes())
                + ": as many slots with as much memory each, "
                + (saved >= 0.001
                    ? Amounts.percent(saved) + " cheaper"
                    : "in heaps that one JVM handles well")
                + ".")
        .doubt(
            "Broadcast tables and cached blocks are held once in each executor, so more and smaller"
                + " executors hold them more often.")
        .build();
  }
}

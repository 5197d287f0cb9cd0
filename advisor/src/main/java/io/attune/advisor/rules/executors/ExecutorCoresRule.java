package io.attune.advisor.rules.executors;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.cost.Container;
import io.attune.advisor.cost.NodeType;
import io.attune.advisor.cost.PriceTable;
import io.attune.advisor.prediction.ClusterSize;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.OneChange;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.SharedMachine;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.memory.OverheadAdvice;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.Priced;
import io.attune.advisor.sizing.RunForecast;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Change;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How large one executor should be: 2 to 5 cores, with as much memory for each slot as now, at the
 * lowest price for each slot that can be used, and with as many slots in all as now. Speaks where
 * executors leave part of their machine unused, where small ones pay their fixed memory many times
 * over, and where the heap of one is larger than one JVM handles well.
 */
public final class ExecutorCoresRule implements Rule {
  static final String ID = "executor-cores";

  private static final double GIB = 1L << 30;
  private static final String HEAP = "spark.executor.memory";
  private static final String OFF_HEAP = "spark.memory.offHeap.size";

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

  /**
   * The present cut and a better one.
   *
   * @param saved share of the price of a slot
   * @param tooLarge whether the heap is larger than one JVM handles well
   */
  private record Better(RunForecast forecast, Cut now, Cut then, double saved, boolean tooLarge) {}

  @Override
  public boolean judgesWholeRun() {
    return true;
  }

  @Override
  public RuleScope scope() {
    return RuleScope.CLUSTER;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    if (DatabricksSizing.isDatabricks(context)) {
      return Verdict.silent("on Databricks an executor has the whole worker");
    } else if (context.facts().cluster().dynamic()) {
      return Verdict.silent("under dynamic allocation other cores would move all of its bounds");
    } else if (context.decided(HEAP).isPresent()
        || context.decided(OverheadAdvice.PROPERTY).isPresent()) {
      return Verdict.silent(
          "an earlier rule changes the memory of an executor; the cores are judged on the next"
              + " run");
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
    if (tooLarge && saved < context.leastEffect() && isHandledWell(context)) {
      return Verdict.silent(
          "the heap is larger than one JVM usually handles well, but its collections took "
              + Amounts.percent(context.facts().gcShare())
              + " of the run time");
    } else if (tooLarge && saved < context.leastEffect() && isHardlyUsed(context)) {
      return Verdict.silent(
          "the heap is larger than one JVM usually handles well, but tasks hardly ran in it");
    } else if (!tooLarge && saved < context.leastEffect()) {
      return Verdict.silent(
          "other cores would make a slot " + Amounts.percent(Math.max(0, saved)) + " cheaper");
    }
    return new Verdict.Advises(
        advice(context, new Better(forecast, current.get(), best.get(), saved, tooLarge)));
  }

  /** Whether much ran and was hardly ever collected: other executors then gain nothing. */
  private static boolean isHandledWell(RuleContext context) {
    return !isHardlyUsed(context)
        && context.facts().sum(TaskMetric.JVM_GC_TIME_MS) > 0
        && context.facts().gcShare() < context.table().number("executor-cores.calm-gc-share");
  }

  /** Whether too little ran for its collections to tell anything, such as in a shell. */
  private static boolean isHardlyUsed(RuleContext context) {
    return context.facts().sum(TaskMetric.EXECUTOR_RUN_TIME_MS)
        < context.table().number("gc-pressure.min-run-time-ms");
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
    OptionalDouble price = pricePerSlot(context, container, cores, slots);
    return price.isEmpty()
        ? Optional.empty()
        : Optional.of(new Cut(container, slots, executors, price.getAsDouble()));
  }

  /** Price of an hour of a slot, of those that fit on the machine; empty when none does. */
  private static OptionalDouble pricePerSlot(
      RuleContext context, Container container, int cores, int slots) {
    PriceTable prices = context.costs().prices();
    double gib = container.memoryBytes() / GIB;
    Optional<NodeType> node = SharedMachine.node(context);
    if (node.isEmpty()) {
      return OptionalDouble.of(prices.pricePerHour(cores, gib) / slots);
    }
    int fitting =
        (int)
            Math.min(
                node.get().cores() / cores,
                Math.floor(node.get().memoryGib() * GIB / container.memoryBytes()));
    return fitting < 1
        ? OptionalDouble.empty()
        : OptionalDouble.of(prices.pricePerHour(node.get()) / (fitting * slots));
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

  private static List<Advice> advice(RuleContext context, Better better) {
    List<SettingChange> settings = new ArrayList<>();
    settings.add(cores(context, better));
    settings.add(heap(context, better));
    if (better.then().container().offHeapBytes() > 0) {
      settings.add(offHeap(context, better));
    }
    int executors = better.then().executors();
    settings.addAll(
        ExecutorKnobs.settings(
            context,
            better.forecast().size().executors(),
            better.now().container().cores(),
            executors,
            executors,
            executors,
            better.then().container().cores()));
    return OneChange.of(settings.stream().map(setting -> one(context, better, setting)).toList());
  }

  private static SettingChange cores(RuleContext context, Better better) {
    RuleTable table = context.table();
    int cores = better.then().container().cores();
    return SettingChange.count(
        ExecutorKnobs.CORES,
        better.now().container().cores(),
        cores,
        Math.min(cores, table.whole("executor-cores.least")),
        Math.max(cores, table.whole("executor-cores.most")),
        cores,
        ExplicitValue.of(context.settings(), ExecutorKnobs.CORES));
  }

  private static SettingChange heap(RuleContext context, Better better) {
    long heap = better.then().container().heapBytes();
    long most = context.table().whole("memory.max-heap-bytes");
    return SettingChange.bytes(
        HEAP,
        better.now().container().heapBytes(),
        heap,
        heap,
        Math.max(heap, Math.min(heap * 5 / 4, most)),
        heap,
        ExplicitValue.of(context.settings(), HEAP));
  }

  private static SettingChange offHeap(RuleContext context, Better better) {
    long offHeap = better.then().container().offHeapBytes();
    return SettingChange.bytes(
        OFF_HEAP,
        better.now().container().offHeapBytes(),
        offHeap,
        offHeap,
        offHeap * 5 / 4,
        offHeap,
        ExplicitValue.of(context.settings(), OFF_HEAP));
  }

  private static Advice one(RuleContext context, Better better, SettingChange setting) {
    RuleTable table = context.table();
    double saved = better.saved();
    Severity severity =
        better.tooLarge()
            ? Severity.MODERATE
            : ExecutorCountRule.severity(table, Math.max(0, saved));
    return Advice.change(Category.EXECUTORS, setting)
        .severity(severity)
        .tasks(context.facts().tasksSucceeded())
        .weightMs(context.facts().spanMs())
        .evidence("pricePerUsableSlot", "ratio", 1 - saved, 1 - context.leastEffect(), "ratio")
        .evidence(
            "executorHeapBytes",
            "value",
            better.now().container().heapBytes(),
            table.number("memory.max-heap-bytes"),
            "bytes")
        .context("slots", "count", better.forecast().size().slots(), "count")
        .context("executors", "count", better.then().executors(), "count")
        .impact(new Change(0.0, null, null, "ms", ImpactBasis.RULE), cost(better))
        .summary(summary(better))
        .doubt(
            "Broadcast tables and cached blocks are held once in each executor, so more and smaller"
                + " executors hold them more often.")
        .build();
  }

  private static Change cost(Better better) {
    Priced here = better.forecast().here();
    double amount = here.amount() * better.forecast().scale() * -better.saved();
    return new Change(
        Math.round(amount * 1e6) / 1e6, null, null, here.cost().unit(), ImpactBasis.RULE);
  }

  private static String summary(Better better) {
    Container now = better.now().container();
    Container then = better.then().container();
    return Amounts.counted(better.then().executors(), "executor")
        + " of "
        + Amounts.counted(then.cores(), "core")
        + " and "
        + SettingChange.formatBytes(then.heapBytes())
        + " instead of "
        + Amounts.count(better.forecast().size().executors())
        + " of "
        + Amounts.count(now.cores())
        + " and "
        + SettingChange.formatBytes(now.heapBytes())
        + ": as many slots with as much memory each, "
        + (better.saved() >= 0.001
            ? Amounts.percent(better.saved()) + " cheaper"
            : "in heaps that one JVM handles well")
        + ".";
  }
}

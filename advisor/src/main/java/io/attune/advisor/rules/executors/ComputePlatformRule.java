package io.attune.advisor.rules.executors;

import io.attune.advisor.application.DatabricksCluster;
import io.attune.advisor.cost.Container;
import io.attune.advisor.cost.CostModel;
import io.attune.advisor.cost.NodeType;
import io.attune.advisor.prediction.DynamicSize;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.PlatformProperties;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.Gain;
import io.attune.advisor.sizing.Priced;
import io.attune.advisor.sizing.RunForecast;
import io.attune.advisor.sizing.Sizing;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Translates what a run needs into what Databricks lets one set: the number of workers, or the
 * bounds between which it scales them; the node type, by the memory that executors need; nodes that
 * stay where spot nodes were taken back; and an end to clusters that stand idle.
 */
public final class ComputePlatformRule implements Rule {
  static final String ID = "compute-platform";
  private static final double MINUTE_MS = 60_000;

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    Optional<DatabricksCluster> found = DatabricksCluster.of(context.run().application());
    if (found.isEmpty()) {
      return Verdict.silent("the run was not on Databricks");
    }
    DatabricksCluster cluster = found.get();
    CostModel costs = context.costs();
    Optional<NodeType> node = cluster.nodeType().flatMap(costs.prices()::nodeType);
    List<Advice> advice = new ArrayList<>();
    node.flatMap(now -> nodeType(context, costs, now)).ifPresent(advice::add);
    SpotNodes.lost(context, cluster, node).ifPresent(advice::add);
    autotermination(context, cluster).ifPresent(advice::add);
    SpotNodes.cheaper(context, cluster, node, costs).ifPresent(advice::add);
    Optional<String> objection = SizingGuard.objectionToSizes(context);
    if (objection.isEmpty()) {
      workers(context, cluster, advice);
    }
    return Verdict.of(advice, objection.orElse("the workers fit what the run needs"));
  }

  /** Another heap cannot be set, but a machine with another memory can be chosen. */
  private static Optional<Advice> nodeType(RuleContext context, CostModel costs, NodeType now) {
    Optional<SettingChange> heap =
        context.decided("spark.executor.memory").flatMap(Advice::setting);
    if (heap.isEmpty()) {
      return Optional.empty();
    }
    RuleTable table = context.table();
    double ratio = heap.get().magnitude() / Math.max(1, context.facts().cluster().heapBytes());
    double needed = DatabricksSizing.heapBytes(table, now) * ratio;
    Optional<NodeType> better = DatabricksSizing.nodeFor(table, costs.prices(), now, needed);
    if (better.isEmpty() || better.get().name().equals(now.name())) {
      return Optional.empty();
    }
    NodeType then = better.get();
    double saved = 1 - costs.prices().pricePerHour(then) / costs.prices().pricePerHour(now);
    boolean more = ratio > 1;
    if (!more && saved < context.leastEffect()) {
      return Optional.empty();
    }
    Advice.Builder advice =
        Advice.change(
                more ? Category.RELIABILITY : Category.COST,
                SettingChange.word(
                    PlatformProperties.NODE_TYPE,
                    Optional.of(now.name()),
                    then.name(),
                    Optional.of(now.name())))
            .severity(more ? Severity.HIGH : ExecutorCountRule.severity(table, Math.max(0, saved)))
            .tasks(context.facts().tasksSucceeded())
            .evidence("executorHeapBytes", "ratio", ratio, 1, "ratio")
            .context("nodeMemoryGib", "value", then.memoryGib(), "count")
            .context("nodeCores", "value", then.cores(), "count")
            .context("pricePerHour", "ratio", 1 - saved, "ratio")
            .summary(
                then.name()
                    + " ("
                    + Amounts.counted(then.cores(), "core")
                    + ", "
                    + Amounts.ratio(then.memoryGib())
                    + " GiB) instead of "
                    + now.name()
                    + " ("
                    + Amounts.ratio(now.memoryGib())
                    + " GiB): an executor needs "
                    + Amounts.percent(ratio)
                    + " of the heap that it has.")
            .doubt(
                "Machines of another family differ in disk and network too, which the replay does"
                    + " not know.");
    context
        .forecast()
        .ifPresent(
            forecast -> {
              Container other = forecast.resources().executor().on(then);
              advice.gain(forecast.gain(forecast.withExecutor(other).here()));
            });
    return Optional.of(advice.build());
  }

  /** A cluster that goes on long after its last job. */
  private static Optional<Advice> autotermination(RuleContext context, DatabricksCluster cluster) {
    RuleTable table = context.table();
    var application = context.run().application();
    if (application.end().isEmpty()
        || application.span().isEmpty()
        || cluster.autoterminationMinutes().isEmpty()) {
      return Optional.empty();
    }
    double tailMs =
        application.end().get().toEpochMilli() - application.span().get().end().toEpochMilli();
    int now = cluster.autoterminationMinutes().getAsInt();
    double longestGapMs =
        application.driverTime().longestInSpan().stream()
            .mapToLong(gap -> gap.durationMs())
            .max()
            .orElse(0);
    long least = table.whole("compute-platform.least-autotermination-minutes");
    long wanted =
        Math.max(
            least,
            (long)
                Math.ceil(table.number("compute-platform.gap-factor") * longestGapMs / MINUTE_MS));
    boolean speaks =
        tailMs >= table.number("compute-platform.min-idle-tail-ms")
            && tailMs >= 0.5 * now * MINUTE_MS
            && wanted <= now * (1 - table.number("sizing.moderate-share"));
    if (!speaks) {
      return Optional.empty();
    }
    SettingChange setting =
        SettingChange.count(
            PlatformProperties.AUTOTERMINATION,
            now,
            wanted,
            Math.min(wanted, least),
            Math.max(wanted, now - 1),
            wanted,
            Optional.of(Integer.toString(now)));
    return Optional.of(
        Advice.change(Category.COST, setting)
            .severity(Severity.MODERATE)
            .tasks(context.facts().tasksSucceeded())
            .evidence(
                "idleTailMs",
                "value",
                tailMs,
                table.number("compute-platform.min-idle-tail-ms"),
                "ms")
            .context("longestDriverGapMs", "max", longestGapMs, "ms")
            .summary(
                wanted
                    + " minutes without work end the cluster instead of "
                    + now
                    + ": it stood idle for "
                    + Amounts.duration(tailMs)
                    + " after its last job, and never for more than "
                    + Amounts.duration(longestGapMs)
                    + " between two.")
            .doubt("Whoever comes back to an interactive cluster after that waits for a new one.")
            .build());
  }

  private static void workers(RuleContext context, DatabricksCluster cluster, List<Advice> advice) {
    RunForecast forecast = context.forecast().orElseThrow();
    Sizing sizing = context.sizing().orElseThrow();
    SizeChoice choice = new SizeChoice(context, forecast, sizing);
    if (!cluster.scales()) {
      if (choice.pays(ID)) {
        int chosen = sizing.chosen().executors();
        advice.add(
            workersAdvice(
                context,
                choice,
                choice.gain(),
                SettingChange.count(
                    PlatformProperties.NUM_WORKERS,
                    cluster.workers().orElse(sizing.current().executors()),
                    chosen,
                    choice.lower(),
                    choice.upper(),
                    chosen,
                    workersText(cluster)),
                Amounts.counted(chosen, "worker") + " instead of " + sizing.current().executors()));
      }
      return;
    }
    autoscale(context, cluster, forecast, sizing, choice, advice);
  }

  private static Optional<String> workersText(DatabricksCluster cluster) {
    return cluster.workers().isPresent()
        ? Optional.of(Integer.toString(cluster.workers().getAsInt()))
        : Optional.empty();
  }

  /** The least is what is in use nine tenths of the time, the most what the objective chooses. */
  private static void autoscale(
      RuleContext context,
      DatabricksCluster cluster,
      RunForecast forecast,
      Sizing sizing,
      SizeChoice choice,
      List<Advice> advice) {
    int minNow = cluster.minWorkers().getAsInt();
    int maxNow = cluster.maxWorkers().getAsInt();
    DynamicSize now = forecast.bounds().orElseThrow();
    int slots = Math.max(1, forecast.size().slotsPerExecutor());
    int demand = (int) Math.ceil(new Demand(context).p10() / slots - 1e-9);
    int max = choice.pays(ID) ? sizing.chosen().executors() : now.maxExecutors();
    int min = Math.min(max, Math.max(1, Math.min(minNow, demand)));
    Priced then =
        forecast.at(
            new DynamicSize(
                min,
                min,
                max,
                now.coresPerExecutor(),
                now.taskCpus(),
                now.idleTimeoutMs(),
                now.executorStartMs()));
    Gain gain = forecast.gain(then);
    boolean inTime = then.spanMs() * forecast.scale() <= sizing.longestSpanMs();
    if (!inTime || gain.costShare() < context.leastEffect()) {
      return;
    }
    String words = min + " to " + Amounts.counted(max, "worker");
    if (min == max) {
      advice.add(
          workersAdvice(
              context,
              choice,
              gain,
              new SettingChange(
                  PlatformProperties.NUM_WORKERS,
                  Optional.empty(),
                  Integer.toString(max),
                  Optional.of(Integer.toString(max)),
                  Optional.of(Integer.toString(max)),
                  Optional.of(Integer.toString(max)),
                  "count",
                  Optional.empty(),
                  max),
              Amounts.counted(max, "worker") + " at all times"));
      return;
    }
    if (min != minNow) {
      advice.add(
          workersAdvice(
              context,
              choice,
              gain,
              SettingChange.count(
                  PlatformProperties.MIN_WORKERS,
                  minNow,
                  min,
                  1,
                  Math.max(min, Math.min(max, minNow - 1)),
                  demand,
                  Optional.of(Integer.toString(minNow))),
              words));
    }
    if (max < maxNow && choice.pays(ID)) {
      advice.add(
          workersAdvice(
              context,
              choice,
              gain,
              SettingChange.count(
                  PlatformProperties.MAX_WORKERS,
                  maxNow,
                  max,
                  min,
                  Math.max(max, maxNow - 1),
                  max,
                  Optional.of(Integer.toString(maxNow))),
              words));
    }
  }

  private static Advice workersAdvice(
      RuleContext context, SizeChoice choice, Gain gain, SettingChange setting, String words) {
    return choice
        .evidence(Advice.change(Category.EXECUTORS, setting))
        .severity(ExecutorCountRule.severity(context.table(), Math.max(0, gain.costShare())))
        .gain(gain)
        .summary(
            words
                + ": the run would cost "
                + Amounts.percent(Math.abs(gain.costShare()))
                + (gain.costShare() >= 0 ? " less" : " more")
                + " and take "
                + Amounts.percent(Math.abs(gain.timeShare()))
                + (gain.timeShare() >= 0 ? " less" : " more")
                + " time (objective "
                + context.objective()
                + ").")
        .doubt("A larger input day takes longer on fewer workers.")
        .build();
  }
}

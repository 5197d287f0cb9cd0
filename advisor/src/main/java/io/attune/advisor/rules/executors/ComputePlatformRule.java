package io.attune.advisor.rules.executors;

import io.attune.advisor.application.DatabricksCluster;
import io.attune.advisor.cost.Container;
import io.attune.advisor.cost.CostModel;
import io.attune.advisor.cost.NodeType;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.PlatformProperties;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.RunForecast;
import io.attune.advisor.sizing.Sizing;
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

  /** The doubt about each setting of a cluster, after a doubt of its own. */
  static final String POLICY = " A cluster policy of the workspace can refuse the value.";

  @Override
  public String id() {
    return ID;
  }

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
    IdleCluster.autotermination(context, cluster).ifPresent(advice::add);
    SpotNodes.cheaper(context, cluster, node, costs).ifPresent(advice::add);
    cluster.pool().ifPresent(pool -> PooledNodes.inWords(advice, pool));
    Optional<String> objection =
        SizingGuard.objectionToSizes(context).or(() -> workers(context, cluster, advice));
    return Verdict.of(advice, objection.orElse("the workers fit what the run needs"));
  }

  /**
   * Another machine for the heap that an earlier rule asks for.
   *
   * @param heapRatio heap asked for over the heap there is
   * @param saved share of the price of an hour
   */
  private record OtherNode(NodeType now, NodeType then, double heapRatio, double saved) {
    private static Optional<OtherNode> of(RuleContext context, CostModel costs, NodeType now) {
      Optional<SettingChange> heap =
          context.decided("spark.executor.memory").flatMap(Advice::setting);
      if (heap.isEmpty()) {
        return Optional.empty();
      }
      double ratio = heap.get().magnitude() / Math.max(1, context.facts().cluster().heapBytes());
      double needed = DatabricksSizing.heapBytes(context.table(), now) * ratio;
      return DatabricksSizing.nodeFor(context.table(), costs.prices(), now, needed)
          .filter(then -> !then.name().equals(now.name()))
          .map(
              then ->
                  new OtherNode(
                      now,
                      then,
                      ratio,
                      1 - costs.prices().pricePerHour(then) / costs.prices().pricePerHour(now)));
    }

    private boolean hasMoreMemory() {
      return heapRatio > 1;
    }
  }

  /** Another heap cannot be set, but a machine with another memory can be chosen. */
  private static Optional<Advice> nodeType(RuleContext context, CostModel costs, NodeType now) {
    return OtherNode.of(context, costs, now)
        .filter(node -> node.hasMoreMemory() || node.saved() >= context.leastEffect())
        .map(node -> nodeType(context, node));
  }

  private static Advice nodeType(RuleContext context, OtherNode node) {
    NodeType now = node.now();
    NodeType then = node.then();
    SettingChange setting =
        SettingChange.name(
            PlatformProperties.NODE_TYPE,
            Optional.of(now.name()),
            then.name(),
            Optional.of(now.name()));
    Advice.Builder advice =
        Advice.change(node.hasMoreMemory() ? Category.RELIABILITY : Category.COST, setting)
            .severity(
                node.hasMoreMemory()
                    ? Severity.HIGH
                    : ExecutorCountRule.severity(context.table(), Math.max(0, node.saved())))
            .tasks(context.facts().tasksSucceeded())
            .evidence("executorHeapBytes", "ratio", node.heapRatio(), 1, "ratio")
            .context("nodeMemoryGib", "value", then.memoryGib(), "count")
            .context("nodeCores", "value", then.cores(), "count")
            .context("pricePerHour", "ratio", 1 - node.saved(), "ratio")
            .summary(summary(node))
            .doubt(
                "Machines of another family differ in disk and network too, which the replay does"
                    + " not know."
                    + POLICY);
    context
        .forecast()
        .ifPresent(
            forecast -> {
              Container other = forecast.resources().executor().on(then);
              advice.gain(forecast.gain(forecast.withExecutor(other).here()));
            });
    return advice.build();
  }

  private static String summary(OtherNode node) {
    return node.then().name()
        + " ("
        + Amounts.counted(node.then().cores(), "core")
        + ", "
        + Amounts.ratio(node.then().memoryGib())
        + " GiB) instead of "
        + node.now().name()
        + " ("
        + Amounts.ratio(node.now().memoryGib())
        + " GiB): an executor needs "
        + Amounts.percent(node.heapRatio())
        + " of the heap that it has.";
  }

  /** Adds advice about the number of workers, or says why there is none. */
  private static Optional<String> workers(
      RuleContext context, DatabricksCluster cluster, List<Advice> advice) {
    RunForecast forecast = context.forecast().orElseThrow();
    Sizing sizing = context.sizing().orElseThrow();
    SizeChoice choice = new SizeChoice(context, forecast, sizing);
    if (cluster.scales()) {
      List<Advice> bounds = new WorkerBounds(context, cluster, forecast, sizing, choice).advice();
      advice.addAll(bounds);
      return bounds.isEmpty() ? Optional.of(choice.whyNot()) : Optional.empty();
    } else if (choice.pays(ID)) {
      int now = sizing.current().executors();
      int chosen = sizing.chosen().executors();
      SettingChange setting =
          SettingChange.count(
              PlatformProperties.NUM_WORKERS,
              cluster.workers().orElse(now),
              chosen,
              choice.lower(),
              choice.upper(),
              chosen,
              cluster.workers().isPresent()
                  ? Optional.of(Integer.toString(cluster.workers().getAsInt()))
                  : Optional.empty());
      String words = Amounts.counted(chosen, "worker") + " instead of " + now;
      advice.add(WorkerBounds.advice(context, choice, choice.gain(), setting, words));
      return Optional.empty();
    }
    return Optional.of(choice.whyNot());
  }
}

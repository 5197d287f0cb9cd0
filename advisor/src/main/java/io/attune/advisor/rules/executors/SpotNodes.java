package io.attune.advisor.rules.executors;

import io.attune.advisor.application.DatabricksCluster;
import io.attune.advisor.cost.CostModel;
import io.attune.advisor.cost.NodeType;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.PlatformProperties;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.Priced;
import io.attune.advisor.sizing.RunForecast;
import io.attune.advisor.statistics.RemovalCause;
import io.attune.schemas.Category;
import io.attune.schemas.Change;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Severity;
import java.util.List;
import java.util.Optional;

/** Which nodes of a Databricks cluster may be spot nodes. */
final class SpotNodes {
  private static final double HOUR_MS = 3_600_000;

  private SpotNodes() {}

  /** Spot nodes that were taken back during the run. */
  static Optional<Advice> lost(
      RuleContext context, DatabricksCluster cluster, Optional<NodeType> node) {
    Optional<PlatformProperties.Cloud> cloud = DatabricksSizing.cloud(cluster, node);
    List<RunFacts.Removal> lost =
        context.facts().faults().getOrDefault(RemovalCause.PREEMPTED, List.of());
    long workers = context.facts().cluster().executors();
    double share = (double) lost.size() / Math.max(1, workers);
    boolean spot =
        !cluster
            .availability()
            .orElse("")
            .toUpperCase(java.util.Locale.ROOT)
            .startsWith("ON_DEMAND");
    if (cloud.isEmpty()
        || lost.isEmpty()
        || !spot
        || share < context.table().number("compute-platform.lost-share")) {
      return Optional.empty();
    }
    int now = cluster.firstOnDemand().orElse(0);
    // The driver counts first, then those workers that the run cannot do without.
    int wanted = (int) Math.min(workers + 1, Math.max(now + 1, 1 + (workers + 1) / 2));
    if (wanted <= now) {
      return Optional.empty();
    }
    SettingChange setting =
        SettingChange.count(
            cloud.get().firstOnDemand(),
            now,
            wanted,
            Math.min(wanted, now + 1),
            workers + 1,
            wanted,
            cluster.firstOnDemand().isPresent()
                ? Optional.of(Integer.toString(now))
                : Optional.empty());
    return Optional.of(
        Advice.change(Category.RELIABILITY, setting)
            .severity(Severity.HIGH)
            .tasks(context.facts().attempts())
            .evidence(
                "preemptedExecutors",
                "share",
                share,
                context.table().number("compute-platform.lost-share"),
                "share")
            .context("preemptedExecutors", "count", lost.size(), "count")
            .context("workers", "count", workers, "count")
            .summary(
                wanted
                    + " nodes that stay, the driver first: "
                    + Amounts.counted(lost.size(), "spot node")
                    + " of "
                    + Amounts.count(workers)
                    + (lost.size() == 1 ? " was" : " were")
                    + " taken back during the run, with what they had shuffled.")
            .doubt("Nodes that stay cost more by the hour than spot nodes.")
            .build());
  }

  /** Nodes that stay, where spot nodes would be cheaper by the user's own prices. */
  static Optional<Advice> cheaper(
      RuleContext context, DatabricksCluster cluster, Optional<NodeType> node, CostModel costs) {
    Optional<PlatformProperties.Cloud> cloud = DatabricksSizing.cloud(cluster, node);
    String availability = cluster.availability().orElse("");
    if (cloud.isEmpty()
        || !availability.equals(cloud.get().onDemand())
        || context.forecast().isEmpty()
        || !context.facts().faults().isEmpty()) {
      return Optional.empty();
    }
    RunForecast forecast = context.forecast().get();
    Priced here = forecast.here();
    double hours = here.prediction().durationMs() * forecast.scale() / HOUR_MS;
    double lost = costs.prices().number("spot.loss-rate-per-hour") * hours;
    double share = costs.prices().number("spot.price-share") * (1 + lost);
    // The driver stays, so only the workers get cheaper; what is lost is done again.
    double workers =
        here.executors()
            * (double) forecast.size().coresPerExecutor()
            * hours
            / Math.max(1e-9, here.cost().coreHours() * forecast.scale());
    double saved = Math.min(1, workers) * (1 - share);
    if (saved < context.leastEffect()) {
      return Optional.empty();
    }
    double amount = -saved * here.amount() * forecast.scale();
    return Optional.of(
        Advice.change(
                Category.COST,
                SettingChange.word(
                    cloud.get().availability(),
                    Optional.of(availability),
                    cloud.get().spotWithFallback(),
                    Optional.of(availability)))
            .severity(ExecutorCountRule.severity(context.table(), saved))
            .tasks(context.facts().tasksSucceeded())
            .evidence("spotPrice", "saved", saved, context.leastEffect(), "share")
            .context("spotLoss", "expected", lost, "share")
            .impact(
                new Change(null, null, null, "ms", ImpactBasis.NONE),
                new Change(amount, null, null, here.cost().unit(), ImpactBasis.RULE))
            .summary(
                "Spot nodes for the workers would cost "
                    + Amounts.percent(saved)
                    + " less by your prices, losses of "
                    + Amounts.percent(lost)
                    + " of them during a run included.")
            .doubt(
                "A spot node takes its shuffle data along when it is taken back, and stages run"
                    + " again.")
            .build());
  }
}

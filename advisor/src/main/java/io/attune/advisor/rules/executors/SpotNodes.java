package io.attune.advisor.rules.executors;

import io.attune.advisor.application.DatabricksCluster;
import io.attune.advisor.cost.CostModel;
import io.attune.advisor.cost.NodeType;
import io.attune.advisor.cost.PriceTable;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.RuleContext;
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
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Which nodes of a Databricks cluster may be spot nodes. */
final class SpotNodes {
  private static final double HOUR_MS = 3_600_000;

  private SpotNodes() {}

  /** Spot nodes that were taken back during the run. */
  static Optional<Advice> lost(
      RuleContext context, DatabricksCluster cluster, Optional<NodeType> node) {
    Optional<PlatformProperties.Cloud> cloud = DatabricksSizing.cloud(cluster, node);
    Lost lost = Lost.of(context, cluster);
    double least = context.table().number("compute-platform.lost-share");
    if (cloud.isEmpty()
        || lost.executors() == 0
        || isOnDemand(cluster)
        || lost.share() < least
        || lost.wanted() <= lost.now()) {
      return Optional.empty();
    }
    return Optional.of(
        Advice.change(Category.RELIABILITY, lost.setting(cloud.get(), cluster.firstOnDemand()))
            .severity(Severity.HIGH)
            .tasks(context.facts().attempts())
            .evidence("preemptedExecutors", "share", lost.share(), least, "share")
            .context("preemptedExecutors", "count", lost.executors(), "count")
            .context("workers", "count", lost.workers(), "count")
            .summary(
                lost.wanted()
                    + " nodes that stay, the driver first: "
                    + Amounts.counted(lost.executors(), "spot node")
                    + " of "
                    + Amounts.count(lost.workers())
                    + (lost.executors() == 1 ? " was" : " were")
                    + " taken back during the run, with what they had shuffled.")
            .doubt(
                "Nodes that stay cost more by the hour than spot nodes."
                    + ComputePlatformRule.POLICY)
            .build());
  }

  private static boolean isOnDemand(DatabricksCluster cluster) {
    return cluster.availability().orElse("").toUpperCase(Locale.ROOT).startsWith("ON_DEMAND");
  }

  /**
   * What was taken back.
   *
   * @param executors executors that went with their nodes
   * @param workers workers of the cluster
   * @param now nodes that stay, the driver first
   * @param wanted how many should
   */
  private record Lost(int executors, long workers, int now, int wanted) {
    private static Lost of(RuleContext context, DatabricksCluster cluster) {
      long workers = context.facts().cluster().executors();
      int now = cluster.firstOnDemand().orElse(0);
      // The driver counts first, then those workers that the run cannot do without.
      int wanted = (int) Math.min(workers + 1, Math.max(now + 1, 1 + (workers + 1) / 2));
      int lost = context.facts().faults().getOrDefault(RemovalCause.PREEMPTED, List.of()).size();
      return new Lost(lost, workers, now, wanted);
    }

    private double share() {
      return (double) executors / Math.max(1, workers);
    }

    private SettingChange setting(PlatformProperties.Cloud cloud, OptionalInt set) {
      return SettingChange.count(
          cloud.firstOnDemand(),
          now,
          wanted,
          Math.min(wanted, now + 1),
          workers + 1,
          wanted,
          set.isPresent() ? Optional.of(Integer.toString(now)) : Optional.empty());
    }
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
    Saving saving = Saving.of(context.forecast().get(), costs.prices());
    if (saving.share() < context.leastEffect()) {
      return Optional.empty();
    }
    SettingChange setting =
        SettingChange.name(
            cloud.get().availability(),
            Optional.of(availability),
            cloud.get().spotWithFallback(),
            Optional.of(availability));
    return Optional.of(cheaper(context, setting, saving));
  }

  /**
   * What spot nodes for the workers would save.
   *
   * @param share share of the cost
   * @param lost share of the nodes that are taken back during a run
   * @param amount cost, of the run as it really was
   * @param unit of the cost
   */
  private record Saving(double share, double lost, double amount, String unit) {
    private static Saving of(RunForecast forecast, PriceTable prices) {
      Priced here = forecast.here();
      double hours = here.prediction().durationMs() * forecast.scale() / HOUR_MS;
      double lost = prices.number("spot.loss-rate-per-hour") * hours;
      double price = prices.number("spot.price-share") * (1 + lost);
      // The driver stays, so only the workers get cheaper; what is lost is done again.
      double workers =
          here.executors()
              * (double) forecast.size().coresPerExecutor()
              * hours
              / Math.max(1e-9, here.cost().coreHours() * forecast.scale());
      double share = Math.min(1, workers) * (1 - price);
      double amount = -share * here.amount() * forecast.scale();
      return new Saving(share, lost, amount, here.cost().unit());
    }
  }

  private static Advice cheaper(RuleContext context, SettingChange setting, Saving saving) {
    return Advice.change(Category.COST, setting)
        .severity(ExecutorCountRule.severity(context.table(), saving.share()))
        .tasks(context.facts().tasksSucceeded())
        .evidence("spotPrice", "saved", saving.share(), context.leastEffect(), "share")
        .context("spotLoss", "expected", saving.lost(), "share")
        .impact(
            new Change(null, null, null, "ms", ImpactBasis.NONE),
            new Change(saving.amount(), null, null, saving.unit(), ImpactBasis.RULE))
        .summary(
            "Spot nodes for the workers would cost "
                + Amounts.percent(saving.share())
                + " less by your prices, losses of "
                + Amounts.percent(saving.lost())
                + " of them during a run included.")
        .doubt(
            "A spot node takes its shuffle data along when it is taken back, and stages run"
                + " again."
                + ComputePlatformRule.POLICY)
        .build();
  }
}

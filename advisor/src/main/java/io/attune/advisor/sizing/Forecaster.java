package io.attune.advisor.sizing;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.DatabricksCluster;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.cost.CostModel;
import io.attune.advisor.cost.Resources;
import io.attune.advisor.prediction.Calibration;
import io.attune.advisor.prediction.ClusterSize;
import io.attune.advisor.prediction.DynamicSize;
import io.attune.advisor.prediction.Predictor;
import io.attune.advisor.prediction.RunModel;
import io.attune.advisor.table.RuleTable;
import java.util.Optional;

/**
 * Makes the forecasts of runs, with one set of numbers and prices. Immutable; it holds what is the
 * same for all runs.
 */
public final class Forecaster {
  /** Every task takes as long elsewhere as it took here. */
  private static final String UNDISTURBED =
      """
      prediction.host-share: 0
      prediction.host-warm-share: 0
      prediction.host-warm-slot-share: 0
      prediction.driver-share: 0
      prediction.most-dilated-share: 0
      """;

  private final RuleTable table;
  private final RuleTable undisturbed;
  private final CostModel costs;

  /**
   * Creates it.
   *
   * @param table the numbers
   * @param costs what things cost
   */
  public Forecaster(RuleTable table, CostModel costs) {
    this.table = requireNonNull(table, "table is null");
    this.undisturbed = table.with(UNDISTURBED);
    this.costs = requireNonNull(costs, "costs is null");
  }

  /** The run as it was; empty when too little is known of it to replay it. */
  public Optional<RunForecast> forecast(Run run, Calibration calibration) {
    return forecast(run, calibration, Optional.empty());
  }

  /**
   * The same, where earlier runs at another size have shown what one run cannot tell.
   *
   * @param following whether numbers of tasks that can be read in two ways follow the cluster;
   *     empty where that is not known
   */
  public Optional<RunForecast> forecast(
      Run run, Calibration calibration, Optional<Boolean> following) {
    requireNonNull(run, "run is null");
    requireNonNull(calibration, "calibration is null");
    requireNonNull(following, "following is null");
    Seen seen = new Seen(run, calibration, following);
    return forecast(seen, table, forecast(seen, undisturbed, Optional.empty()));
  }

  /** What a forecast is made of. */
  private record Seen(Run run, Calibration calibration, Optional<Boolean> following) {
    Optional<RunModel> model(RuleTable numbers) {
      return RunModel.of(run, numbers).map(model -> following.map(model::reading).orElse(model));
    }
  }

  private Optional<RunForecast> forecast(
      Seen seen, RuleTable numbers, Optional<RunForecast> cautious) {
    Run run = seen.run();
    Calibration calibration = seen.calibration();
    Optional<RunModel> model = seen.model(numbers);
    if (model.isEmpty()) {
      return Optional.empty();
    }
    Resources resources = costs.resources(run);
    Optional<DynamicSize> bounds =
        bounds(run, model.get().trainingSize(), resources.executorStartMs(), numbers);
    RunForecast.Setup setup = new RunForecast.Setup(calibration, numbers, costs, bounds, 1);
    Predictor predictor = new Predictor(model.get(), calibration, numbers);
    long replayed =
        new RunForecast(setup, model.get(), resources, predictor, cautious).here().spanMs();
    double scale = replayed <= 0 ? 1 : Math.max(1, model.get().spanMs()) / replayed;
    return Optional.of(
        new RunForecast(setup.withScale(scale), model.get(), resources, predictor, cautious));
  }

  /**
   * The bounds within which executors came and went. More than were seen at once were not to be had
   * or not asked for, whatever the maximum says.
   */
  private static Optional<DynamicSize> bounds(
      Run run, ClusterSize seen, double startMs, RuleTable table) {
    if (run.application().settings().isLocal()) {
      return Optional.empty();
    }
    Optional<DatabricksCluster> databricks = DatabricksCluster.of(run.application());
    if (databricks.isPresent()) {
      return databricks
          .filter(DatabricksCluster::scales)
          .map(
              cluster ->
                  dynamic(
                      cluster.minWorkers().getAsInt(),
                      cluster.minWorkers().getAsInt(),
                      seen.executors(),
                      seen,
                      table.whole("compute-platform.scale-down-ms"),
                      startMs));
    }
    SparkSettings settings = run.application().settings();
    if (!settings.dynamicAllocation()) {
      return Optional.empty();
    }
    long least = settings.number("spark.dynamicAllocation.minExecutors").orElse(0);
    long instances =
        settings.isSet("spark.executor.instances")
            ? settings.number("spark.executor.instances").orElse(0)
            : 0;
    long initial =
        Math.max(
            Math.max(least, instances),
            settings.number("spark.dynamicAllocation.initialExecutors").orElse(least));
    long idle = settings.millis("spark.dynamicAllocation.executorIdleTimeout").orElse(60_000);
    return Optional.of(dynamic(least, initial, seen.executors(), seen, idle, startMs));
  }

  private static DynamicSize dynamic(
      long least, long initial, long most, ClusterSize seen, long idleMs, double startMs) {
    int max = (int) Math.max(1, most);
    int min = (int) Math.max(0, Math.min(least, max));
    return new DynamicSize(
        min,
        (int) Math.max(min, Math.min(initial, max)),
        max,
        seen.coresPerExecutor(),
        seen.taskCpus(),
        idleMs,
        Math.round(startMs));
  }
}

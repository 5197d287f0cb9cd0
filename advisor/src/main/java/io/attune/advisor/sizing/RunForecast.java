package io.attune.advisor.sizing;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.DatabricksCluster;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.cost.Container;
import io.attune.advisor.cost.CostModel;
import io.attune.advisor.cost.Resources;
import io.attune.advisor.prediction.Calibration;
import io.attune.advisor.prediction.ClusterSize;
import io.attune.advisor.prediction.DynamicSize;
import io.attune.advisor.prediction.Prediction;
import io.attune.advisor.prediction.Predictor;
import io.attune.advisor.prediction.RunModel;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.ImpactBasis;
import java.util.List;
import java.util.Optional;

/**
 * A run as it would be with the changes decided so far, ready to be replayed on any cluster.
 * Immutable but for what it remembers of its own replays.
 */
public final class RunForecast {
  /** Every task takes as long elsewhere as it took here. */
  private static final String NOBODY_IN_THE_WAY =
      """
      prediction.host-share: 0
      prediction.host-warm-share: 0
      prediction.host-warm-slot-share: 0
      prediction.driver-share: 0
      prediction.most-dilated-share: 0
      """;

  private final Setup setup;
  private final RunModel model;
  private final Resources resources;
  private final Predictor predictor;
  private final Optional<RunForecast> cautious;
  private Priced here;

  /** What stays the same whatever is decided. */
  private record Setup(
      Calibration calibration,
      RuleTable table,
      CostModel costs,
      Optional<DynamicSize> bounds,
      double scale) {}

  private RunForecast(
      Setup setup,
      RunModel model,
      Resources resources,
      Predictor predictor,
      Optional<RunForecast> cautious) {
    this.setup = setup;
    this.model = model;
    this.resources = resources;
    this.predictor = predictor;
    this.cautious = cautious;
  }

  /** The run as it was; empty when too little is known of it to replay it. */
  public static Optional<RunForecast> of(
      Run run, Calibration calibration, RuleTable table, CostModel costs) {
    requireNonNull(run, "run is null");
    RuleTable plain = table.with(NOBODY_IN_THE_WAY);
    return of(run, calibration, table, costs, of(run, calibration, plain, costs, Optional.empty()));
  }

  private static Optional<RunForecast> of(
      Run run,
      Calibration calibration,
      RuleTable table,
      CostModel costs,
      Optional<RunForecast> cautious) {
    Optional<RunModel> model = RunModel.of(run, table);
    if (model.isEmpty()) {
      return Optional.empty();
    }
    Resources resources = costs.resources(run);
    Optional<DynamicSize> bounds =
        bounds(run, model.get().trainingSize(), resources.executorStartMs(), table);
    Setup unscaled = new Setup(calibration, table, costs, bounds, 1);
    Predictor predictor = new Predictor(model.get(), calibration, table);
    long replayed =
        new RunForecast(unscaled, model.get(), resources, predictor, cautious).here().spanMs();
    double scale = replayed <= 0 ? 1 : Math.max(1, model.get().spanMs()) / replayed;
    Setup setup = new Setup(calibration, table, costs, bounds, scale);
    return Optional.of(new RunForecast(setup, model.get(), resources, predictor, cautious));
  }

  /**
   * The bounds within which executors came and went. More than were seen at once were not to be had
   * or not asked for, whatever the maximum says.
   */
  private static Optional<DynamicSize> bounds(
      Run run, ClusterSize seen, double startMs, RuleTable table) {
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

  RunForecast with(RunModel changed) {
    return new RunForecast(setup, changed, resources, predictor(changed), cautious);
  }

  /** With each executor taking something else. */
  public RunForecast withExecutor(Container executor) {
    return new RunForecast(setup, model, resources.withExecutor(executor), predictor, cautious);
  }

  /** With changes made. */
  public RunForecast with(List<Effect> effects) {
    RunForecast changed = this;
    for (Effect effect : effects) {
      changed = effect.applyTo(changed);
    }
    return new RunForecast(
        setup,
        changed.model,
        changed.resources,
        changed.predictor,
        cautious.map(plain -> plain.with(effects)));
  }

  /**
   * The same run, had nobody been in the way of its tasks. A smaller cluster that is quick enough
   * only because tasks are expected to disturb each other less there is a hope and no saving: going
   * down, this one has to agree. Empty for such an outlook itself.
   */
  public Optional<RunForecast> cautious() {
    return cautious;
  }

  /** What was replayed stays known as long as the work is the same. */
  private Predictor predictor(RunModel changed) {
    return changed == model
        ? predictor
        : new Predictor(changed, setup.calibration(), setup.table());
  }

  RunModel model() {
    return model;
  }

  /** What the run is paid for by the hour. */
  public Resources resources() {
    return resources;
  }

  /** What things cost. */
  public CostModel costs() {
    return setup.costs();
  }

  /** The cluster that the run had, at its largest. */
  public ClusterSize size() {
    return model.trainingSize();
  }

  /** The bounds within which executors came and went; empty for a cluster of fixed size. */
  public Optional<DynamicSize> bounds() {
    return setup.bounds();
  }

  /** How long the run really took against its own replay. */
  public double scale() {
    return setup.scale();
  }

  /** On the cluster that the run had. */
  public Priced here() {
    if (here == null) {
      here = setup.bounds().map(this::at).orElseGet(() -> at(size()));
    }
    return here;
  }

  /** On a fixed cluster. */
  public Priced at(ClusterSize size) {
    return priced(predictor.predict(size));
  }

  /** Under dynamic allocation. */
  public Priced at(DynamicSize bounds) {
    return priced(predictor.predict(bounds));
  }

  /** On fixed clusters, none slower than a smaller one. */
  public List<Priced> front(List<ClusterSize> sizes) {
    return predictor.front(sizes).stream().map(this::priced).toList();
  }

  /** What changes bring, on the cluster that the run had. */
  public Gain gain(List<Effect> effects) {
    boolean measured = effects.stream().allMatch(Effect::isMeasured);
    return gain(with(effects).here(), measured ? ImpactBasis.REPLAY : ImpactBasis.RULE);
  }

  /** What another cluster brings. */
  public Gain gain(Priced elsewhere) {
    return gain(elsewhere, ImpactBasis.REPLAY);
  }

  /** What one cluster brings against another. */
  public Gain gain(Priced before, Priced after) {
    return Gain.between(before, after, setup.scale(), ImpactBasis.REPLAY);
  }

  private Gain gain(Priced after, ImpactBasis basis) {
    return Gain.between(here(), after, setup.scale(), basis);
  }

  /** In the time that the run really took, and not in that of its replay. */
  Priced asLongAsItTook(Priced point) {
    return priced(point.prediction().times(setup.scale()));
  }

  Priced priced(Prediction prediction) {
    return new Priced(prediction, setup.costs().cost(prediction, resources));
  }
}

package io.attune.advisor.sizing;

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
import org.jspecify.annotations.Nullable;

/**
 * A run as it would be with the changes decided so far, ready to be replayed on any cluster.
 * Immutable but for what it remembers of its own replays.
 */
public final class RunForecast {
  private final Setup setup;
  private final RunModel model;
  private final Resources resources;
  private final Predictor predictor;
  private final Optional<RunForecast> cautious;
  private @Nullable Priced here;

  /**
   * What stays the same whatever is decided.
   *
   * @param bounds within which executors came and went; empty for a cluster of fixed size
   * @param scale real time ÷ replayed time of the run as it was
   */
  record Setup(
      Calibration calibration,
      RuleTable table,
      CostModel costs,
      Optional<DynamicSize> bounds,
      double scale) {
    Setup withScale(double measured) {
      return new Setup(calibration, table, costs, bounds, measured);
    }
  }

  RunForecast(
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
   * The same run, with every task taking as long on any cluster as it took here. A smaller cluster
   * that is quick enough only because tasks are expected to disturb each other less there is no
   * sure saving: going down, this forecast has to agree. Empty for such a forecast itself.
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

  /**
   * Under dynamic allocation. As on fixed clusters, a larger maximum than that of the run is never
   * slower, and a smaller one never quicker.
   */
  public Priced at(DynamicSize bounds) {
    int most = setup.bounds().map(DynamicSize::maxExecutors).orElse(bounds.maxExecutors());
    return priced(
        bounds.maxExecutors() == most
            ? predictor.predict(bounds)
            : predictor.predict(bounds, here().prediction(), bounds.maxExecutors() > most));
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
    return priced(
        point.prediction().times(setup.scale()).atLeast(predictor.longestSeenMs(point.size())));
  }

  Priced priced(Prediction prediction) {
    return new Priced(prediction, setup.costs().cost(prediction, resources));
  }
}

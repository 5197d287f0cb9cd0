package io.attune.advisor.prediction;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.rules.RuleTable;
import io.attune.schemas.ImpactBasis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Predicts what a run would take on other clusters. A function of its arguments alone. */
public final class Predictor {
  private final RunModel model;
  private final Calibration calibration;
  private final Steps steps;

  /**
   * Creates it.
   *
   * @param model the run
   * @param calibration how earlier predictions for the workload compared
   * @param table the numbers
   */
  public Predictor(RunModel model, Calibration calibration, RuleTable table) {
    this.model = requireNonNull(model, "model is null");
    this.calibration = requireNonNull(calibration, "calibration is null");
    this.steps = new Steps(model, requireNonNull(table, "table is null"));
  }

  /** The run on a fixed cluster. */
  public Prediction predict(ClusterSize size) {
    List<Step> on = steps.on(size);
    return prediction(size, on, Replay.on(on, new FixedFleet(size), size.slots()), false);
  }

  /** The run under dynamic allocation. */
  public Prediction predict(DynamicSize bounds) {
    ClusterSize largest = bounds.largest();
    List<Step> on = steps.on(largest);
    Replay.Outcome outcome = Replay.on(on, new DynamicFleet(bounds), largest.slots());
    return prediction(largest, on, outcome, true);
  }

  /**
   * The run on each of several fixed clusters, in the order given. A cluster is never predicted
   * slower than a smaller one of the list (list scheduling can be, Graham's anomalies): choose from
   * this running minimum.
   */
  public List<Prediction> front(List<ClusterSize> sizes) {
    Map<ClusterSize, Prediction> predicted = new HashMap<>();
    List<ClusterSize> ascending = new ArrayList<>(sizes);
    ascending.sort(
        Comparator.comparingInt(ClusterSize::slots)
            .thenComparingInt(ClusterSize::executors)
            .thenComparingInt(ClusterSize::taskCpus));
    Prediction best = null;
    for (ClusterSize size : ascending) {
      Prediction own = predict(size);
      if (best != null && best.spanMs() < own.spanMs()) {
        own = noSlowerThan(best, own);
      } else {
        best = own;
      }
      predicted.put(size, own);
    }
    return sizes.stream().map(predicted::get).toList();
  }

  private static Prediction noSlowerThan(Prediction best, Prediction own) {
    long saved = own.spanMs() - best.spanMs();
    return new Prediction(
        own.size(),
        own.durationMs() - saved,
        best.spanMs(),
        own.lowerBoundMs(),
        own.upperBoundMs(),
        Math.min(own.intervalLowMs(), best.intervalLowMs()),
        Math.min(own.intervalHighMs(), best.intervalHighMs()),
        own.basis(),
        own.busySlotMs(),
        own.executorMs() - saved * own.size().executors());
  }

  private Prediction prediction(
      ClusterSize size, List<Step> on, Replay.Outcome outcome, boolean dynamic) {
    GrahamBounds bounds = GrahamBounds.of(on, size.slots());
    double factor = calibration.factor();
    double span = outcome.spanMs() * factor;
    double upper = dynamic ? Math.max(bounds.upperMs(), outcome.spanMs()) : bounds.upperMs();
    double low = bounds.lowerMs() * factor;
    double high = upper * factor;
    ImpactBasis basis = ImpactBasis.BOUND;
    if (calibration.logQuantile80().isPresent()) {
      double width = StrictMath.exp(calibration.logQuantile80().getAsDouble());
      low = span / width;
      high = span * width;
      basis = ImpactBasis.REPLAY;
    }
    return new Prediction(
        size,
        Math.round(span + model.outsideMs()),
        Math.round(span),
        Math.round(bounds.lowerMs()),
        Math.round(upper),
        Math.round(low),
        Math.round(high),
        basis,
        Math.round(outcome.busySlotMs()),
        Math.round(outcome.executorMs() * factor + model.outsideMs() * size.executors()));
  }
}

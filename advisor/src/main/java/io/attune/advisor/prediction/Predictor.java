package io.attune.advisor.prediction;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.table.RuleTable;
import io.attune.schemas.ImpactBasis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Predicts what a run would take on other clusters. A function of its arguments alone; each cluster
 * is replayed once. Not thread-safe.
 */
public final class Predictor {
  private final RunModel model;
  private final Calibration calibration;
  private final Steps steps;
  private final Optional<Predictor> otherReading;
  private final double atSameSize;
  private final double perDoubling;
  private final double perHalving;
  private double leastAtOneSlotMs = -1;

  /** Replays are asked for again and again while advice is weighed; each is made once. */
  private final Map<ClusterSize, Prediction> fixed = new HashMap<>();

  private final Map<DynamicSize, Prediction> dynamic = new HashMap<>();

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
    this.otherReading = model.otherReading().map(other -> new Predictor(other, calibration, table));
    this.steps = new Steps(model, requireNonNull(table, "table is null"));
    this.atSameSize = table.number("prediction.interval-same-size");
    this.perDoubling = table.number("prediction.interval-per-doubling");
    this.perHalving = model.singleHost() ? table.number("prediction.host-interval-per-halving") : 0;
  }

  /** The run on a fixed cluster. */
  public Prediction predict(ClusterSize size) {
    Prediction known = fixed.get(size);
    if (known == null) {
      known = replayed(size);
      fixed.put(size, known);
    }
    return known;
  }

  private Prediction replayed(ClusterSize size) {
    ReplayPlan plan = steps.on(size);
    double[] arrivals = model.arrivals(size.executors());
    double absent = Arrays.stream(arrivals).sum() * size.slotsPerExecutor();
    Replay.ReplayResult outcome = Replay.on(plan, new FixedExecutors(size, arrivals), size.slots());
    GrahamBounds graham = GrahamBounds.of(plan, size.slots(), absent);
    double outside = model.outsideMs() * size.executors();
    Prediction likely =
        noSlowerThanOneSlot(prediction(size, outcome, graham, outside))
            .atLeast((long) plan.longestSeenMs());
    return isSeen(size) ? likely : otherwise(likely, other -> other.predict(size));
  }

  /** With an interval that holds the other reading as well, where the run can be read in two. */
  private Prediction otherwise(Prediction likely, Function<Predictor, Prediction> predicted) {
    return otherReading.map(predicted).map(likely::holding).orElse(likely);
  }

  private boolean isSeen(ClusterSize size) {
    return model.parallelism(size) == model.parallelism(model.trainingSize());
  }

  /**
   * What more slots cost by contention never makes a run slower than one slot, which could always
   * be had by leaving the others idle.
   */
  private Prediction noSlowerThanOneSlot(Prediction prediction) {
    ClusterSize one =
        new ClusterSize(1, prediction.size().taskCpus(), prediction.size().taskCpus());
    return prediction.size().slots() == 1 || prediction.spanMs() <= leastAtOneSlotMs(one)
        ? prediction
        : noSlowerThan(predict(one), prediction);
  }

  /** What one slot takes at least: the work, one task after the other. */
  private double leastAtOneSlotMs(ClusterSize one) {
    if (leastAtOneSlotMs < 0) {
      leastAtOneSlotMs =
          calibration.factor() * GrahamBounds.of(steps.on(one), one.slots(), 0).lowerMs();
    }
    return leastAtOneSlotMs;
  }

  /**
   * The run under dynamic allocation. Its bounds are those of the largest cluster; where waiting
   * for executors takes it beyond the upper one, that is raised to the replay.
   */
  public Prediction predict(DynamicSize bounds) {
    return dynamic.computeIfAbsent(bounds, this::replayed);
  }

  private Prediction replayed(DynamicSize bounds) {
    ClusterSize largest = bounds.largest();
    ReplayPlan plan = steps.on(largest);
    DynamicExecutors executors = new DynamicExecutors(bounds);
    Replay.ReplayResult outcome = Replay.on(plan, executors, largest.slots());
    double outside = executors.outsideMs(model.beforeMs(), model.outsideMs() - model.beforeMs());
    GrahamBounds graham = GrahamBounds.of(plan, largest.slots(), 0);
    double upper = Math.max(graham.upperMs(), outcome.spanMs());
    Prediction likely =
        prediction(largest, outcome, new GrahamBounds(graham.lowerMs(), upper), outside)
            .atLeast((long) plan.longestSeenMs());
    return isSeen(largest) ? likely : otherwise(likely, other -> other.predict(bounds));
  }

  /**
   * Under dynamic allocation within other bounds than those of the run.
   *
   * @param here the run within its own bounds
   * @param more whether more executors are allowed there: then it is no slower than here, else no
   *     quicker
   */
  public Prediction predict(DynamicSize bounds, Prediction here, boolean more) {
    Prediction there = predict(bounds);
    return more ? noSlowerThan(here, there) : there.atLeast(here.spanMs());
  }

  /** The longest task that the run had, of the stages that have the same tasks there. */
  public long longestSeenMs(ClusterSize size) {
    return (long) steps.on(size).longestSeenMs();
  }

  /**
   * The run on each of several fixed clusters, in the order given. A cluster is never predicted
   * slower than a smaller one of the list (list scheduling can be, Graham's anomalies): choose from
   * this running minimum. What is known is the run's own size, so no smaller one is predicted to be
   * quicker than that.
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
      Prediction own =
          size.slots() < model.trainingSize().slots()
              ? predict(size).atLeast(predict(model.trainingSize()).spanMs())
              : predict(size);
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
    if (saved <= 0) {
      return own;
    }
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

  /**
   * Puts a replay into words.
   *
   * @param outsideExecutorMs lifetimes of the executors before the first job and after the last
   */
  private Prediction prediction(
      ClusterSize size,
      Replay.ReplayResult outcome,
      GrahamBounds bounds,
      double outsideExecutorMs) {
    double factor = calibration.factor();
    // Several tasks played as one can end a little later than list scheduling ever does.
    double replayed = Math.max(bounds.lowerMs(), Math.min(bounds.upperMs(), outcome.spanMs()));
    double span = replayed * factor;
    double low = bounds.lowerMs() * factor;
    double high = bounds.upperMs() * factor;
    ImpactBasis basis = ImpactBasis.BOUND;
    if (model.whole()) {
      double distance = distance(size);
      low = span / StrictMath.exp(distance + perHalving * Math.max(0, -doublings(size)));
      high = span * StrictMath.exp(distance);
      basis = ImpactBasis.REPLAY;
    }
    double outside = model.outsideMs();
    return new Prediction(
        size,
        Math.round(span + outside),
        Math.round(span),
        (long) Math.floor(bounds.lowerMs()),
        (long) Math.ceil(bounds.upperMs()),
        Math.round(low),
        Math.round(high),
        basis,
        Math.round(outcome.busySlotMs()),
        Math.round(outcome.executorMs() * factor + outsideExecutorMs));
  }

  /**
   * |ln(actual ÷ predicted)| that four of five runs stay within: what the workload's own history
   * says, else the prediction lab; and more the further away the cluster is from the one seen.
   */
  private double distance(ClusterSize size) {
    return calibration.logQuantile80().orElse(atSameSize) + perDoubling * Math.abs(doublings(size));
  }

  /** How often the slots have doubled against those of the run; below 0 where they are fewer. */
  private double doublings(ClusterSize size) {
    return StrictMath.log((double) size.slots() / model.trainingSize().slots()) / StrictMath.log(2);
  }
}

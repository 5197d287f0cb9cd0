package io.attune.advisor.prediction;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.application.StageKey;
import io.attune.advisor.table.RuleTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A bounded model of one run: its steps (stages and moments of the driver), what waits for what,
 * the time the driver takes between them, and the tasks of each stage. Immutable, and a function of
 * the run's content alone.
 */
public final class RunModel {
  /** Spark's schedulers of clusters never take the default parallelism for less. */
  private static final int LEAST_PARALLELISM = 2;

  private final ClusterSize trainingSize;
  private final boolean singleHost;
  private final boolean whole;
  private final double[] arrivals;
  private final double hotRatio;
  private final List<Node> nodes;
  private final double spanMs;
  private final double outsideMs;
  private final double beforeMs;
  private final boolean local;

  RunModel(
      ClusterSize trainingSize,
      boolean local,
      boolean singleHost,
      boolean whole,
      double[] arrivals,
      double hotRatio,
      List<Node> nodes,
      double spanMs,
      double beforeMs,
      double afterMs) {
    this.local = local;
    this.singleHost = singleHost;
    this.whole = whole;
    this.arrivals = arrivals;
    this.hotRatio = hotRatio;
    this.trainingSize = requireNonNull(trainingSize, "trainingSize is null");
    this.nodes = List.copyOf(nodes);
    this.spanMs = spanMs;
    this.beforeMs = beforeMs;
    this.outsideMs = beforeMs + afterMs;
  }

  /**
   * Draws the model of a run; empty when no job has started, no task was seen, no executor is
   * known, or so many tasks are missing that the rest does not speak for them.
   */
  public static Optional<RunModel> of(Run run) {
    return of(run, RuleTable.standard());
  }

  /** The same, with the numbers given. */
  public static Optional<RunModel> of(Run run, RuleTable table) {
    return new ModelBuilder(
            requireNonNull(run, "run is null"), requireNonNull(table, "table is null"))
        .build();
  }

  /** The cluster that the run had, at its largest. */
  public ClusterSize trainingSize() {
    return trainingSize;
  }

  /** First job start to last job end as it was, milliseconds. */
  public double spanMs() {
    return spanMs;
  }

  /** Time of the application before the first job and after the last, milliseconds. */
  public double outsideMs() {
    return outsideMs;
  }

  /** Of that, the time before the first job. */
  double beforeMs() {
    return beforeMs;
  }

  /** Whether all executors shared one machine, so that they shared its processors as well. */
  boolean singleHost() {
    return singleHost;
  }

  /** Whether the run has ended and nearly all of its tasks were seen. */
  boolean whole() {
    return whole;
  }

  /**
   * When the executors of a cluster come, milliseconds after the first job's start, ascending: as
   * they came in the run, the same share of them by the same time.
   */
  double[] arrivals(int executors) {
    double[] times = new double[executors];
    for (int i = 0; i < executors && arrivals.length > 0; i++) {
      double rank = executors == 1 ? 0 : (double) i / (executors - 1) * (arrivals.length - 1);
      int below = (int) rank;
      int above = Math.min(below + 1, arrivals.length - 1);
      times[i] = arrivals[below] + (rank - below) * (arrivals[above] - arrivals[below]);
    }
    return times;
  }

  /** A task this many times longer than the mean is a hot key that more partitions do not split. */
  double hotRatio() {
    return hotRatio;
  }

  /** Spark's default parallelism on a cluster, where nobody set it. */
  long parallelism(ClusterSize size) {
    return parallelism(size, local);
  }

  /**
   * The same.
   *
   * @param local whether tasks run in the driver, where one core is a parallelism of one
   */
  static long parallelism(ClusterSize size, boolean local) {
    return Math.max(
        local ? 1 : LEAST_PARALLELISM, (long) size.executors() * size.coresPerExecutor());
  }

  /**
   * The run read otherwise: where one run cannot tell whether a number of tasks follows the
   * cluster, and this one takes it for likely that it does, the other takes that it does not. Empty
   * where there is nothing that can be read in two ways.
   */
  Optional<RunModel> otherReading() {
    return nodes.stream().allMatch(node -> node.work().count() == node.work().count().other())
        ? Optional.empty()
        : Optional.of(
            withNodes(node -> node.withWork(node.work().withCount(node.work().count().other()))));
  }

  /**
   * The run with one of its readings only, where earlier runs have decided which.
   *
   * @param following whether numbers of tasks that can be read in two ways follow the cluster
   */
  public RunModel reading(boolean following) {
    return withNodes(
        node -> node.withWork(node.work().withCount(node.work().count().decided(following))));
  }

  List<Node> nodes() {
    return nodes;
  }

  /**
   * The run with the data of a stage in another number of tasks, each of which takes {@code a + b ·
   * bytes}. A stage that the run does not have changes nothing.
   *
   * @param stageId stage
   * @param stageAttempt attempt
   * @param newTaskCount tasks, at least 1
   */
  public RunModel withTasks(int stageId, int stageAttempt, int newTaskCount) {
    if (newTaskCount < 1) {
      throw new IllegalArgumentException("A stage has at least 1 task, not " + newTaskCount + ".");
    }
    return with(
        stageId,
        stageAttempt,
        work ->
            work.withRun(work.run().repartitioned(newTaskCount, work.fixedMs(), hotRatio))
                .withFixedCount());
  }

  /** The run with the work of a stage dealt out evenly over its tasks. */
  public RunModel withoutSkew(int stageId, int stageAttempt) {
    return with(stageId, stageAttempt, work -> work.withRun(work.run().flattened()));
  }

  /**
   * The run with the time of every task of a stage multiplied, as for less spill or collection.
   *
   * @param stageId stage
   * @param stageAttempt attempt
   * @param factor 0 or more
   */
  public RunModel withStageTime(int stageId, int stageAttempt, double factor) {
    if (!(factor >= 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("A factor of time is 0 or more, not " + factor + ".");
    }
    return with(stageId, stageAttempt, work -> work.withRun(work.run().mapped(0, factor)));
  }

  private RunModel with(int stageId, int stageAttempt, UnaryOperator<StageWork> change) {
    Optional<StageKey> key = Optional.of(new StageKey(stageId, stageAttempt));
    return withNodes(
        node -> node.stage().equals(key) ? node.withWork(change.apply(node.work())) : node);
  }

  private RunModel withNodes(UnaryOperator<Node> change) {
    List<Node> changed = new ArrayList<>(nodes);
    changed.replaceAll(change);
    return new RunModel(
        trainingSize,
        local,
        singleHost,
        whole,
        arrivals,
        hotRatio,
        changed,
        spanMs,
        beforeMs,
        outsideMs - beforeMs);
  }
}

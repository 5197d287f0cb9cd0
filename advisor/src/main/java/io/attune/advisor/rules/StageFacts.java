package io.attune.advisor.rules;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.RddDescriptor;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.application.StageDescriptor;
import io.attune.advisor.statistics.StageState;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.schemas.RunningTask;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A stage attempt as the rules see it: its statistics, what it is, and the settings it ran under.
 */
public final class StageFacts {
  private static final String SPARKS_OWN = "$anonfun$";

  private final StageState state;
  private final Optional<StageDescriptor> descriptor;
  private final OptionalLong sqlExecutionId;
  private final ApplicationState application;
  private final List<RunningTask> running;

  /** Draws the facts of a stage out of a run. */
  StageFacts(Run run, StageState state) {
    this.state = requireNonNull(state, "state is null");
    this.application = run.application();
    this.running =
        run.counted().stream()
            .filter(task -> task.getStageId() == state.stageId())
            .filter(task -> task.getStageAttempt() == state.stageAttempt())
            .toList();
    this.descriptor = application.stage(state.stageId(), state.stageAttempt());
    this.sqlExecutionId =
        descriptor.map(application::sqlExecutionIdOf).orElseGet(OptionalLong::empty);
  }

  /** Stage. */
  public int id() {
    return state.stageId();
  }

  /** Attempt of the stage, from 0. */
  public int attempt() {
    return state.stageAttempt();
  }

  /** What is known of it apart from its tasks; empty when that has not come. */
  public Optional<StageDescriptor> descriptor() {
    return descriptor;
  }

  /** Statistics over its tasks. */
  public StageState state() {
    return state;
  }

  /** Short call site, such as {@code collect at Report.java:42}. */
  public String name() {
    return descriptor.map(StageDescriptor::name).orElse("");
  }

  /** How the stage is named in a sentence. */
  public String label() {
    String where = userCode();
    return "stage " + id() + (where.isEmpty() ? "" : " (" + where + ")");
  }

  /** Stages that Spark submits from threads of its own are named after those; the query is not. */
  private String userCode() {
    if (!name().startsWith(SPARKS_OWN) || sqlExecutionId.isEmpty()) {
      return name();
    }
    String description =
        application
            .sqlExecution(sqlExecutionId.getAsLong())
            .map(SqlExecution::description)
            .orElse("");
    return description.isBlank() ? name() : description;
  }

  /** Tasks of the stage; 0 while unknown. */
  public int numTasks() {
    return descriptor.map(StageDescriptor::numTasks).orElse(0);
  }

  /** SQL execution it belongs to, if any. */
  public OptionalLong sqlExecutionId() {
    return sqlExecutionId;
  }

  /** Whether it belongs to a SQL execution. */
  public boolean isSql() {
    return sqlExecutionId.isPresent();
  }

  /** SQL execution it belongs to, with its plan; empty when there is none or it is not known. */
  public Optional<SqlExecution> sqlExecution() {
    return sqlExecutionId.isPresent()
        ? application.sqlExecution(sqlExecutionId.getAsLong())
        : Optional.empty();
  }

  /** Whether it reported one of the metrics of a plan node. */
  public boolean ran(SqlNode node) {
    return descriptor.map(described -> node.stages().contains(described.key())).orElse(false);
  }

  /**
   * Whether it belongs to a batch of a streaming query, whose checkpoint fixes its shuffle
   * partitions.
   */
  public boolean isOfStream() {
    return application.jobsOf(id()).stream()
            .anyMatch(job -> job.properties().containsKey("sql.streaming.queryId"))
        || nodes().stream()
            .anyMatch(node -> node.isStreamSource() || node.name().startsWith("StateStore"));
  }

  /** Plan nodes that it ran; empty for a stage without SQL. */
  public List<SqlNode> nodes() {
    return descriptor.map(application::sqlNodesOf).orElse(List.of());
  }

  /**
   * Whether another engine than Spark's own ran operators of it: that has memory of its own,
   * outside the heap, and what a task took of the heap says nothing.
   */
  public boolean isOfOtherEngine() {
    return application.environment().engines().stream()
        .anyMatch(engine -> nodes().stream().anyMatch(node -> engine.runs(node.name())));
  }

  /** RDDs that it computes. */
  public List<RddDescriptor> rdds() {
    return descriptor.map(application::rddsOf).orElse(List.of());
  }

  /** Whether adaptive execution chose its partitions: it merged or split what was shuffled. */
  public boolean isAdaptive() {
    return rdds().stream()
        .anyMatch(
            rdd ->
                rdd.operatorName().startsWith("AQEShuffleRead")
                    || rdd.operatorName().startsWith("CustomShuffleReader"));
  }

  /** Whether it joins two shuffles, which adaptive execution can split. */
  public boolean joinsShuffles() {
    return nodes().stream()
        .anyMatch(
            node ->
                node.name().startsWith("SortMergeJoin")
                    || node.name().startsWith("ShuffledHashJoin"));
  }

  /** Tasks that have not ended and are counted as far as they have come, the longest first. */
  public List<RunningTask> running() {
    return running;
  }

  /**
   * Whether its longest task can be held against the others: where that one may still run, enough
   * of them have ended.
   */
  public boolean isComparable(double minEndedShare) {
    return running.isEmpty()
        || numTasks() > 0 && tasks() - running.size() >= minEndedShare * numTasks();
  }

  /** Whether it is a first attempt, so that all of its partitions ran. */
  public boolean isFirstAttempt() {
    return state.stageAttempt() == 0;
  }

  /** Whether the stage has ended, and without failure. */
  public boolean isComplete() {
    return descriptor.map(StageDescriptor::succeeded).orElse(false);
  }

  /** First launch to last finish of a task, milliseconds. */
  public long wallMs() {
    if (state.firstLaunch().isEmpty() || state.lastFinish().isEmpty()) {
      return 0;
    }
    return state.lastFinish().get().toEpochMilli() - state.firstLaunch().get().toEpochMilli();
  }

  /** The settings it ran under. */
  public SparkSettings settings() {
    return descriptor.map(application::settingsFor).orElseGet(application::settings);
  }

  /** Sum over successful attempts. */
  public long sum(TaskMetric metric) {
    return state.sum(metric);
  }

  /** Time of its successful attempts, milliseconds. */
  public long taskTimeMs() {
    return sum(TaskMetric.DURATION_MS);
  }

  /**
   * What a sum over the tasks seen has to be multiplied with to stand for the whole stage: above 1
   * while the stage runs, or when tasks were not seen.
   */
  public double scale() {
    long seen = state.distinctTasksSucceeded();
    return seen == 0 ? 1 : Math.max(1, (double) numTasks() / seen);
  }

  /** Shuffle bytes read by the tasks seen. */
  public long shuffleReadBytes() {
    return sum(TaskMetric.SHUFFLE_READ_BYTES);
  }

  /** Successful attempts. */
  public long tasks() {
    return state.tasksSucceeded();
  }

  /** Mean shuffle bytes that a task read. */
  public double meanShuffleReadBytes() {
    return state.mean(TaskMetric.SHUFFLE_READ_BYTES);
  }

  /** Whether one task read far more of the shuffle than the mean did. */
  public boolean readsUnevenly(double factor) {
    return tasks() > 1
        && state.max(TaskMetric.SHUFFLE_READ_BYTES) > factor * meanShuffleReadBytes();
  }
}

package io.attune.advisor.prediction;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.application.StageDescriptor;
import io.attune.advisor.statistics.StageState;
import io.attune.advisor.statistics.TaskMetric;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/** Tells which stages of a run have as many tasks as they have because of the cluster. */
final class TaskCounts {
  private static final long LEAST_PARTITION = 1L << 20;

  /** Spark's tuning guide: "In general, we recommend 2-3 tasks per CPU core"; some take 4. */
  private static final long MOST_PER_CORE = 4;

  private final Run run;
  private final long parallelism;
  private final Map<Integer, Counted> counted = new HashMap<>();

  /** A stage that was looked at. */
  private record Counted(long tasks, TaskCount count) {}

  TaskCounts(Run run, ClusterSize size, boolean local) {
    this.run = requireNonNull(run, "run is null");
    this.parallelism = RunModel.parallelism(size, local);
  }

  /** What decides the number of tasks of a stage attempt; parents have to be asked for first. */
  TaskCount of(StageDescriptor stage, StageState state) {
    TaskCount count = decided(stage, state);
    counted.put(stage.stageId(), new Counted(stage.numTasks(), count));
    return count;
  }

  private TaskCount decided(StageDescriptor stage, StageState state) {
    SparkSettings settings = run.application().settingsFor(stage);
    if (settings.isSet("spark.default.parallelism") || stage.stageAttempt() > 0) {
      return TaskCount.FIXED;
    }
    if (state.sum(TaskMetric.SHUFFLE_READ_BYTES) > 0) {
      return ofShuffle(stage, state, settings);
    }
    if (!stage.parentStageIds().isEmpty()) {
      return TaskCount.FIXED;
    }
    List<SqlNode> scans =
        run.application().sqlNodesOf(stage).stream().filter(SqlNode::isFileScan).toList();
    if (scans.isEmpty()) {
      return ofRoot(stage.numTasks());
    }
    OptionalLong files = scans.get(0).filesRead();
    OptionalLong bytes = scans.get(0).fileBytesRead();
    if (scans.size() > 1
        || files.isEmpty()
        || bytes.isEmpty()
        || settings.minPartitionNum().isPresent()) {
      return TaskCount.FIXED;
    }
    double cost = settings.openCostBytes();
    return TaskCount.splits(
        bytes.getAsLong() + cost * files.getAsLong(),
        settings.maxPartitionBytes(),
        cost,
        parallelism);
  }

  /**
   * As many tasks as Spark's default parallelism are likely to follow it; two to four for each core
   * may be what a program computes from it, and may just as well stand in it.
   */
  private TaskCount ofRoot(long tasks) {
    if (tasks % parallelism != 0 || tasks > MOST_PER_CORE * parallelism) {
      return TaskCount.FIXED;
    }
    TaskCount following = TaskCount.following(parallelism);
    return tasks == parallelism
        ? new TaskCount.Undecided(following, TaskCount.FIXED)
        : new TaskCount.Undecided(TaskCount.FIXED, following);
  }

  /** Without a number a shuffle of RDDs takes that of its largest parent. */
  private TaskCount ofParents(StageDescriptor stage) {
    return stage.parentStageIds().stream()
        .map(counted::get)
        .filter(Objects::nonNull)
        .max(Comparator.comparingLong(Counted::tasks))
        .filter(parent -> parent.tasks() == stage.numTasks())
        .map(Counted::count)
        .orElse(TaskCount.FIXED);
  }

  private TaskCount ofShuffle(StageDescriptor stage, StageState state, SparkSettings settings) {
    long partitions = settings.initialShufflePartitions();
    if (stage.sqlExecutionId().isEmpty()) {
      return ofParents(stage);
    }
    if (!settings.coalescing() || !settings.parallelismFirst() || stage.numTasks() > partitions) {
      return TaskCount.FIXED;
    }
    double least =
        settings
            .bytes("spark.sql.adaptive.coalescePartitions.minPartitionSize")
            .orElse(LEAST_PARTITION);
    return TaskCount.coalesced(
        partitions,
        state.sum(TaskMetric.SHUFFLE_READ_BYTES),
        settings.advisoryPartitionBytes(),
        least,
        parallelism);
  }
}

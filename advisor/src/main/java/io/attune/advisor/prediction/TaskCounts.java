package io.attune.advisor.prediction;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.application.StageDescriptor;
import io.attune.advisor.statistics.StageState;
import io.attune.advisor.statistics.TaskMetric;
import java.util.List;
import java.util.OptionalLong;

/** Tells which stages of a run have as many tasks as they have because of the cluster. */
final class TaskCounts {
  private static final long LEAST_PARTITION = 1L << 20;

  private final Run run;
  private final long parallelism;

  TaskCounts(Run run, ClusterSize size) {
    this.run = requireNonNull(run, "run is null");
    this.parallelism = RunModel.parallelism(size);
  }

  /** What decides the number of tasks of a stage attempt. */
  TaskCount of(StageDescriptor stage, StageState state) {
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
      return stage.numTasks() == parallelism ? TaskCount.PARALLELISM : TaskCount.FIXED;
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

  private TaskCount ofShuffle(StageDescriptor stage, StageState state, SparkSettings settings) {
    long partitions = settings.initialShufflePartitions();
    if (!settings.coalescing()
        || !settings.parallelismFirst()
        || stage.sqlExecutionId().isEmpty()
        || stage.numTasks() > partitions) {
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

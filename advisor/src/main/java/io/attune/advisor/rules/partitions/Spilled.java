package io.attune.advisor.rules.partitions;

import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.statistics.TaskMetric;

/** What a stage spilled. */
final class Spilled {
  private Spilled() {}

  /** Bytes spilled to disk; as they were in memory where a version counted no other. */
  static double bytes(StageFacts stage) {
    long disk = stage.sum(TaskMetric.DISK_BYTES_SPILLED);
    return disk > 0 || stage.settings().isSparkAtLeast(2, 0)
        ? disk
        : stage.sum(TaskMetric.MEMORY_BYTES_SPILLED);
  }

  /** The same over the largest of what the stage read and what it wrote. */
  static double share(StageFacts stage) {
    return bytes(stage) / Math.max(1, largestFlow(stage));
  }

  /** The largest of what the stage read and what it wrote. */
  static double largestFlow(StageFacts stage) {
    return Math.max(
        Math.max(stage.sum(TaskMetric.INPUT_BYTES), stage.shuffleReadBytes()),
        Math.max(stage.sum(TaskMetric.OUTPUT_BYTES), stage.sum(TaskMetric.SHUFFLE_WRITE_BYTES)));
  }

  /** Memory that the task with most would have taken without a spill, bytes. */
  static double needBytes(StageFacts stage) {
    return (double) stage.state().max(TaskMetric.PEAK_EXECUTION_MEMORY_BYTES)
        + stage.state().max(TaskMetric.MEMORY_BYTES_SPILLED);
  }
}

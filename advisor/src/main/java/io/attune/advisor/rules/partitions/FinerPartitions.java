package io.attune.advisor.rules.partitions;

import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import java.util.List;
import java.util.Optional;

/**
 * Finer partitions for a stage that a setting gives them to.
 *
 * @param count how many, and of which size
 * @param mergedBytes how large one that adaptive execution merges may be
 */
record FinerPartitions(
    StageFacts stage, PartitionKnob knob, PartitionTarget.Count count, long mergedBytes) {
  /** Empty when no setting gives it its partitions, and when finer ones would not help. */
  static Optional<FinerPartitions> of(RuleContext context, StageFacts stage) {
    return PartitionKnob.of(stage)
        .map(
            knob -> {
              PartitionTarget.Count count = count(context, stage, knob).held(context, knob);
              return new FinerPartitions(
                  stage, knob, count, mergedBytes(context, stage, count.targetBytes()));
            })
        .filter(finer -> finer.needsMore() || finer.needsSmaller());
  }

  private static PartitionTarget.Count count(
      RuleContext context, StageFacts stage, PartitionKnob knob) {
    PartitionTarget target = new PartitionTarget(context);
    PartitionTarget.Count byBytes = target.raise(List.of(stage));
    return byBytes.partitions() <= knob.current()
            && Spilled.needBytes(stage) > context.unifiedBytesPerSlot()
        ? target.fitting(stage, Spilled.needBytes(stage))
        : byBytes;
  }

  boolean needsMore() {
    // Where Databricks chooses the number, it follows the size of a partition.
    return count.partitions() > knob.current() && !(knob.auto() && needsSmaller());
  }

  /** Whether adaptive execution would merge what is split. */
  boolean needsSmaller() {
    long advisory = stage.settings().advisoryPartitionBytes();
    double now = stage.isAdaptive() ? Math.min(advisory, stage.meanShuffleReadBytes()) : advisory;
    return knob.adaptive() && mergedBytes < now;
  }

  /**
   * How large a merged partition may be: the target, and where merged ones spilled, as much of them
   * as a slot has room for.
   */
  private static long mergedBytes(RuleContext context, StageFacts stage, long targetBytes) {
    if (!stage.isAdaptive()) {
      return targetBytes;
    }
    double room = context.table().number("partitions.memory-share") * context.unifiedBytesPerSlot();
    double fitting =
        stage.meanShuffleReadBytes() * Math.min(1, room / Math.max(1, Spilled.needBytes(stage)));
    return (long) Math.min(targetBytes, fitting);
  }
}

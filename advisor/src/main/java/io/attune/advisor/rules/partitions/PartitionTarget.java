package io.attune.advisor.rules.partitions;

import io.attune.advisor.rules.Damping;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import java.util.List;

/**
 * How many partitions a set of stages under one property should have; the one place where that
 * number is computed.
 *
 * <p>A partition should hold τ = clamp(min(128 MiB, ½ · U ÷ e), 16 MiB, 256 MiB), with U the
 * unified memory of one slot and e the expansion from shuffle bytes to memory. Bytes alone ask for
 * P = ⌈B ÷ τ⌉. The largest P over the stages counts, because one property serves them all.
 */
final class PartitionTarget {
  private final RuleTable table;
  private final long slots;
  private final long unifiedBytesPerSlot;

  /**
   * A count of partitions.
   *
   * @param partitions the count
   * @param uncapped ⌈B ÷ τ⌉, before slots and waves were looked at
   * @param targetBytes τ of the stage that needs most
   */
  record Count(long partitions, long uncapped, long targetBytes) {
    /** With the count that was advised before, while it is as good. */
    Count held(RuleContext context, PartitionKnob knob) {
      long held = Damping.hold(context, knob.property(), knob.current(), partitions);
      return new Count(held, uncapped, targetBytes);
    }
  }

  PartitionTarget(RuleContext context) {
    this.table = context.table();
    RunFacts.Cluster cluster = context.facts().cluster();
    this.slots = Math.max(1, cluster.slots());
    this.unifiedBytesPerSlot = context.unifiedBytesPerSlot();
  }

  /** τ for one stage, bytes. */
  long targetBytes(StageFacts stage) {
    double memory =
        table.number("partitions.memory-share") * unifiedBytesPerSlot / expansion(stage);
    double target = Math.min(table.number("partitions.target-bytes"), memory);
    double least = table.number("partitions.min-target-bytes");
    double most = table.number("partitions.max-target-bytes");
    return (long) Math.max(least, Math.min(most, target));
  }

  /**
   * Memory that a task takes for each byte of shuffle that it reads: the p95 over tasks. Small
   * reads tell nothing, because a task takes whole pages of memory however little it reads.
   */
  double expansion(StageFacts stage) {
    boolean tells =
        !stage.state().expansionPermille().isEmpty()
            && stage.meanShuffleReadBytes() >= table.number("partitions.expansion-min-read-bytes");
    double measured = tells ? stage.state().expansionPermille().quantile(0.95) / 1000.0 : 0;
    return measured > 0 ? measured : table.number("partitions.default-expansion");
  }

  /** Partitions for stages whose partitions are too large: whole waves when there are several. */
  Count raise(List<StageFacts> stages) {
    Count most = largest(stages);
    long waves = most.partitions() > slots ? roundUp(most.partitions(), slots) : most.partitions();
    return new Count(waves, most.uncapped(), most.targetBytes());
  }

  /**
   * Partitions small enough for the memory of a slot where tasks take far more of it than the bytes
   * that they read let expect, as what makes long rows of short ones: P = ⌈tasks × need ÷ ½ U⌉, and
   * none below a mebibyte or so.
   *
   * @param needBytes memory that the task with most would have taken without a spill
   */
  Count fitting(StageFacts stage, double needBytes) {
    double room = table.number("partitions.memory-share") * unifiedBytesPerSlot;
    long needed = ceil(stage.scale() * stage.tasks() * needBytes, room);
    long useful = ceil(bytes(stage), table.number("partitions.min-useful-bytes"));
    long partitions = Math.min(needed, useful);
    long waves = partitions > slots ? roundUp(partitions, slots) : partitions;
    return new Count(waves, partitions, (long) (bytes(stage) / partitions));
  }

  /**
   * Partitions for stages whose partitions are too small: no fewer than the bytes, the slots (as
   * long as each gets a mebibyte or a tenth of a second of work or so) or the run time ask for.
   */
  Count lower(List<StageFacts> stages) {
    Count bytes = largest(stages);
    long partitions = bytes.partitions();
    for (StageFacts stage : stages) {
      double runMs = stage.scale() * stage.sum(TaskMetric.EXECUTOR_RUN_TIME_MS);
      long useful =
          Math.max(
              ceil(bytes(stage), table.number("partitions.min-useful-bytes")),
              ceil(runMs, table.number("partitions.min-useful-ms")));
      long busy = ceil(runMs, table.number("partitions.max-merged-task-ms"));
      partitions = Math.max(partitions, Math.max(Math.min(slots, useful), busy));
    }
    return new Count(partitions, bytes.uncapped(), bytes.targetBytes());
  }

  private Count largest(List<StageFacts> stages) {
    Count most = new Count(1, 1, (long) table.number("partitions.target-bytes"));
    for (StageFacts stage : stages) {
      long target = targetBytes(stage);
      long partitions = ceil(bytes(stage), target);
      if (partitions > most.partitions()) {
        most = new Count(partitions, partitions, target);
      }
    }
    return most;
  }

  /** Shuffle bytes of the whole stage, those of the tasks that are still to come included. */
  static double bytes(StageFacts stage) {
    return stage.scale() * stage.shuffleReadBytes();
  }

  static long ceil(double amount, double unit) {
    return Math.max(1, (long) Math.ceil(amount / unit));
  }

  static long roundUp(long value, long multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }
}

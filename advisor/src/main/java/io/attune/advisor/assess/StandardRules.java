package io.attune.advisor.assess;

import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.code.CacheWasteRule;
import io.attune.advisor.rules.code.FileListingRule;
import io.attune.advisor.rules.code.GrowingLineageRule;
import io.attune.advisor.rules.code.JoinWithoutEqualityRule;
import io.attune.advisor.rules.code.PythonFunctionsRule;
import io.attune.advisor.rules.code.RangeSortRule;
import io.attune.advisor.rules.code.RecomputationRule;
import io.attune.advisor.rules.code.RowRewriteRule;
import io.attune.advisor.rules.code.ShuffleWaitRule;
import io.attune.advisor.rules.code.WriteCommitRule;
import io.attune.advisor.rules.executors.ComputePlatformRule;
import io.attune.advisor.rules.executors.DriverBoundRule;
import io.attune.advisor.rules.executors.DynamicAllocationRule;
import io.attune.advisor.rules.executors.ExecutorCoresRule;
import io.attune.advisor.rules.executors.ExecutorCountRule;
import io.attune.advisor.rules.executors.IdleTimeoutRule;
import io.attune.advisor.rules.executors.LocalityWaitRule;
import io.attune.advisor.rules.memory.DriverMemoryRule;
import io.attune.advisor.rules.memory.ExecutorMemoryRule;
import io.attune.advisor.rules.memory.GcPressureRule;
import io.attune.advisor.rules.memory.MemoryOverheadRule;
import io.attune.advisor.rules.memory.OffHeapRule;
import io.attune.advisor.rules.partitions.BroadcastRule;
import io.attune.advisor.rules.partitions.FewTasksRule;
import io.attune.advisor.rules.partitions.InputSkewRule;
import io.attune.advisor.rules.partitions.InputSplitsRule;
import io.attune.advisor.rules.partitions.MergedPartitionsRule;
import io.attune.advisor.rules.partitions.PartitionClusterFitRule;
import io.attune.advisor.rules.partitions.RowExplosionRule;
import io.attune.advisor.rules.partitions.ShufflePartitionsRule;
import io.attune.advisor.rules.partitions.SkewRule;
import io.attune.advisor.rules.partitions.SmallFilesRule;
import io.attune.advisor.rules.partitions.SpillRule;
import io.attune.advisor.rules.partitions.TinyTasksRule;
import io.attune.advisor.rules.reliability.DriverResultSizeRule;
import io.attune.advisor.rules.reliability.ExecutorLossRule;
import io.attune.advisor.rules.reliability.FailedExecutionRule;
import io.attune.advisor.rules.reliability.RegressionRule;
import io.attune.advisor.rules.reliability.StragglerRule;
import io.attune.advisor.rules.reliability.TaskFailuresRule;
import io.attune.advisor.rules.streaming.FallingBehindRule;
import io.attune.advisor.rules.streaming.StateGrowthRule;
import io.attune.advisor.rules.streaming.StateMemoryRule;
import io.attune.advisor.rules.streaming.StatePartitionsRule;
import io.attune.advisor.rules.streaming.StreamFilesRule;
import io.attune.advisor.rules.streaming.StreamIdleRule;
import io.attune.advisor.rules.streaming.StreamTriggerRule;
import java.util.List;

/** The rules that Attune ships, in the order in which they are asked. */
public final class StandardRules {
  private StandardRules() {}

  /**
   * What failed, what went wrong with earlier advice, reliability, then memory, partitions,
   * executors and cost.
   */
  public static List<Rule> all() {
    return List.of(
        new FailedExecutionRule(),
        new RegressionRule(),
        new TaskFailuresRule(),
        new ExecutorLossRule(),
        new DriverResultSizeRule(),
        new StragglerRule(),
        new ExecutorMemoryRule(),
        new GcPressureRule(),
        new MemoryOverheadRule(),
        new OffHeapRule(),
        new DriverMemoryRule(),
        new FewTasksRule(),
        new MergedPartitionsRule(),
        new RowExplosionRule(),
        new SkewRule(),
        new SpillRule(),
        new ShufflePartitionsRule(),
        new InputSkewRule(),
        new InputSplitsRule(),
        new BroadcastRule(),
        new SmallFilesRule(),
        new FallingBehindRule(),
        new StateGrowthRule(),
        new StateMemoryRule(),
        new StatePartitionsRule(),
        new StreamFilesRule(),
        new StreamTriggerRule(),
        new StreamIdleRule(),
        new TinyTasksRule(),
        new PartitionClusterFitRule(),
        new WriteCommitRule(),
        new FileListingRule(),
        new ShuffleWaitRule(),
        new RowRewriteRule(),
        new DriverBoundRule(),
        new JoinWithoutEqualityRule(),
        new RangeSortRule(),
        new GrowingLineageRule(),
        new PythonFunctionsRule(),
        new RecomputationRule(),
        new CacheWasteRule(),
        new LocalityWaitRule(),
        new IdleTimeoutRule(),
        new ExecutorCoresRule(),
        new DynamicAllocationRule(),
        new ExecutorCountRule(),
        new ComputePlatformRule());
  }
}

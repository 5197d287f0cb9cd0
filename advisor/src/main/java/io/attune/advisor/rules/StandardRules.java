package io.attune.advisor.rules;

import java.util.List;

/** The rules that Attune ships, in the order in which they are asked. */
public final class StandardRules {
  private StandardRules() {}

  /**
   * What went wrong with earlier advice, reliability, then memory, partitions, executors and cost.
   */
  public static List<Rule> all() {
    return List.of(
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
        new SkewRule(),
        new SpillRule(),
        new ShufflePartitionsRule(),
        new InputSplitsRule(),
        new BroadcastRule(),
        new SmallFilesRule(),
        new TinyTasksRule(),
        new PartitionClusterFitRule(),
        new DriverBoundRule(),
        new RecomputationRule(),
        new CacheWasteRule(),
        new ExecutorCoresRule(),
        new DynamicAllocationRule(),
        new ExecutorCountRule(),
        new ComputePlatformRule());
  }
}

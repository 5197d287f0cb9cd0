package io.attune.load.fleet;

/**
 * Injects a fault into a healthy application. A fault changes a cause (a setting, the data, the
 * code, the machines) and never a metric: its effects follow from the simulation.
 */
final class FaultInjector {
  private FaultInjector() {}

  /** Creates an application with a fault. */
  static Blueprint of(Fault fault, Dice dice, double size) {
    return switch (fault.family()) {
      case PARTITIONS -> PartitionFaults.of(fault, dice, size);
      case MEMORY -> MemoryFaults.of(fault, dice, size);
      case RELIABILITY -> ReliabilityFaults.of(fault, dice, size);
      case CODE -> CodeFaults.of(fault, dice, size);
      case CLUSTER -> ClusterFaults.of(fault, dice, size);
      case PLANS -> PlanFaults.of(fault, dice, size);
      case OPERATORS -> OperatorFaults.of(fault, dice, size);
      case STREAMS -> StreamFaults.of(fault, dice, size);
    };
  }
}

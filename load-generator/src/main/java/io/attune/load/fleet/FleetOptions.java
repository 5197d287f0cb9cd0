package io.attune.load.fleet;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a fleet consists of.
 *
 * @param workloads workloads, each with runs of its own
 * @param seed on which everything depends
 * @param faultShare share of the workloads that have a fault, 0 to 1
 * @param faults faults to plant; they take turns
 * @param size factor on the number of tasks of a stage, above 0
 */
public record FleetOptions(
    int workloads, long seed, double faultShare, Set<Fault> faults, double size) {
  /** Share of faulty workloads unless something else is said. */
  public static final double DEFAULT_FAULT_SHARE = 0.5;

  /** Checks the values, each with a sentence of its own. */
  public FleetOptions {
    if (workloads < 1) {
      throw new IllegalArgumentException("A fleet needs at least one workload.");
    }
    if (!(faultShare >= 0 && faultShare <= 1)) {
      throw new IllegalArgumentException("The share of faults lies between 0 and 1.");
    }
    if (!(size > 0 && size <= 10_000)) {
      throw new IllegalArgumentException("The size of stages lies above 0 and up to 10,000.");
    }
    if (faults.isEmpty() && faultShare > 0) {
      throw new IllegalArgumentException("A share of faults needs at least one fault.");
    }
    faults =
        faults.isEmpty() ? Set.of() : java.util.Collections.unmodifiableSet(EnumSet.copyOf(faults));
  }

  /** All faults, half of the workloads, stages of an ordinary size. */
  public static FleetOptions of(int workloads, long seed) {
    return new FleetOptions(workloads, seed, DEFAULT_FAULT_SHARE, EnumSet.allOf(Fault.class), 1);
  }
}

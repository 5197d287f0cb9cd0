package io.attune.load.fleet;

import java.util.EnumSet;
import java.util.Set;

/**
 * Options of a fleet.
 *
 * @param workloads number of workloads
 * @param seed random seed
 * @param faultShare share of faulty workloads, 0 to 1
 * @param faults faults to inject, round-robin
 * @param size factor on the number of tasks per stage, above 0
 */
public record FleetOptions(
    int workloads, long seed, double faultShare, Set<Fault> faults, double size) {
  /** Default share of faulty workloads. */
  public static final double DEFAULT_FAULT_SHARE = 0.5;

  /** Validates the values. */
  public FleetOptions {
    if (workloads < 1) {
      throw new IllegalArgumentException("A fleet needs at least one workload.");
    }
    if (!(faultShare >= 0 && faultShare <= 1)) {
      throw new IllegalArgumentException("The share of faults has to be between 0 and 1.");
    }
    if (!(size > 0 && size <= 10_000)) {
      throw new IllegalArgumentException(
          "The size of stages has to be above 0 and at most 10,000.");
    }
    if (faults.isEmpty() && faultShare > 0) {
      throw new IllegalArgumentException("A share of faults needs at least one fault.");
    }
    faults =
        faults.isEmpty() ? Set.of() : java.util.Collections.unmodifiableSet(EnumSet.copyOf(faults));
  }

  /** Options with all faults, half of the workloads faulty, and stages of normal size. */
  public static FleetOptions of(int workloads, long seed) {
    return new FleetOptions(workloads, seed, DEFAULT_FAULT_SHARE, EnumSet.allOf(Fault.class), 1);
  }
}

package io.attune.load.fleet;

import static java.util.Objects.requireNonNull;

import io.attune.load.fleet.Shapes.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A fleet of workloads. Workloads are created on demand and depend only on the options and their
 * index.
 */
public final class Fleet {
  private final FleetOptions options;
  private final List<Fault> faults;

  /** Creates a fleet. */
  public Fleet(FleetOptions options) {
    this.options = requireNonNull(options, "options is null");
    this.faults = List.copyOf(options.faults());
  }

  /** Number of workloads. */
  public int size() {
    return options.workloads();
  }

  /**
   * Creates a workload.
   *
   * @param index from 0
   */
  public FleetWorkload workload(int index) {
    if (index < 0 || index >= options.workloads()) {
      throw new IndexOutOfBoundsException("no workload " + index + " in " + options.workloads());
    }
    // Round-robin, so that each fault is injected equally often.
    long before = Math.round(index * options.faultShare());
    boolean faulty = Math.round((index + 1) * options.faultShare()) > before;
    Optional<Fault> fault =
        faulty
            ? Optional.of(
                faults.get(
                    (int)
                        ((before + Math.floorMod(options.seed(), faults.size())) % faults.size())))
            : Optional.empty();
    return new FleetWorkload(index, options.seed(), fault, () -> blueprint(index, fault));
  }

  private Blueprint blueprint(int index, Optional<Fault> fault) {
    Dice dice = new Dice(options.seed()).fork(index);
    Blueprint blueprint =
        fault
            .map(planted -> FaultInjector.of(planted, dice, options.size()))
            .orElseGet(() -> Shapes.of(dice.pick(Shape.values()), dice, options.size()));
    for (Confounder confounder : Confounder.values()) {
      if (dice.chance(0.18) && Confounding.fits(confounder, blueprint, fault.orElse(null))) {
        Confounding.add(confounder, blueprint, dice);
      }
    }
    return blueprint;
  }
}

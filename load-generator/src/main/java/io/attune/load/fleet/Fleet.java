package io.attune.load.fleet;

import static java.util.Objects.requireNonNull;

import io.attune.load.fleet.Shapes.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A fleet of workloads. Each is made when it is asked for, and is the same every time: it depends
 * on the options and its number alone.
 */
public final class Fleet {
  private final FleetOptions options;
  private final List<Fault> faults;

  /** A fleet of these options. */
  public Fleet(FleetOptions options) {
    this.options = requireNonNull(options, "options is null");
    this.faults = List.copyOf(options.faults());
  }

  /** Workloads in it. */
  public int size() {
    return options.workloads();
  }

  /**
   * A workload.
   *
   * @param index from 0
   */
  public FleetWorkload workload(int index) {
    if (index < 0 || index >= options.workloads()) {
      throw new IndexOutOfBoundsException("no workload " + index + " in " + options.workloads());
    }
    // The faults take turns, so that each is planted as often as any other.
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
            .map(planted -> Planting.of(planted, dice, options.size()))
            .orElseGet(() -> Shapes.of(dice.pick(Shape.values()), dice, options.size()));
    for (Confuser confuser : Confuser.values()) {
      if (dice.chance(0.18) && Confusing.fits(confuser, blueprint, fault.orElse(null))) {
        Confusing.add(confuser, blueprint, dice);
      }
    }
    return blueprint;
  }
}

package io.attune.load.fleet;

import io.attune.load.fleet.Shapes.Shape;

/** Faults that make attempts fail, executors get lost, or a host slow. */
final class ReliabilityFaults {
  private final Dice dice;
  private final double size;

  private ReliabilityFaults(Dice dice, double size) {
    this.dice = dice;
    this.size = size;
  }

  /** Creates an application with a fault. */
  static Blueprint of(Fault fault, Dice dice, double size) {
    ReliabilityFaults faults = new ReliabilityFaults(dice, size);
    return switch (fault) {
      case NATIVE_MEMORY, SPOT_LOSSES, LOST_HEARTBEATS -> faults.losses(fault);
      case BAD_RECORDS, BAD_HOST, FLAKY_FETCHES -> faults.failures(fault);
      case SLOW_HOST -> faults.slowHost();
      default -> throw new IllegalArgumentException(fault + " is not such a fault");
    };
  }

  private Blueprint losses(Fault fault) {
    Blueprint blueprint = anyOnSeveralHosts(Shape.ETL, Shape.SORT, Shape.RDD, Shape.ITERATIVE);
    switch (fault) {
      case NATIVE_MEMORY -> blueprint.nativeMib = blueprint.overheadMib * dice.uniform(1.15, 1.6);
      case SPOT_LOSSES -> blueprint.spotLosses = dice.uniform(1, 3);
      default -> blueprint.silentExecutors = dice.uniform(1, 2);
    }
    return blueprint;
  }

  private Blueprint failures(Fault fault) {
    Blueprint blueprint =
        fault == Fault.FLAKY_FETCHES
            ? any(Shape.ETL, Shape.SORT)
            : anyOnSeveralHosts(Shape.ETL, Shape.SORT, Shape.RDD);
    switch (fault) {
      case BAD_RECORDS -> blueprint.throwShare = dice.uniform(0.1, 0.2);
      case BAD_HOST -> {
        blueprint.hosts = dice.between(3, 4);
        blueprint.badHostShare = dice.uniform(0.35, 0.6);
      }
      default -> blueprint.fetchFailShare = dice.uniform(0.15, 0.3);
    }
    return blueprint;
  }

  private Blueprint slowHost() {
    Blueprint blueprint = anyOnSeveralHosts(Shape.ETL, Shape.SORT, Shape.RDD);
    blueprint.hosts = dice.between(4, 6);
    blueprint.firstHostSlowness = dice.uniform(4.5, 7);
    return blueprint;
  }

  private Blueprint any(Shape... shapes) {
    return Shapes.of(dice.pick(shapes), dice, size);
  }

  private Blueprint anyOnSeveralHosts(Shape... shapes) {
    Blueprint blueprint = Shapes.of(dice.pick(shapes), dice, size, 4);
    blueprint.hosts = Math.max(3, blueprint.hosts);
    return blueprint;
  }
}

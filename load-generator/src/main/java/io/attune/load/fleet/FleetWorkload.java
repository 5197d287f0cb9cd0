package io.attune.load.fleet;

import io.attune.schemas.EventSink;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A workload of the fleet, with its injected fault. */
public final class FleetWorkload {
  private static final long DAY_MS = 86_400_000;
  private static final Instant FIRST_DAY = Instant.parse("2026-01-05T02:00:00Z");

  private final int index;
  private final long seed;
  private final Optional<Fault> fault;
  private final Supplier<Blueprint> plan;
  private final Blueprint blueprint;
  private final String name;
  private final long fleetSeed;

  FleetWorkload(int index, long fleetSeed, Optional<Fault> fault, Supplier<Blueprint> plan) {
    this.plan = plan;
    this.blueprint = plan.get();
    this.index = index;
    this.fleetSeed = fleetSeed;
    this.seed = Dice.mix(fleetSeed * 1_000_003 + index);
    this.fault = fault;
    this.name = String.format(Locale.ROOT, "fleet-%d-%s-%05d", fleetSeed, blueprint.shape, index);
  }

  /** Name, unique across fleets of any seed. */
  public String name() {
    return name;
  }

  /** The injected fault; empty if it is healthy. */
  public Optional<Fault> fault() {
    return fault;
  }

  /** The confounders. */
  public Set<Confounder> confounders() {
    return blueprint.confounders.isEmpty()
        ? Set.of()
        : Collections.unmodifiableSet(EnumSet.copyOf(blueprint.confounders));
  }

  /** Kind of application, such as {@code etl}. */
  public String shape() {
    return blueprint.shape;
  }

  /**
   * Returns the same workload with another number of executors, as after applying a recommendation.
   *
   * @param executors at least 1
   */
  public FleetWorkload onExecutors(int executors) {
    return new FleetWorkload(index, fleetSeed, fault, () -> plan.get().onExecutors(executors));
  }

  /** Returns the same workload with a Spark property set, as after applying a recommendation. */
  public FleetWorkload with(String property, String value) {
    return new FleetWorkload(index, fleetSeed, fault, () -> plan.get().with(property, value));
  }

  /** Number of slots of its cluster. */
  public int slots() {
    return blueprint.slots();
  }

  /** Application id of a run, numbered from 0. */
  public String applicationId(int run) {
    return String.format(Locale.ROOT, "app-fleet-%d-%05d-%03d", fleetSeed, index, run);
  }

  /**
   * Creates a run.
   *
   * @param number number of the run, from 0; runs are a day apart
   * @param sink receives the events
   * @param reuse whether the task record may be reused, because the sink does not retain it
   */
  public FleetRun run(int number, EventSink sink, boolean reuse) {
    return new FleetRun(this, number, sink, reuse);
  }

  long startMs(int run) {
    return FIRST_DAY.toEpochMilli() + run * DAY_MS + Math.floorMod(seed, 3_600_000L);
  }

  String applicationName() {
    return "Nightly " + blueprint.shape + " " + index;
  }

  long seed() {
    return seed;
  }

  Blueprint blueprint() {
    return blueprint;
  }
}

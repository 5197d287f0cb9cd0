package io.attune.load.fleet;

import io.attune.load.fleet.Shapes.Shape;
import io.attune.load.fleet.StagePlan.Partitioning;
import io.attune.load.fleet.StreamPlan.KeptState;

/** Faults of streaming queries, which run batch after batch and report each. */
final class StreamFaults {
  private static final long MIB = 1 << 20;

  private final Dice dice;
  private final double size;

  private StreamFaults(Dice dice, double size) {
    this.dice = dice;
    this.size = size;
  }

  /** Creates an application with a fault. */
  static Blueprint of(Fault fault, Dice dice, double size) {
    StreamFaults faults = new StreamFaults(dice, size);
    return switch (fault) {
      case LATE_STREAM -> faults.late();
      case HASTY_TRIGGER -> faults.hasty();
      case IDLE_STREAM -> faults.idle();
      case STREAMED_SMALL_FILES -> faults.smallFiles();
      case ENDLESS_STATE -> faults.endlessState();
      case STATE_IN_HEAP -> faults.stateInHeap();
      default -> throw new IllegalArgumentException(fault + " is not such a fault");
    };
  }

  /** More rows come than a batch takes: the backlog grows. */
  private Blueprint late() {
    double taskMs = dice.uniform(4_000, 9_000);
    Blueprint blueprint = batches(dice.between(22, 34), taskMs, 0);
    long rows = dice.between(20_000, 90_000);
    double most = rows / (taskMs + 600) * 1000;
    blueprint.stream = new StreamPlan(0, 300, rows, most * dice.uniform(1.35, 2), null);
    return blueprint;
  }

  /** Batches without a pause that mostly plan and commit. */
  private Blueprint hasty() {
    double taskMs = dice.uniform(500, 900);
    Blueprint blueprint = batches(dice.between(60, 90), taskMs, 0);
    double overheadMs = taskMs * dice.uniform(2, 3.5);
    blueprint.stream = new StreamPlan(0, overheadMs, 1_000_000, dice.uniform(200, 2_000), null);
    return blueprint;
  }

  /** A batch of seconds every minute or two. */
  private Blueprint idle() {
    Blueprint blueprint = batches(dice.between(16, 24), dice.uniform(1_500, 2_500), 0);
    blueprint.stream =
        new StreamPlan(dice.between(60, 120) * 1000L, 400, 1_000_000, dice.uniform(50, 400), null);
    return blueprint;
  }

  /** Each batch leaves a small file of each task. */
  private Blueprint smallFiles() {
    double taskMs = dice.uniform(4_000, 7_000);
    Blueprint blueprint = batches(dice.between(40, 60), taskMs, dice.uniform(0.3, 0.8));
    blueprint.stream =
        new StreamPlan(Math.round(taskMs * 2.5), 400, 1_000_000, dice.uniform(200, 900), null);
    return blueprint;
  }

  /** A key is never removed. */
  private Blueprint endlessState() {
    double taskMs = dice.uniform(8_000, 14_000);
    Blueprint blueprint = batches(dice.between(20, 30), taskMs, 0);
    long added = dice.between(8_000, 60_000);
    blueprint.stream =
        new StreamPlan(30_000, 500, 1_000_000, added / 20.0, new KeptState(0, added, false, 200));
    return blueprint;
  }

  /** Old keys go, and those that stay fill a good part of the heaps. */
  private Blueprint stateInHeap() {
    double taskMs = dice.uniform(8_000, 14_000);
    Blueprint blueprint = batches(dice.between(20, 30), taskMs, 0);
    double heaps = blueprint.executors * blueprint.heapMib * MIB;
    long rows = Math.round(heaps * dice.uniform(0.3, 0.45) / 300);
    blueprint.stream =
        new StreamPlan(30_000, 500, 1_000_000, 3_000, new KeptState(rows, rows / 100, true, 300));
    return blueprint;
  }

  /** A query of even batches, a full wave each. */
  private Blueprint batches(int batches, double taskMs, double written) {
    Blueprint blueprint = Shapes.on(Shape.REPORT, dice, size, dice.between(2, 6), 4);
    blueprint.properties.put("spark.sql.adaptive.enabled", "false");
    blueprint.jobs.clear();
    for (int batch = 0; batch < batches; batch++) {
      StagePlan scan = new StagePlan("scan", Partitioning.FILES).files(blueprint.slots(), 4);
      scan.owns(dice.uniform(60, 250)).fixedRunMs = taskMs;
      scan.ofStream = true;
      if (written > 0) {
        scan.writes(written);
      }
      blueprint.jobs.add(new JobPlan("start", true, java.util.List.of(scan), 0));
    }
    Shapes.refit(blueprint, dice);
    return blueprint;
  }
}

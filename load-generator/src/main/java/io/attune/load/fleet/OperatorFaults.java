package io.attune.load.fleet;

import io.attune.load.fleet.Shapes.Shape;
import io.attune.load.fleet.StagePlan.Partitioning;
import java.util.List;

/** Faults of what an operator of a plan does with its rows. */
final class OperatorFaults {
  private static final double MIB = 1 << 20;

  private final Dice dice;
  private final double size;

  private OperatorFaults(Dice dice, double size) {
    this.dice = dice;
    this.size = size;
  }

  /** Creates an application with a fault. */
  static Blueprint of(Fault fault, Dice dice, double size) {
    OperatorFaults faults = new OperatorFaults(dice, size);
    return switch (fault) {
      case LOOP_JOIN -> faults.loopJoin();
      case COSTLY_RANGE_SORT -> faults.rangeSort();
      case EXPLODED_ROWS -> faults.exploded();
      case PICKLED_ROWS -> faults.pickled();
      case LARGE_PYTHON_BATCHES -> faults.batches();
      case REWRITTEN_ROWS -> faults.rewritten();
      default -> throw new IllegalArgumentException(fault + " is not such a fault");
    };
  }

  /** Events are matched with the intervals of a small table, by comparing all with all. */
  private Blueprint loopJoin() {
    Blueprint blueprint = wide();
    StagePlan built = new StagePlan("scan", Partitioning.FILES);
    built.files(1, dice.uniform(0.15, 0.6)).speed(dice.uniform(500, 1500)).owns(60);
    StagePlan join = scan(blueprint, 1).shuffles(dice.uniform(0.005, 0.02));
    String condition = "((at#4L >= begins#1L) AND (at#4L < ends#2L))";
    join.extra = Operator.loopJoin(condition, dice.uniform(0.3, 2));
    join.after = 0;
    double rowsBuilt = built.fileMib * MIB / built.bytesPerRow;
    double pairsPerMs = dice.uniform(20_000, 60_000);
    join.speed(MIB / join.bytesPerRow * rowsBuilt / pairsPerMs);
    return Shapes.only(blueprint, dice, built, join, Shapes.aggregate(join, 1, dice));
  }

  /** Samples of the rows cost as much as the rows. */
  private Blueprint rangeSort() {
    Blueprint blueprint = wide();
    StagePlan sampling = scan(blueprint, dice.uniform(7000, 20_000));
    sampling.samples = true;
    StagePlan shuffle = new StagePlan("scan", Partitioning.FILES);
    shuffle.files(sampling.files, sampling.fileMib).speed(sampling.runMsPerMib);
    shuffle.owns(sampling.ownHeapMib).shuffles(dice.uniform(0.05, 0.2));
    shuffle.after = 0;
    StagePlan sort = Shapes.aggregate(shuffle, 1, dice);
    sort.byRange = true;
    return Shapes.only(blueprint, dice, sampling, shuffle, sort);
  }

  /** A small file of nested rows, in as many pieces as it has times 4 MiB. */
  private Blueprint exploded() {
    Blueprint blueprint = wide();
    StagePlan scan = new StagePlan("scan", Partitioning.FILES);
    int tasks = dice.between(1, Math.max(1, blueprint.slots() / 4));
    scan.files(1, 4 * tasks * dice.uniform(0.9, 0.97));
    scan.extra = Operator.explode(dice.logUniform(20, 200));
    scan.speed(dice.uniform(40_000, 120_000) / 4).owns(dice.uniform(60, 250));
    scan.shuffles(dice.uniform(0.5, 2));
    return Shapes.only(blueprint, dice, scan, Shapes.aggregate(scan, 0, dice));
  }

  /** The function is a small one: its rows take longer to get to Python and back. */
  private Blueprint pickled() {
    Blueprint blueprint = wide();
    blueprint.sparkVersion = dice.pick("3.5.9", "3.5.1", "3.3.2", "4.0.1");
    StagePlan scan = scan(blueprint, 1).shuffles(dice.uniform(0.005, 0.02));
    scan.inPython = dice.uniform(0.62, 0.85);
    scan.extra = Operator.pickled(scan.inPython, blueprint.sparkVersion.startsWith("4."));
    double microsOfRow = dice.uniform(8, 25);
    scan.speed(MIB / scan.bytesPerRow * microsOfRow / 1000 / scan.inPython);
    return Shapes.only(blueprint, dice, scan, Shapes.aggregate(scan, 0, dice));
  }

  /** Documents of some ten KiB, ten thousand in a batch. */
  private Blueprint batches() {
    Blueprint blueprint = wide();
    StagePlan scan = new StagePlan("scan", Partitioning.FILES);
    scan.files(blueprint.slots() * dice.between(2, 4), dice.uniform(95, 118));
    scan.bytesPerRow = dice.uniform(9, 16) * 1024;
    scan.inPython = dice.uniform(0.6, 0.85);
    scan.extra = Operator.batched(scan.bytesPerRow * dice.uniform(2.5, 4));
    scan.speed(dice.uniform(5000, 12_000) / scan.fileMib).owns(dice.uniform(60, 200));
    scan.shuffles(dice.uniform(0.01, 0.03));
    Shapes.only(blueprint, dice, scan, Shapes.aggregate(scan, 0, dice));
    blueprint.nativeMib = blueprint.overheadMib * dice.uniform(1.15, 1.6);
    return blueprint;
  }

  private Blueprint rewritten() {
    Blueprint blueprint = Shapes.of(Shape.ETL, dice, size);
    List<StagePlan> stages = blueprint.jobs.get(0).stages();
    StagePlan rewrite = stages.get(stages.size() - 1);
    double changed = dice.logUniform(0.001, 0.03);
    rewrite.extra = Operator.merge(changed, 1 - changed);
    blueprint.outweigh(rewrite, 0.4);
    return blueprint;
  }

  /** A cluster of which one task is a small part. */
  private Blueprint wide() {
    Blueprint blueprint =
        Shapes.on(Shape.REPORT, dice, size, dice.between(3, 8), dice.pick(4, 4, 8));
    blueprint.properties.remove("spark.sql.adaptive.enabled");
    return blueprint;
  }

  private StagePlan scan(Blueprint blueprint, double taskMs) {
    int files = blueprint.slots() * dice.between(2, 4);
    StagePlan scan = new StagePlan("scan", Partitioning.FILES).files(files, dice.uniform(68, 105));
    return scan.speed(taskMs / scan.fileMib).owns(dice.uniform(60, 250));
  }
}

package io.attune.load.fleet;

import io.attune.load.fleet.Shapes.Shape;
import io.attune.load.fleet.StagePlan.Partitioning;
import java.util.List;

/** Faults of the code and its data: small files, tiny tasks, recomputation, broadcasts, loops. */
final class CodeFaults {
  private final Dice dice;
  private final double size;

  private CodeFaults(Dice dice, double size) {
    this.dice = dice;
    this.size = size;
  }

  /** Creates an application with a fault. */
  static Blueprint of(Fault fault, Dice dice, double size) {
    CodeFaults faults = new CodeFaults(dice, size);
    return switch (fault) {
      case SMALL_FILES_READ, SMALL_FILES_WRITTEN -> faults.smallFiles(fault);
      case TINY_TASKS -> faults.tinyTasks();
      case DRIVER_GAPS -> faults.driverGaps();
      case RECOMPUTED_RDD, RECOMPUTED_QUERY -> faults.recomputed(fault);
      case UNUSED_CACHE -> faults.unusedCache();
      case MISSED_BROADCAST -> faults.missedBroadcast();
      case GROWING_LINEAGE -> faults.growingLineage();
      case GROWING_PLAN -> faults.growingPlan();
      default -> throw new IllegalArgumentException(fault + " is not such a fault");
    };
  }

  private Blueprint smallFiles(Fault fault) {
    Blueprint blueprint = any(Shape.ETL, Shape.SORT);
    if (fault == Fault.SMALL_FILES_READ) {
      StagePlan scan = blueprint.jobs.get(0).stages().get(0);
      double shuffled = scan.files * scan.fileMib * scan.shuffleRatio;
      double mib = dice.logUniform(0.05, 2);
      scan.files(dice.between(2000, 12_000), mib);
      // Opening a file costs as much as reading a few MiB.
      scan.speed(dice.uniform(25, 60) / mib + 30);
      scan.shuffles(shuffled / scan.files / scan.fileMib);
      blueprint.outweigh(scan, 0.3);
      return blueprint;
    }
    List<StagePlan> stages = blueprint.jobs.get(0).stages();
    StagePlan write = stages.get(stages.size() - 1);
    write.filesPerTask = dice.between(12, 60);
    return blueprint;
  }

  private Blueprint tinyTasks() {
    Blueprint blueprint = Shapes.of(Shape.RDD, dice, size);
    blueprint.jobs.clear();
    blueprint.properties.remove("spark.default.parallelism");
    int jobs = dice.between(1, 3);
    for (int i = 0; i < jobs; i++) {
      boolean many = dice.chance(0.5);
      int tasks = many ? dice.between(5500, 9000) : dice.between(800, 3000);
      StagePlan load = new StagePlan("parallelize", Partitioning.CODE).inCode(tasks);
      load.fixedRunMs = many ? dice.uniform(5, 30) : dice.uniform(2, 5);
      load.resultKib = 1;
      blueprint.jobs.add(new JobPlan("foreach", false, List.of(load), dice.uniform(80, 300)));
    }
    Shapes.refit(blueprint, dice);
    return blueprint;
  }

  private Blueprint driverGaps() {
    Blueprint blueprint = any(Shape.REPORT, Shape.ITERATIVE);
    double busyMs = blueprint.plannedMs();
    double share = dice.uniform(0.42, 0.7);
    double gaps = Math.max(15_000, busyMs * share / (1 - share)) / (blueprint.jobs.size() - 1);
    blueprint.jobs.replaceAll(job -> job.after(gaps * dice.uniform(0.8, 1.2)));
    return blueprint;
  }

  /** An RDD that is persisted and never read again. */
  private Blueprint unusedCache() {
    Blueprint blueprint = Shapes.of(Shape.ITERATIVE, dice, size);
    JobPlan load = blueprint.jobs.get(0);
    JobPlan iteration = blueprint.jobs.get(1);
    blueprint.jobs.clear();
    blueprint.jobs.add(load);
    StagePlan first = load.stages().get(0);
    StagePlan map = iteration.stages().get(0);
    StagePlan reduce = iteration.stages().get(1);
    StagePlan scan = new StagePlan("map", Partitioning.FILES).files(first.files, first.fileMib);
    scan.speed(first.runMsPerMib).owns(first.ownHeapMib).shuffles(map.shuffleRatio);
    blueprint.jobs.add(new JobPlan("collect", false, List.of(scan, reduce), 300));
    return blueprint;
  }

  /** Several jobs that start from the same data, which is not persisted. */
  private Blueprint recomputed(Fault fault) {
    boolean sql = fault == Fault.RECOMPUTED_QUERY;
    Blueprint blueprint = Shapes.of(Shape.REPORT, dice, size);
    JobPlan job = blueprint.jobs.get(0);
    StagePlan source = job.stages().get(0);
    StagePlan result = job.stages().get(1);
    if (!sql) {
      set(blueprint, "spark.default.parallelism", dice.between(2, Math.max(2, blueprint.slots())));
    }
    int uses = dice.between(3, 5);
    blueprint.jobs.clear();
    for (int use = 0; use < uses; use++) {
      StagePlan scan = new StagePlan("scan", Partitioning.FILES);
      scan.files(source.files, source.fileMib).shuffles(source.shuffleRatio);
      // Parsing costs far more than caching the result.
      scan.speed(dice.uniform(250, 400)).owns(source.ownHeapMib);
      scan.lineage = 1;
      blueprint.jobs.add(new JobPlan("collect", sql, List.of(scan, result), dice.uniform(80, 400)));
    }
    return blueprint;
  }

  private Blueprint missedBroadcast() {
    Blueprint blueprint = Shapes.of(Shape.ETL, dice, size);
    List<StagePlan> stages = blueprint.jobs.get(0).stages();
    StagePlan dimension = stages.get(1);
    StagePlan join = stages.get(2);
    double mib = dice.uniform(12, 40);
    dimension.files(Math.max(2, blueprint.slots() / 4), dice.uniform(20, 40));
    dimension.shuffles(mib / dimension.files / dimension.fileMib);
    blueprint.outweigh(join, 0.3);
    return blueprint;
  }

  /** Round k of a loop counts what k steps make of the same lines. */
  private Blueprint growingLineage() {
    Blueprint blueprint = Shapes.on(Shape.RDD, dice, size, dice.between(2, 6), dice.pick(2, 4));
    blueprint.jobs.clear();
    blueprint.properties.remove("spark.default.parallelism");
    int files = blueprint.slots() * dice.between(1, 2);
    double mib = dice.uniform(68, 105);
    double stepMs = dice.uniform(700, 2000) / mib;
    int rounds = dice.between(7, 12);
    for (int round = 1; round <= rounds; round++) {
      StagePlan map = new StagePlan("map", Partitioning.FILES).files(files, mib).owns(100);
      map.speed(dice.uniform(5, 10) + round * stepMs);
      map.lineage = 1;
      map.steps = round + 1;
      JobPlan count = new JobPlan("count", false, List.of(map), dice.uniform(80, 300));
      blueprint.jobs.add(count.onLine(7));
    }
    Shapes.refit(blueprint, dice);
    return blueprint;
  }

  /** Round k of a loop plans what k rounds have added to the query. */
  private Blueprint growingPlan() {
    Blueprint blueprint = Shapes.on(Shape.REPORT, dice, size, dice.between(2, 5), dice.pick(2, 4));
    JobPlan query = blueprint.jobs.get(0);
    StagePlan first = query.stages().get(0);
    blueprint.jobs.clear();
    double planMs = dice.uniform(60, 160);
    int rounds = dice.between(9, 14);
    for (int round = 0; round < rounds; round++) {
      StagePlan scan = new StagePlan("scan", Partitioning.FILES);
      scan.files(blueprint.slots(), Math.min(100, first.fileMib)).owns(first.ownHeapMib);
      scan.speed(dice.uniform(2000, 3500) / scan.fileMib);
      scan.shuffles(3 / scan.fileMib / scan.files);
      scan.steps = 2 + 2 * round;
      StagePlan result = new StagePlan("aggregate", Partitioning.SHUFFLE, 0);
      result.speed(dice.uniform(60, 200)).expands(2).owns(60);
      List<StagePlan> stages = List.of(scan, result);
      double driverMs = 200 + planMs * round * round;
      blueprint.jobs.add(new JobPlan("count", true, stages, driverMs).onLine(7));
    }
    Shapes.refit(blueprint, dice);
    return blueprint;
  }

  private Blueprint any(Shape... shapes) {
    return Shapes.of(dice.pick(shapes), dice, size);
  }

  private static void set(Blueprint blueprint, String property, long value) {
    blueprint.properties.put(property, Long.toString(value));
  }
}

package io.attune.load.fleet;

import io.attune.load.fleet.StagePlan.Partitioning;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates healthy applications of several kinds: partitions that fit slots and memory, a well-used
 * heap with little garbage collection, files of a good size, and little time in the driver.
 */
final class Shapes {
  private static final int MAX_OUTPUT_FILES = 96;

  private final Dice dice;
  private final double size;
  private final Blueprint blueprint = new Blueprint();

  private Shapes(Dice dice, double size) {
    this.dice = dice;
    this.size = size;
  }

  /** Kinds of applications. */
  enum Shape {
    ETL,
    REPORT,
    SORT,
    RDD,
    ITERATIVE
  }

  /**
   * Creates a healthy application.
   *
   * @param size factor on the number of tasks
   */
  static Blueprint of(Shape shape, Dice dice, double size) {
    return of(shape, dice, size, 2);
  }

  /** Creates a healthy application with a minimum number of executors. */
  static Blueprint of(Shape shape, Dice dice, double size, int leastExecutors) {
    Shapes shapes = new Shapes(dice, size);
    shapes.cluster(leastExecutors);
    return shapes.shaped(shape);
  }

  private Blueprint shaped(Shape shape) {
    switch (shape) {
      case ETL -> etl();
      case REPORT -> report();
      case SORT -> sort();
      case RDD -> rdd();
      case ITERATIVE -> iterative();
    }
    blueprint.shape = shape.name().toLowerCase(java.util.Locale.ROOT);
    fitHeap(dice.uniform(0.5, 0.72));
    return blueprint;
  }

  /** Creates a healthy application on a cluster of a size. */
  static Blueprint on(Shape shape, Dice dice, double size, int executors, int cores) {
    Shapes shapes = new Shapes(dice, size);
    shapes.cluster(executors);
    shapes.blueprint.executors = executors;
    shapes.blueprint.cores = cores;
    shapes.blueprint.hosts = Math.min(executors, 8);
    return shapes.shaped(shape);
  }

  /** Leaves one job of these stages in an application. */
  static Blueprint only(Blueprint blueprint, Dice dice, StagePlan... stages) {
    blueprint.jobs.clear();
    blueprint.jobs.add(new JobPlan("save", true, List.of(stages), dice.uniform(100, 400)));
    refit(blueprint, dice);
    return blueprint;
  }

  /** A stage of little work: what follows a fault is none of its own. */
  static StagePlan aggregate(StagePlan from, Integer parent, Dice dice) {
    double mib = from.files * from.fileMib * from.shuffleRatio;
    StagePlan aggregate = new StagePlan("aggregate", Partitioning.SHUFFLE, parent);
    return aggregate.speed(dice.uniform(2000, 6000) / mib).expands(2).owns(100);
  }

  /** Fits the heap again after the jobs were changed. */
  static void refit(Blueprint blueprint, Dice dice) {
    double share = dice.uniform(0.5, 0.7);
    fitHeap(blueprint, share);
    double missing = share * blueprint.heapMib - blueprint.liveMib();
    blueprint.jobs.forEach(
        job -> job.stages().forEach(s -> s.ownHeapMib += Math.max(0, missing) / blueprint.cores));
    blueprint.overheadMib = Math.max(384, 0.1 * blueprint.heapMib);
    blueprint.nativeMib = blueprint.overheadMib * dice.uniform(0.3, 0.7);
  }

  /** Sets the heap so that a share of it is live. */
  static void fitHeap(Blueprint blueprint, double liveShare) {
    // The live heap depends on the heap through the memory per slot: iterate a few times.
    for (int round = 0; round < 8; round++) {
      double wanted = blueprint.liveMib() / liveShare;
      blueprint.heapMib = Math.max(1024, Math.ceil(wanted / 256) * 256);
    }
  }

  private void fitHeap(double liveShare) {
    blueprint.heapMib = 1 << 20;
    fitHeap(blueprint, liveShare);
    // The minimum heap would be too large for so little: increase the tasks' own objects.
    double missing = liveShare * blueprint.heapMib - blueprint.liveMib();
    if (missing > 0) {
      for (JobPlan job : blueprint.jobs) {
        job.stages().forEach(stage -> stage.ownHeapMib += missing / blueprint.cores);
      }
    }
    blueprint.overheadMib = Math.max(384, 0.1 * blueprint.heapMib);
    blueprint.nativeMib = blueprint.overheadMib * dice.uniform(0.3, 0.7);
    blueprint.garbageFill = dice.uniform(0.65, 0.85);
  }

  private void cluster(int leastExecutors) {
    blueprint.cores = dice.pick(2, 4, 4, 4, 5, 8);
    int most = Math.max(leastExecutors, 48 / blueprint.cores);
    blueprint.executors = dice.between(leastExecutors, most);
    blueprint.hosts = Math.max(1, Math.min(blueprint.executors, dice.between(2, 8)));
    blueprint.sparkVersion = dice.pick("3.5.9", "3.5.9", "3.5.1", "4.2.0");
    blueprint.reportsResidentMemory = dice.chance(0.5);
    blueprint.executorStartMs = dice.uniform(2500, 9000);
    blueprint.driverHeapMib = dice.pick(1024, 2048, 4096);
    blueprint.driverLiveMib = blueprint.driverHeapMib * dice.uniform(0.74, 0.88);
  }

  private boolean adaptive(double chance) {
    boolean on = dice.chance(chance);
    if (!on) {
      blueprint.properties.put("spark.sql.adaptive.enabled", "false");
    } else if (dice.chance(0.3)) {
      blueprint.properties.put("spark.sql.adaptive.enabled", "true");
    }
    return on;
  }

  private double gap() {
    return dice.uniform(80, 500);
  }

  /** A scan of files of about one split each, in full waves. */
  private StagePlan scan(double taskMs) {
    int waves = Math.max(1, (int) Math.round(dice.between(2, 5) * size));
    // More than 60 MiB on any day, or Spark packs two into a piece.
    double mib = dice.uniform(68, 105);
    StagePlan scan = new StagePlan("scan", Partitioning.FILES);
    if (dice.chance(0.3)) {
      int splits = dice.pick(2, 4, 8);
      int files = (int) Math.ceil(5.0 * waves * blueprint.slots() / splits / 3);
      scan.files(files, splits * 128 * dice.uniform(0.86, 0.93));
    } else {
      scan.files(waves * blueprint.slots(), mib);
    }
    double perTask = Math.min(scan.fileMib, 115);
    return scan.speed(taskMs / perTask).owns(dice.uniform(60, 300));
  }

  /** Number of shuffle partitions: full waves, with few files written. */
  private int partitions() {
    int most = Math.max(1, MAX_OUTPUT_FILES / blueprint.slots());
    return blueprint.slots() * dice.between(Math.min(2, most), Math.min(4, most));
  }

  private static double total(StagePlan scan) {
    return scan.files * scan.fileMib + scan.cachedMib;
  }

  private StagePlan reading(String operator, double mibPerTask, double taskMs, Integer... parents) {
    double expansion = dice.uniform(1.8, 3.2);
    return new StagePlan(operator, Partitioning.SHUFFLE, parents)
        .speed(taskMs / mibPerTask)
        .expands(expansion)
        .owns(Math.max(dice.uniform(60, 250), 0.6 * expansion * mibPerTask));
  }

  /** About Spark's default number of partitions, which coalesce to full waves. */
  private int mergeable() {
    int slots = blueprint.slots();
    return slots * ((200 + slots - 1) / slots);
  }

  private void etl() {
    boolean adaptive = adaptive(0.6);
    StagePlan fact = scan(dice.logUniform(3000, 12_000));
    StagePlan dimension = scan(dice.logUniform(3000, 9000));
    int partitions = adaptive ? mergeable() : partitions();
    blueprint.properties.put("spark.sql.shuffle.partitions", Integer.toString(partitions));
    double joined = blueprint.slots() * dice.uniform(2, 3) * dice.uniform(25, 60);
    double factShare = dice.uniform(0.55, 0.75);
    fact.shuffles(joined * factShare / total(fact));
    dimension.shuffles(Math.max(400, joined * (1 - factShare)) / total(dimension));
    double mib = joined / (adaptive ? Math.max(blueprint.slots(), joined / 64) : partitions);
    StagePlan join = reading("join", mib, dice.logUniform(3000, 9000), 0, 1);
    join.shuffles(dice.uniform(0.5, 0.8));
    double written = mib * join.shuffleRatio;
    StagePlan write = reading("aggregate", written, dice.logUniform(2000, 6000), 2);
    write.writes(dice.uniform(0.7, 0.95));
    blueprint.jobs.add(new JobPlan("save", true, List.of(fact, dimension, join, write), gap()));
  }

  private void report() {
    boolean adaptive = adaptive(0.7);
    int queries = dice.between(3, 6);
    int partitions = adaptive ? mergeable() : dice.between(2, Math.max(2, blueprint.slots() / 2));
    blueprint.properties.put("spark.sql.shuffle.partitions", Integer.toString(partitions));
    for (int query = 0; query < queries; query++) {
      StagePlan scan = scan(dice.logUniform(2500, 9000));
      double shuffled = dice.uniform(1.5, 6);
      scan.shuffles(shuffled / total(scan));
      StagePlan result = reading("aggregate", 1, dice.uniform(60, 300), 0);
      blueprint.jobs.add(new JobPlan("collect", true, List.of(scan, result), gap()));
    }
  }

  private void sort() {
    adaptive(0);
    StagePlan scan = scan(dice.logUniform(3000, 9000));
    int partitions = partitions();
    blueprint.properties.put("spark.sql.shuffle.partitions", Integer.toString(partitions));
    double mib = dice.uniform(30, 90);
    scan.shuffles(mib * partitions / total(scan));
    StagePlan sort = reading("sort", mib, dice.logUniform(4000, 12_000), 0);
    sort.writes(dice.uniform(0.7, 1));
    blueprint.jobs.add(new JobPlan("save", true, List.of(scan, sort), gap()));
  }

  private void rdd() {
    int partitions = partitions();
    blueprint.properties.put("spark.default.parallelism", Integer.toString(partitions));
    StagePlan scan = scan(dice.logUniform(3000, 10_000));
    double mib = dice.uniform(20, 60);
    scan.shuffles(mib * partitions / total(scan));
    StagePlan reduce = reading("reduceByKey", mib, dice.logUniform(2500, 8000), 0);
    reduce.shuffles(dice.uniform(0.4, 0.7));
    StagePlan save =
        reading("groupByKey", mib * reduce.shuffleRatio, dice.logUniform(2000, 5000), 1);
    save.writes(dice.uniform(0.7, 1));
    blueprint.jobs.add(new JobPlan("save", false, List.of(scan, reduce, save), gap()));
  }

  private void iterative() {
    int partitions = blueprint.slots() * dice.between(2, 3);
    StagePlan load = scan(dice.logUniform(2500, 6000));
    load.files(partitions, dice.uniform(68, 105));
    load.lineage = 1;
    load.persists = true;
    blueprint.jobs.add(new JobPlan("count", false, List.of(load), gap()));
    double cached = total(load) * dice.uniform(0.8, 1.5);
    blueprint.cacheMib = cached / blueprint.executors;
    blueprint.properties.put("spark.default.parallelism", Integer.toString(blueprint.slots()));
    int rounds = (int) Math.max(2, dice.between(5, 10) * Math.min(4, size));
    double taskMs = dice.logUniform(1500, 4000);
    List<JobPlan> iterations = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      StagePlan map =
          new StagePlan("mapPartitions", Partitioning.CODE)
              .inCode(partitions)
              .cached(cached)
              .speed(taskMs / (cached / partitions))
              .shuffles(blueprint.slots() * 1.5 / cached)
              .owns(dice.uniform(40, 120));
      map.lineage = 1;
      StagePlan reduce = reading("reduceByKey", 1.5, dice.uniform(150, 400), 0);
      iterations.add(new JobPlan("collect", false, List.of(map, reduce), gap()).onLine(7));
    }
    blueprint.jobs.addAll(iterations);
  }
}

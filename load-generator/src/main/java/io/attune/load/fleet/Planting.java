package io.attune.load.fleet;

import io.attune.load.fleet.Shapes.Shape;
import io.attune.load.fleet.StagePlan.Partitioning;
import java.util.Comparator;
import java.util.List;

/**
 * Plants a fault in a healthy application: each changes the cause (a setting, the data, the code,
 * the machines), never a metric. What follows from it is the simulation's affair.
 */
final class Planting {
  private final Dice dice;
  private final double size;

  private Planting(Dice dice, double size) {
    this.dice = dice;
    this.size = size;
  }

  /** An application with a fault. */
  static Blueprint of(Fault fault, Dice dice, double size) {
    return new Planting(dice, size).planted(fault);
  }

  private Blueprint planted(Fault fault) {
    return switch (fault) {
      case TOO_MANY_SHUFFLE_PARTITIONS, TOO_MUCH_PARALLELISM -> tooManyPartitions(fault);
      case TOO_FEW_SHUFFLE_PARTITIONS -> tooFewPartitions();
      case SPILLING_SHUFFLE, SPILLING_CODE -> spilling(fault);
      case FINE_SPLITS, COARSE_SPLITS, UNSPLITTABLE_FILES -> splits(fault);
      case SKEWED_JOIN, SKEWED_JOIN_BELOW_THRESHOLD, SKEWED_AGGREGATION, SKEWED_RDD -> skew(fault);
      case OVERSIZED_HEAP,
          HEAP_NEARLY_FULL,
          GARBAGE_IN_CODE,
          HEAP_EXHAUSTED,
          TIGHT_OVERHEAD,
          OVERSIZED_OFF_HEAP,
          TIGHT_DRIVER_HEAP,
          OVERSIZED_DRIVER_HEAP,
          LARGE_RESULTS ->
          MemoryPlanting.of(fault, dice, size);
      case NATIVE_MEMORY, SPOT_LOSSES, LOST_HEARTBEATS -> losses(fault);
      case BAD_RECORDS, BAD_HOST, FLAKY_FETCHES -> failures(fault);
      case SMALL_FILES_READ, SMALL_FILES_WRITTEN -> smallFiles(fault);
      case TINY_TASKS -> tinyTasks();
      case DRIVER_GAPS -> driverGaps();
      case UNFIT_PARTITIONS -> unfit();
      case RECOMPUTED_RDD, RECOMPUTED_QUERY, UNUSED_CACHE -> sharing(fault);
      case MISSED_BROADCAST -> missedBroadcast();
      case SLOW_HOST -> slowHost();
      case OVERSIZED_CLUSTER,
          UNDERSIZED_CLUSTER,
          HUGE_EXECUTORS,
          UNFIT_NODE,
          NARROW_REST,
          HIGH_FLOOR,
          OVERSIZED_WORKERS,
          IDLE_WORKERS ->
          ClusterPlanting.of(fault, dice, size);
    };
  }

  private Blueprint any(Shape... shapes) {
    return Shapes.of(dice.pick(shapes), dice, size);
  }

  private Blueprint anyOnSeveralHosts(Shape... shapes) {
    Blueprint blueprint = Shapes.of(dice.pick(shapes), dice, size, 4);
    blueprint.hosts = Math.max(3, blueprint.hosts);
    return blueprint;
  }

  private static void set(Blueprint blueprint, String property, long value) {
    blueprint.properties.put(property, Long.toString(value));
  }

  private static void adaptive(Blueprint blueprint, boolean on) {
    blueprint.properties.put("spark.sql.adaptive.enabled", Boolean.toString(on));
  }

  private static StagePlan heaviestShuffle(Blueprint blueprint) {
    return blueprint.jobs.stream()
        .flatMap(job -> job.stages().stream())
        .filter(stage -> stage.partitioning == Partitioning.SHUFFLE)
        .max(Comparator.comparingDouble(stage -> stage.runMsPerMib * 1e-9 + stage.expansion))
        .orElseThrow();
  }

  /** Little data: a few small tasks read it, and very many tiny ones follow. */
  private Blueprint tooManyPartitions(Fault fault) {
    boolean sql = fault == Fault.TOO_MANY_SHUFFLE_PARTITIONS;
    Blueprint blueprint = any(sql ? Shape.REPORT : Shape.RDD);
    blueprint.jobs.clear();
    adaptive(blueprint, false);
    // Dozens of waves, so that starting them takes a good part of the run.
    int partitions = Math.max(400, blueprint.slots() * dice.between(30, 50));
    String property = sql ? "spark.sql.shuffle.partitions" : "spark.default.parallelism";
    set(blueprint, property, partitions);
    int queries = dice.between(2, 5);
    for (int query = 0; query < queries; query++) {
      int files = Math.max(2, blueprint.slots() / 2);
      double shuffled = partitions * dice.uniform(0.005, 0.04);
      StagePlan scan = new StagePlan("scan", Partitioning.FILES).files(files, dice.uniform(20, 60));
      scan.speed(dice.uniform(300, 800) / scan.fileMib).shuffles(shuffled / files / scan.fileMib);
      StagePlan result =
          new StagePlan(sql ? "aggregate" : "reduceByKey", Partitioning.SHUFFLE, 0)
              .speed(dice.uniform(20, 120))
              .expands(3);
      result.fixedRunMs = dice.uniform(4, 18);
      blueprint.jobs.add(new JobPlan("collect", sql, List.of(scan, result), dice.uniform(50, 150)));
    }
    Shapes.refit(blueprint, dice);
    return blueprint;
  }

  /** A memory that holds it all the same, so that nothing spills yet. */
  private Blueprint tooFewPartitions() {
    Blueprint blueprint = Shapes.of(Shape.SORT, dice, size);
    JobPlan job = blueprint.jobs.get(0);
    StagePlan scan = job.stages().get(0);
    StagePlan sort = job.stages().get(1);
    set(blueprint, "spark.sql.shuffle.partitions", blueprint.slots());
    double mib = dice.uniform(620, 1000);
    scan.shuffles(1);
    scan.files((int) (blueprint.slots() * mib / 120), 120);
    sort.expands(dice.uniform(1.1, 1.6)).owns(150);
    sort.runMsPerMib = dice.uniform(40, 90);
    sort.outputRatio = 0.5;
    blueprint.heapMib = 300 + blueprint.cores * sort.expansion * mib * 1.25 / 0.6;
    blueprint.heapMib = Math.ceil(blueprint.heapMib / 1024) * 1024;
    blueprint.overheadMib = Math.max(384, 0.1 * blueprint.heapMib);
    blueprint.garbageFill = dice.uniform(0.65, 0.8);
    return blueprint;
  }

  private Blueprint spilling(Fault fault) {
    Blueprint blueprint = Shapes.of(Shape.SORT, dice, size);
    JobPlan job = blueprint.jobs.get(0);
    StagePlan scan = job.stages().get(0);
    StagePlan sort = job.stages().get(1);
    int partitions = blueprint.slots() * dice.between(1, 2);
    double times = dice.uniform(2, 4);
    double mib = times * blueprint.slotMib() / sort.expansion;
    if (fault == Fault.SPILLING_CODE) {
      set(blueprint, "spark.sql.shuffle.partitions", partitions * 2L);
      StagePlan fixed = new StagePlan("repartition", Partitioning.CODE, 0).inCode(partitions);
      fixed.speed(sort.runMsPerMib).expands(sort.expansion).owns(sort.ownHeapMib);
      fixed.writes(sort.outputRatio);
      sort = fixed;
    } else {
      set(blueprint, "spark.sql.shuffle.partitions", partitions);
    }
    sort.runMsPerMib = dice.uniform(3000, 9000) / mib;
    // Managed memory fills its share of the heap; what the application owns fits beside it.
    sort.ownHeapMib = Math.min(sort.ownHeapMib, 0.12 * blueprint.heapMib / blueprint.cores);
    scan.files((int) Math.ceil(partitions * mib / scan.fileMib), scan.fileMib);
    scan.shuffles(partitions * mib / scan.files / scan.fileMib);
    blueprint.jobs.set(0, new JobPlan("save", true, List.of(scan, sort), job.driverMs()));
    outweigh(blueprint, sort, 0.3);
    return blueprint;
  }

  private Blueprint splits(Fault fault) {
    Blueprint blueprint = any(Shape.ETL, Shape.REPORT);
    int slots = blueprint.slots();
    for (JobPlan job : blueprint.jobs) {
      for (StagePlan scan : job.stages()) {
        if (!scan.isScan()) {
          continue;
        }
        double shuffled = scan.files * scan.fileMib * scan.shuffleRatio;
        switch (fault) {
          case FINE_SPLITS -> {
            // Columns that are read fast, so that starting a task takes about as long as its work.
            long split = dice.pick(2, 4);
            blueprint.properties.put("spark.sql.files.maxPartitionBytes", split + "m");
            int tasks = slots * dice.between(100, 160);
            int files = Math.max(1, (int) (tasks * split / 512));
            scan.files(files, 512).speed(dice.uniform(10, 25) / split);
            scan.fixedRunMs = 4;
          }
          case COARSE_SPLITS -> {
            long split = dice.pick(1024, 2048);
            blueprint.properties.put("spark.sql.files.maxPartitionBytes", split + "m");
            scan.files(slots * dice.between(2, 3), split * dice.uniform(0.75, 0.93));
            scan.speed(dice.uniform(170_000, 420_000) / scan.fileMib);
          }
          default -> {
            scan.splittable = false;
            scan.files(dice.between(Math.max(1, slots / 5), Math.max(1, slots / 2)), 1);
            scan.fileMib = dice.uniform(350, 1500);
            scan.speed(dice.uniform(50, 120));
          }
        }
        scan.shuffles(shuffled / scan.files / scan.fileMib);
      }
    }
    if (fault == Fault.FINE_SPLITS) {
      lighten(blueprint, 0.1);
    }
    return blueprint;
  }

  private Blueprint skew(Fault fault) {
    Shape shape = fault == Fault.SKEWED_RDD ? Shape.RDD : Shape.ETL;
    Blueprint blueprint = Shapes.of(shape, dice, size);
    JobPlan job = blueprint.jobs.get(0);
    boolean adaptive = fault == Fault.SKEWED_JOIN_BELOW_THRESHOLD;
    if (shape == Shape.ETL) {
      adaptive(blueprint, adaptive);
      if (!adaptive) {
        set(blueprint, "spark.sql.shuffle.partitions", blueprint.slots() * 2L);
      }
    }
    int index = fault == Fault.SKEWED_RDD || fault == Fault.SKEWED_AGGREGATION ? 1 : 2;
    if (fault == Fault.SKEWED_AGGREGATION) {
      index = 3;
    }
    StagePlan stage = job.stages().get(index);
    Sizes.Stage sizes = Sizes.of(blueprint, job, 1).of(stage);
    double ratio = dice.logUniform(9, 25);
    if (adaptive) {
      // The hot partition stays under the 256 MiB from which adaptive execution splits.
      double hot = dice.uniform(110, 225);
      double others = hot / dice.uniform(8, 14);
      double total = hot + others * (sizes.partitions() - 1);
      double factor = total / sizes.readMib();
      for (int parent : stage.parents) {
        job.stages().get(parent).shuffleRatio *= factor;
      }
      stage.hotShare = (hot - others) / total;
      stage.runMsPerMib = dice.uniform(1500, 4000) / others;
    } else {
      stage.hotShare = ratio / (sizes.partitions() + ratio);
      stage.runMsPerMib = dice.uniform(2500, 6000) / (sizes.meanMib() * (1 - stage.hotShare));
    }
    return blueprint;
  }

  /** Makes a stage slow enough to take at least this share of all task time. */
  private static void outweigh(Blueprint blueprint, StagePlan stage, double share) {
    double others = 0;
    double own = 0;
    for (JobPlan job : blueprint.jobs) {
      Sizes sizes = Sizes.of(blueprint, job, 1);
      for (StagePlan each : job.stages()) {
        double taskMs = each.runMsPerMib * sizes.of(each).readMib();
        own += each == stage ? taskMs : 0;
        others += each == stage ? 0 : taskMs;
      }
    }
    stage.runMsPerMib *= Math.max(1, others * share / (1 - share) / own);
  }

  /** Makes all that is no scan quicker. */
  private static void lighten(Blueprint blueprint, double factor) {
    for (JobPlan job : blueprint.jobs) {
      job.stages().stream().filter(s -> !s.isScan()).forEach(s -> s.runMsPerMib *= factor);
    }
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

  private Blueprint smallFiles(Fault fault) {
    Blueprint blueprint = any(Shape.ETL, Shape.SORT);
    if (fault == Fault.SMALL_FILES_READ) {
      StagePlan scan = blueprint.jobs.get(0).stages().get(0);
      double shuffled = scan.files * scan.fileMib * scan.shuffleRatio;
      double mib = dice.logUniform(0.05, 2);
      scan.files(dice.between(2000, 12_000), mib);
      // Opening a file costs as much as reading some MiB.
      scan.speed(dice.uniform(25, 60) / mib + 30);
      scan.shuffles(shuffled / scan.files / scan.fileMib);
      outweigh(blueprint, scan, 0.3);
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

  private Blueprint unfit() {
    Blueprint blueprint = Shapes.of(Shape.SORT, dice, size, 3);
    JobPlan job = blueprint.jobs.get(0);
    int slots = blueprint.slots();
    int partitions =
        dice.chance(0.5)
            ? slots + dice.between(1, Math.max(1, slots / 4))
            : dice.between(Math.max(2, slots / 4), Math.max(2, slots / 2));
    StagePlan sort = heaviestShuffle(blueprint);
    Sizes.Stage before = Sizes.of(blueprint, job, 1).of(sort);
    StagePlan scan = job.stages().get(0);
    set(blueprint, "spark.sql.shuffle.partitions", partitions);
    scan.shuffleRatio *= (double) partitions / before.partitions();
    sort.runMsPerMib *= dice.uniform(3, 6);
    return blueprint;
  }

  /** Several jobs that start from the same data, or data that is kept for nobody. */
  private Blueprint sharing(Fault fault) {
    if (fault == Fault.UNUSED_CACHE) {
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
      // Parsing costs far more than keeping what was parsed.
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
    outweigh(blueprint, join, 0.3);
    return blueprint;
  }

  private Blueprint slowHost() {
    Blueprint blueprint = anyOnSeveralHosts(Shape.ETL, Shape.SORT, Shape.RDD);
    blueprint.hosts = dice.between(4, 6);
    blueprint.firstHostSlowness = dice.uniform(4.5, 7);
    return blueprint;
  }
}

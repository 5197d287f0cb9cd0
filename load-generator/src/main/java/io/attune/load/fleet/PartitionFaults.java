package io.attune.load.fleet;

import io.attune.load.fleet.Shapes.Shape;
import io.attune.load.fleet.StagePlan.Partitioning;
import java.util.Comparator;
import java.util.List;

/** Faults of partitioning: their number, size and distribution. */
final class PartitionFaults {
  private final Dice dice;
  private final double size;

  private PartitionFaults(Dice dice, double size) {
    this.dice = dice;
    this.size = size;
  }

  /** Creates an application with a fault. */
  static Blueprint of(Fault fault, Dice dice, double size) {
    PartitionFaults faults = new PartitionFaults(dice, size);
    return switch (fault) {
      case TOO_MANY_SHUFFLE_PARTITIONS, TOO_MUCH_PARALLELISM -> faults.tooManyPartitions(fault);
      case TOO_FEW_SHUFFLE_PARTITIONS -> faults.tooFewPartitions();
      case SPILLING_SHUFFLE, SPILLING_CODE -> faults.spilling(fault);
      case FINE_SPLITS, COARSE_SPLITS, UNSPLITTABLE_FILES -> faults.splits(fault);
      case SKEWED_JOIN, SKEWED_JOIN_BELOW_THRESHOLD, SKEWED_AGGREGATION, SKEWED_RDD ->
          faults.skew(fault);
      case UNFIT_PARTITIONS -> faults.unfit();
      default -> throw new IllegalArgumentException(fault + " is not such a fault");
    };
  }

  /** A few small tasks read little data, followed by very many tiny ones. */
  private Blueprint tooManyPartitions(Fault fault) {
    boolean sql = fault == Fault.TOO_MANY_SHUFFLE_PARTITIONS;
    Blueprint blueprint = any(sql ? Shape.REPORT : Shape.RDD);
    blueprint.jobs.clear();
    adaptive(blueprint, false);
    // Dozens of waves, so that launching tasks takes a good part of the run.
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

  /** Large partitions with memory enough not to spill. */
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
    // Unified memory fills its share of the heap; the application's own objects fit beside it.
    sort.ownHeapMib = Math.min(sort.ownHeapMib, 0.12 * blueprint.heapMib / blueprint.cores);
    scan.files((int) Math.ceil(partitions * mib / scan.fileMib), scan.fileMib);
    scan.shuffles(partitions * mib / scan.files / scan.fileMib);
    blueprint.jobs.set(0, new JobPlan("save", true, List.of(scan, sort), job.driverMs()));
    blueprint.outweigh(sort, 0.3);
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
            // Fast reads, so that launching a task takes about as long as its work.
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
      // The skewed partition stays below the 256 MiB from which adaptive execution splits.
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

  private Blueprint any(Shape... shapes) {
    return Shapes.of(dice.pick(shapes), dice, size);
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

  /** Speeds up all stages that are not scans. */
  private static void lighten(Blueprint blueprint, double factor) {
    for (JobPlan job : blueprint.jobs) {
      job.stages().stream().filter(s -> !s.isScan()).forEach(s -> s.runMsPerMib *= factor);
    }
  }
}

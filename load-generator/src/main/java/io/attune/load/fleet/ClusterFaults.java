package io.attune.load.fleet;

import io.attune.load.fleet.Shapes.Shape;
import io.attune.load.fleet.StagePlan.Partitioning;
import java.util.List;

/**
 * Faults of the cluster, which does not fit the work. Slots are idle because there is little to do
 * at a time, in stages too short to be worth repartitioning.
 */
final class ClusterFaults {
  /** A node of 16 cores with memory for executors of any healthy size. */
  static final String ROOMY_NODE = "r5.4xlarge";

  /** Nobody cuts executors anew for a run that is over sooner. */
  private static final double LEAST_SPAN_MS = 60_000;

  private static final String DYNAMIC = "spark.dynamicAllocation.";

  private final Dice dice;
  private final double size;

  private ClusterFaults(Dice dice, double size) {
    this.dice = dice;
    this.size = size;
  }

  /** Creates an application with a fault. */
  static Blueprint of(Fault fault, Dice dice, double size) {
    ClusterFaults faults = new ClusterFaults(dice, size);
    return switch (fault) {
      case OVERSIZED_CLUSTER -> faults.oversized();
      case OVERSIZED_WORKERS -> {
        Blueprint blueprint = faults.oversized();
        blueprint.onDatabricks(dice.pick(20, 30, 60));
        yield blueprint;
      }
      case UNDERSIZED_CLUSTER -> faults.undersized();
      case HUGE_EXECUTORS -> faults.hugeExecutors();
      case UNFIT_NODE -> faults.unfitNode();
      case NARROW_REST, HIGH_FLOOR -> faults.narrowRest(fault);
      case IDLE_WORKERS -> faults.idleWorkers();
      case DATA_ON_FEW_HOSTS -> faults.dataOnFewHosts();
      default -> throw new IllegalArgumentException(fault + " is not such a fault");
    };
  }

  /** A short job of few tasks, whose number is fixed in the code. */
  static JobPlan narrow(Dice dice, int tasks, double taskMs) {
    StagePlan scan = new StagePlan("map", Partitioning.FILES).files(tasks, dice.uniform(40, 100));
    scan.speed(taskMs / scan.fileMib).shuffles(1.5 / scan.fileMib).owns(dice.uniform(60, 200));
    StagePlan result = new StagePlan("reduceByKey", Partitioning.CODE, 0).inCode(tasks);
    result.speed(dice.uniform(60, 150)).expands(2);
    return new JobPlan("collect", false, List.of(scan, result), dice.uniform(80, 250));
  }

  /** Many short jobs in sequence, each of which uses at most a third of the slots. */
  private Blueprint oversized() {
    Blueprint blueprint = Shapes.on(Shape.RDD, dice, size, dice.between(8, 16), dice.pick(2, 4));
    blueprint.jobs.clear();
    blueprint.properties.remove("spark.default.parallelism");
    int tasks = Math.max(2, (int) (blueprint.slots() * dice.uniform(0.12, 0.33)));
    double taskMs = dice.uniform(2500, 3800);
    int jobs = dice.between(14, 22);
    for (int i = 0; i < jobs; i++) {
      blueprint.jobs.add(narrow(dice, tasks, taskMs * dice.uniform(0.9, 1.1)));
    }
    Shapes.refit(blueprint, dice);
    return blueprint;
  }

  /** More than a dozen waves on a small cluster, with the objective performance. */
  private Blueprint undersized() {
    Blueprint blueprint = Shapes.on(Shape.RDD, dice, size, dice.between(2, 4), dice.pick(2, 4));
    blueprint.jobs.clear();
    blueprint.properties.remove("spark.default.parallelism");
    blueprint.properties.put("spark.attune.objective", "performance");
    int slots = blueprint.slots();
    int files = slots * dice.between(12, 16);
    StagePlan scan = new StagePlan("map", Partitioning.FILES).files(files, dice.uniform(68, 105));
    scan.speed(dice.uniform(3000, 6000) / scan.fileMib).owns(dice.uniform(60, 300));
    int partitions = slots * dice.between(8, 12);
    double mib = dice.uniform(20, 50);
    scan.shuffles(mib * partitions / (scan.files * scan.fileMib));
    StagePlan reduce = new StagePlan("reduceByKey", Partitioning.CODE, 0).inCode(partitions);
    reduce.speed(dice.uniform(2000, 4000) / mib).expands(dice.uniform(1.8, 3));
    reduce.owns(dice.uniform(60, 250));
    blueprint.jobs.add(new JobPlan("count", false, List.of(scan, reduce), 200));
    Shapes.refit(blueprint, dice);
    return blueprint;
  }

  private Blueprint hugeExecutors() {
    int cores = dice.pick(10, 12, 16);
    Shape shape = dice.pick(Shape.SORT, Shape.RDD);
    Blueprint blueprint = Shapes.on(shape, dice, size, dice.between(2, 4), cores);
    blueprint.heapMib = Math.ceil(dice.uniform(40, 90)) * 1024;
    double live = dice.uniform(0.55, 0.7);
    MemoryFaults.own(blueprint, live);
    blueprint.overheadMib = 0.1 * blueprint.heapMib;
    blueprint.nativeMib = blueprint.overheadMib * dice.uniform(0.3, 0.7);
    // Its collections are felt; where they are not, such a heap harms nobody.
    blueprint.collection = Memory.collection(dice.uniform(0.065, 0.085), live);
    return blueprint.lasting(LEAST_SPAN_MS);
  }

  /** Executors that use 12 (twice 6) or 10 of a node's 16 cores. */
  private Blueprint unfitNode() {
    Shape shape = dice.pick(Shape.ETL, Shape.SORT, Shape.RDD);
    boolean ten = dice.chance(0.5);
    int executors = ten ? dice.between(2, 4) : 2 * dice.between(2, 4);
    Blueprint blueprint = Shapes.on(shape, dice, size, executors, ten ? 10 : 6);
    blueprint.properties.put("spark.attune.node.type", ROOMY_NODE);
    return blueprint.lasting(LEAST_SPAN_MS);
  }

  /** All executors are busy at first; for most of the time one would be enough. */
  private Blueprint narrowRest(Fault fault) {
    Blueprint blueprint = Shapes.on(Shape.RDD, dice, size, dice.between(6, 14), dice.pick(2, 4));
    blueprint.jobs.clear();
    blueprint.properties.remove("spark.default.parallelism");
    int files = blueprint.slots() * dice.between(8, 11);
    StagePlan scan = new StagePlan("map", Partitioning.FILES).files(files, dice.uniform(68, 105));
    scan.speed(dice.uniform(4000, 6000) / scan.fileMib).owns(dice.uniform(60, 300));
    scan.shuffles(4 / scan.fileMib / blueprint.slots());
    StagePlan reduce = new StagePlan("reduceByKey", Partitioning.CODE, 0).inCode(4);
    reduce.speed(dice.uniform(60, 150)).expands(2);
    blueprint.jobs.add(new JobPlan("count", false, List.of(scan, reduce), 200));
    double taskMs = dice.uniform(2800, 3800);
    double restMs = Math.max(170_000, blueprint.plannedMs() * dice.uniform(2.5, 4));
    int tasks = dice.between(2, blueprint.cores);
    for (double planned = 0; planned < restMs; planned += taskMs) {
      blueprint.jobs.add(narrow(dice, tasks, taskMs));
    }
    if (fault == Fault.HIGH_FLOOR) {
      String all = Integer.toString(blueprint.executors);
      blueprint.properties.put(DYNAMIC + "enabled", "true");
      blueprint.properties.put(DYNAMIC + "shuffleTracking.enabled", "true");
      blueprint.properties.put(DYNAMIC + "minExecutors", all);
      blueprint.properties.put(DYNAMIC + "maxExecutors", all);
    }
    Shapes.refit(blueprint, dice);
    return blueprint;
  }

  /**
   * Short tasks whose data lie on a host or two. Up to Spark 3.0 each that starts there makes the
   * others wait anew; later it takes a long wait to hold them back for long.
   */
  private Blueprint dataOnFewHosts() {
    Blueprint blueprint = Shapes.on(Shape.RDD, dice, size, dice.between(4, 8), dice.pick(2, 4));
    blueprint.jobs.clear();
    blueprint.properties.remove("spark.default.parallelism");
    if (dice.chance(0.5)) {
      blueprint.sparkVersion = "3.0.3";
    } else {
      blueprint.properties.put("spark.locality.wait", dice.pick("10s", "20s", "30s"));
    }
    int jobs = dice.between(4, 7);
    for (int job = 0; job < jobs; job++) {
      StagePlan map = new StagePlan("map", Partitioning.FILES);
      map.files(blueprint.slots() * dice.between(2, 4), dice.uniform(20, 50));
      map.speed(dice.uniform(1000, 2200) / map.fileMib).owns(dice.uniform(60, 200));
      map.shuffles(1.5 / map.fileMib / blueprint.slots());
      map.placedHosts = dice.between(1, blueprint.hosts / 4);
      StagePlan reduce = new StagePlan("reduceByKey", Partitioning.CODE, 0).inCode(4);
      reduce.speed(dice.uniform(60, 150)).expands(2);
      blueprint.jobs.add(new JobPlan("collect", false, List.of(map, reduce), 200));
    }
    Shapes.refit(blueprint, dice);
    return blueprint;
  }

  private Blueprint idleWorkers() {
    Blueprint blueprint = Shapes.of(dice.pick(Shape.ETL, Shape.SORT, Shape.RDD), dice, size);
    int minutes = dice.pick(60, 90, 120);
    blueprint.onDatabricks(minutes);
    blueprint.idleTailMs = minutes * 60_000 * dice.uniform(0.65, 1);
    return blueprint;
  }
}

package io.attune.load.fleet;

import io.attune.load.fleet.Shapes.Shape;
import io.attune.load.fleet.StagePlan.Partitioning;
import java.util.List;

/**
 * Faults whose cause is read from plans, metrics and properties: what fixed the number of tasks,
 * what merged them, row groups, commits, pauses and state.
 */
final class PlanFaults {
  private final Dice dice;
  private final double size;

  private PlanFaults(Dice dice, double size) {
    this.dice = dice;
    this.size = size;
  }

  /** Creates an application with a fault. */
  static Blueprint of(Fault fault, Dice dice, double size) {
    PlanFaults faults = new PlanFaults(dice, size);
    return switch (fault) {
      case UNPARTITIONED_WINDOW -> faults.window();
      case COALESCED_WRITE -> faults.coalesced();
      case NARROW_JDBC_READ -> faults.jdbc();
      case COSTLY_MERGED_ROWS -> faults.merged();
      case LARGE_ROW_GROUPS -> faults.rowGroups();
      case SLOW_COMMIT -> faults.commit();
      case HASTY_IDLE_TIMEOUT -> faults.idleTimeout();
      case SCATTERED_STATE -> faults.state();
      case SLOW_LISTING -> faults.slowListing();
      case REPEATED_LISTING -> faults.repeatedListing();
      default -> throw new IllegalArgumentException(fault + " is not such a fault");
    };
  }

  /** All rows of a scan go through one task. */
  private Blueprint window() {
    Blueprint blueprint = wide();
    StagePlan scan = scan(blueprint, dice.uniform(3000, 8000)).shuffles(dice.uniform(0.05, 0.2));
    StagePlan window = new StagePlan("window", Partitioning.CODE, 0).inCode(1).writes(1);
    double mib = scan.files * scan.fileMib * scan.shuffleRatio;
    window.speed(dice.uniform(40_000, 120_000) / mib).owns(dice.uniform(60, 250));
    return Shapes.only(blueprint, dice, scan, window);
  }

  /** The whole scan runs in as many tasks as files are wanted. */
  private Blueprint coalesced() {
    Blueprint blueprint = wide();
    int files = blueprint.slots() * dice.between(2, 4);
    int wanted = dice.between(1, Math.max(1, blueprint.slots() / 6));
    StagePlan write = new StagePlan("coalesce", Partitioning.CODE).inCode(wanted);
    write.files(files, dice.uniform(68, 105)).writes(dice.uniform(0.3, 0.8));
    write.coalescedFrom = files;
    double mib = write.files * write.fileMib / wanted;
    write.speed(dice.uniform(60_000, 200_000) / mib).owns(dice.uniform(60, 250));
    return Shapes.only(blueprint, dice, write);
  }

  private Blueprint jdbc() {
    Blueprint blueprint = wide();
    StagePlan read = new StagePlan("scan", Partitioning.CODE).inCode(1);
    read.files(1, dice.uniform(300, 900)).owns(dice.uniform(60, 250));
    read.jdbc = true;
    read.speed(dice.uniform(40_000, 150_000) / read.fileMib).shuffles(dice.uniform(0.6, 1));
    return Shapes.only(blueprint, dice, read, Shapes.aggregate(read, 0, dice));
  }

  /** A shuffle of a mebibyte whose rows cost tens of seconds. */
  private Blueprint merged() {
    Blueprint blueprint = wide();
    blueprint.properties.remove("spark.sql.adaptive.enabled");
    blueprint.properties.put("spark.sql.shuffle.partitions", "200");
    StagePlan scan = scan(blueprint, dice.uniform(2000, 5000));
    double mib = dice.uniform(0.5, 1.6);
    scan.shuffles(mib / scan.files / scan.fileMib);
    StagePlan costly = new StagePlan("aggregate", Partitioning.SHUFFLE, 0);
    costly.speed(dice.uniform(60_000, 150_000) / mib).owns(dice.uniform(60, 250));
    return Shapes.only(blueprint, dice, scan, costly);
  }

  /** Files of four pieces or more with one row group each. */
  private Blueprint rowGroups() {
    Blueprint blueprint = wide();
    blueprint.sparkVersion = dice.pick("3.5.9", "3.5.1", "3.3.2");
    StagePlan scan = new StagePlan("scan", Partitioning.FILES);
    scan.files(Math.max(2, blueprint.slots() / dice.between(3, 5)), dice.uniform(480, 620));
    scan.rowGroupMib = scan.fileMib;
    scan.speed(dice.uniform(30_000, 80_000) / scan.fileMib).owns(dice.uniform(60, 250));
    scan.shuffles(dice.uniform(0.02, 0.1));
    return Shapes.only(blueprint, dice, scan, Shapes.aggregate(scan, 0, dice));
  }

  /** One or two writes, each followed by renames. */
  private Blueprint commit() {
    Blueprint blueprint = Shapes.of(dice.pick(Shape.ETL, Shape.SORT), dice, size);
    List<StagePlan> stages = blueprint.jobs.get(0).stages();
    StagePlan write = stages.get(stages.size() - 1);
    write.commitMs = Math.max(30_000, blueprint.plannedMs() * dice.uniform(0.3, 1));
    return blueprint;
  }

  /** Jobs that need all executors, with pauses longer than the idle timeout between them. */
  private Blueprint idleTimeout() {
    Blueprint blueprint = Shapes.on(Shape.RDD, dice, size, dice.between(3, 8), dice.pick(2, 4));
    blueprint.jobs.clear();
    blueprint.properties.remove("spark.default.parallelism");
    String dynamic = "spark.dynamicAllocation.";
    int timeout = dice.between(4, 7);
    blueprint.properties.put(dynamic + "enabled", "true");
    blueprint.properties.put(dynamic + "shuffleTracking.enabled", "true");
    blueprint.properties.put(dynamic + "minExecutors", "1");
    blueprint.properties.put(dynamic + "maxExecutors", Integer.toString(blueprint.executors));
    blueprint.properties.put(dynamic + "executorIdleTimeout", timeout + "s");
    int jobs = dice.between(5, 8);
    for (int job = 0; job < jobs; job++) {
      StagePlan map = scan(blueprint, dice.uniform(7000, 11_000));
      map.files(blueprint.slots() * dice.between(3, 5), map.fileMib);
      map.shuffles(1.5 / map.fileMib / blueprint.slots());
      StagePlan reduce = new StagePlan("reduceByKey", Partitioning.CODE, 0).inCode(4);
      reduce.speed(dice.uniform(60, 150)).expands(2);
      double pauseMs = job == 0 ? 200 : timeout * 1000 * dice.uniform(1.6, 2.2);
      blueprint.jobs.add(new JobPlan("collect", false, List.of(map, reduce), pauseMs));
    }
    Shapes.refit(blueprint, dice);
    return blueprint;
  }

  /** Micro-batches of few rows over Spark's default of 200 partitions. */
  private Blueprint state() {
    Blueprint blueprint = Shapes.on(Shape.REPORT, dice, size, dice.between(2, 8), 4);
    // Streams run without adaptive execution.
    blueprint.properties.put("spark.sql.adaptive.enabled", "false");
    blueprint.properties.put("spark.sql.shuffle.partitions", "200");
    blueprint.jobs.clear();
    int batches = dice.between(8, 16);
    double taskMs = dice.uniform(250, 500);
    long rows = dice.between(800, 60_000);
    for (int batch = 0; batch < batches; batch++) {
      StagePlan scan = new StagePlan("scan", Partitioning.FILES).files(blueprint.slots(), 2);
      scan.speed(dice.uniform(80, 200)).shuffles(0.1).owns(dice.uniform(60, 120));
      StagePlan state = new StagePlan("state", Partitioning.SHUFFLE, 0);
      state.owns(dice.uniform(60, 120)).fixedRunMs = taskMs;
      state.stateRows = rows + 20L * batch;
      blueprint.jobs.add(new JobPlan("start", true, List.of(scan, state), dice.uniform(300, 900)));
    }
    Shapes.refit(blueprint, dice);
    return blueprint;
  }

  /** A table of many directories, or of few that a slow store lists one after the other. */
  private Blueprint slowListing() {
    Blueprint blueprint = Shapes.of(dice.pick(Shape.ETL, Shape.REPORT), dice, size);
    StagePlan scan = blueprint.jobs.get(0).stages().get(0);
    scan.listingMs = Math.max(20_000, blueprint.plannedMs() * dice.uniform(0.3, 1));
    scan.directories = dice.chance(0.5) ? dice.between(6, 30) : dice.between(800, 6000);
    return blueprint;
  }

  /** Each query names the path anew, so that Spark lists its directories before it. */
  private Blueprint repeatedListing() {
    Blueprint blueprint = Shapes.of(Shape.REPORT, dice, size, 3);
    int directories = blueprint.slots() * dice.between(25, 60);
    double taskMs = dice.uniform(250, 450);
    List<JobPlan> queries = List.copyOf(blueprint.jobs);
    blueprint.jobs.clear();
    for (JobPlan query : queries) {
      StagePlan list = new StagePlan("collect", Partitioning.CODE).inCode(directories);
      list.fixedRunMs = taskMs;
      blueprint.jobs.add(
          new JobPlan("load", false, List.of(list), query.driverMs())
              .described(
                  "Listing leaf files and directories for "
                      + directories
                      + " paths:<br/>s3a://lake/events/day=2025-01-01, ..."));
      blueprint.jobs.add(query);
    }
    return blueprint;
  }

  /** A cluster of which one task is a small part. */
  private Blueprint wide() {
    return Shapes.on(Shape.REPORT, dice, size, dice.between(3, 8), dice.pick(4, 4, 8));
  }

  private StagePlan scan(Blueprint blueprint, double taskMs) {
    int files = blueprint.slots() * dice.between(1, 3);
    StagePlan scan = new StagePlan("scan", Partitioning.FILES).files(files, dice.uniform(68, 105));
    return scan.speed(taskMs / scan.fileMib).owns(dice.uniform(60, 250));
  }
}

package io.attune.load.fleet;

import io.attune.load.fleet.Shapes.Shape;
import io.attune.load.fleet.StagePlan.Partitioning;
import java.util.List;

/** Faults that make attempts or whole runs fail, executors get lost, or a host slow. */
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
      case FAILED_CAST -> faults.failedCast();
      case SMALL_KRYO_BUFFER -> faults.smallKryoBuffer();
      case LATE_BROADCAST -> faults.lateBroadcast();
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

  private Blueprint failedCast() {
    Blueprint blueprint = any(Shape.ETL, Shape.SORT, Shape.REPORT);
    if (!blueprint.sparkVersion.startsWith("4.")) {
      blueprint.properties.put("spark.sql.ansi.enabled", "true");
    }
    StagePlan stage = someStage(blueprint);
    stage.alwaysThrows = "org.apache.spark.SparkNumberFormatException";
    stage.thrownMessage =
        "[CAST_INVALID_INPUT] The value '12,5O' of the type \"STRING\" cannot be cast to \"INT\""
            + " because it is malformed. Correct the value as per the syntax, or change its target"
            + " type. Use `try_cast` to tolerate malformed input and return NULL instead. If"
            + " necessary set \"spark.sql.ansi.enabled\" to \"false\" to bypass this error.";
    return blueprint;
  }

  private Blueprint smallKryoBuffer() {
    Blueprint blueprint = any(Shape.RDD, Shape.ITERATIVE);
    blueprint.properties.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    StagePlan stage = someStage(blueprint);
    stage.alwaysThrows = "org.apache.spark.SparkException";
    stage.thrownMessage =
        "Kryo serialization failed: Buffer overflow. Available: 0, required: "
            + dice.between(1 << 20, 1 << 23)
            + ". To avoid this, increase spark.kryoserializer.buffer.max value.";
    return blueprint;
  }

  /** Any stage of the last job. */
  private StagePlan someStage(Blueprint blueprint) {
    List<StagePlan> stages = blueprint.jobs.get(blueprint.jobs.size() - 1).stages();
    return stages.get(dice.between(0, stages.size() - 1));
  }

  /** Without adaptive execution the driver waits for a broadcast no longer than it may. */
  private Blueprint lateBroadcast() {
    Blueprint blueprint = any(Shape.REPORT);
    blueprint.properties.put("spark.sql.adaptive.enabled", "false");
    int seconds = dice.pick(60, 120, 300);
    if (seconds != 300) {
      blueprint.properties.put("spark.sql.broadcastTimeout", Integer.toString(seconds));
    }
    JobPlan report = blueprint.jobs.get(blueprint.jobs.size() - 1);
    StagePlan scan = report.stages().get(0);
    StagePlan built = new StagePlan("scan", Partitioning.FILES);
    built.files(blueprint.slots() * dice.between(1, 3), scan.fileMib).owns(scan.ownHeapMib);
    double waves = built.files / (double) blueprint.slots();
    built.speed(1000.0 * seconds * dice.uniform(1.4, 2.5) / waves / built.fileMib);
    built.timeoutMs = 1000.0 * seconds;
    StagePlan join = new StagePlan("scan", Partitioning.FILES).files(scan.files, scan.fileMib);
    join.speed(scan.runMsPerMib).owns(scan.ownHeapMib).shuffles(scan.shuffleRatio);
    join.extra = Operator.hashJoin();
    join.after = 0;
    StagePlan result = new StagePlan("aggregate", Partitioning.SHUFFLE, 1);
    result.speed(report.stages().get(1).runMsPerMib).owns(60);
    List<StagePlan> stages = List.of(built, join, result);
    blueprint.jobs.set(
        blueprint.jobs.size() - 1, new JobPlan("collect", true, stages, report.driverMs()));
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

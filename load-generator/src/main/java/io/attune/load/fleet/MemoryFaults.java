package io.attune.load.fleet;

import io.attune.load.fleet.Shapes.Shape;
import java.util.List;

/** Faults of memory: on and off the executors' heap, and of the driver. */
final class MemoryFaults {
  private final Dice dice;
  private final double size;

  private MemoryFaults(Dice dice, double size) {
    this.dice = dice;
    this.size = size;
  }

  /** Creates an application with a fault. */
  static Blueprint of(Fault fault, Dice dice, double size) {
    MemoryFaults faults = new MemoryFaults(dice, size);
    return switch (fault) {
      case TIGHT_OVERHEAD, OVERSIZED_OFF_HEAP -> faults.outsideTheHeap(fault);
      case TIGHT_DRIVER_HEAP, OVERSIZED_DRIVER_HEAP, LARGE_RESULTS -> faults.driver(fault);
      default -> faults.heap(fault);
    };
  }

  private Blueprint any(Shape... shapes) {
    return Shapes.of(dice.pick(shapes), dice, size);
  }

  private Blueprint heap(Fault fault) {
    Blueprint blueprint = any(Shape.ETL, Shape.SORT, Shape.RDD);
    switch (fault) {
      case OVERSIZED_HEAP -> {
        blueprint.heapMib =
            Math.max(4096, Math.ceil(blueprint.liveMib() / dice.uniform(0.12, 0.25) / 1024) * 1024);
        lengthen(blueprint);
        // Little is allocated, so that garbage does not fill the heap either.
        blueprint.garbageFill = dice.uniform(0.03, 0.12);
        blueprint.collection = 0.006;
      }
      case HEAP_NEARLY_FULL -> {
        own(blueprint, dice.uniform(0.92, 0.955));
        blueprint.collection = dice.uniform(0.014, 0.02);
      }
      case GARBAGE_IN_CODE -> {
        Shapes.fitHeap(blueprint, dice.uniform(0.25, 0.35));
        blueprint.garbageFill = dice.uniform(0.2, 0.35);
        blueprint.collection = dice.uniform(1.3, 2);
      }
      default -> own(blueprint, dice.uniform(1.01, 1.06));
    }
    blueprint.overheadMib = Math.max(384, 0.1 * blueprint.heapMib);
    return blueprint;
  }

  /** Makes the run long enough to judge its memory. */
  private static void lengthen(Blueprint blueprint) {
    blueprint.lasting(110_000);
  }

  /** Sets the application's own objects in every stage so that a share of the heap is live. */
  static void own(Blueprint blueprint, double liveShare) {
    double wanted = liveShare * blueprint.heapMib;
    for (JobPlan job : blueprint.jobs) {
      Sizes sizes = Sizes.of(blueprint, job, 1);
      for (StagePlan stage : job.stages()) {
        int busy = Math.min(blueprint.cores, sizes.of(stage).partitions());
        stage.ownHeapMib += (wanted - Memory.liveMib(blueprint, stage, sizes)) / busy;
      }
    }
  }

  private Blueprint outsideTheHeap(Fault fault) {
    Blueprint blueprint = any(Shape.ETL, Shape.SORT, Shape.RDD);
    if (fault == Fault.TIGHT_OVERHEAD) {
      blueprint.reportsResidentMemory = true;
      // Heap pages touched once stay resident.
      blueprint.garbageFill = 0.995;
      blueprint.nativeMib = blueprint.overheadMib * dice.uniform(0.96, 0.995);
    } else {
      lengthen(blueprint);
      blueprint.offHeapMib = dice.pick(3072, 4096, 8192);
      blueprint.offHeapUse = dice.uniform(0.08, 0.4);
      blueprint.properties.put("spark.memory.offHeap.enabled", "true");
      blueprint.properties.put("spark.memory.offHeap.size", Math.round(blueprint.offHeapMib) + "m");
    }
    return blueprint;
  }

  private Blueprint driver(Fault fault) {
    Blueprint blueprint =
        Shapes.of(
            fault == Fault.LARGE_RESULTS ? Shape.REPORT : dice.pick(Shape.values()), dice, size);
    switch (fault) {
      case TIGHT_DRIVER_HEAP -> blueprint.driverLiveMib = blueprint.driverHeapMib * 0.985;
      case OVERSIZED_DRIVER_HEAP -> {
        lengthen(blueprint);
        blueprint.driverHeapMib = dice.pick(8192, 12_288, 16_384);
        blueprint.driverLiveMib = blueprint.driverHeapMib * dice.uniform(0.08, 0.25);
      }
      default -> {
        JobPlan job = blueprint.jobs.get(blueprint.jobs.size() - 1);
        StagePlan scan = job.stages().get(0);
        double mib = 1024 * (dice.chance(0.5) ? dice.uniform(0.87, 0.92) : dice.uniform(1.15, 1.6));
        scan.resultRatio = mib / Sizes.of(blueprint, job, 1).of(scan).readMib();
        scan.shuffles(0);
        blueprint.jobs.set(
            blueprint.jobs.size() - 1, new JobPlan("collect", true, List.of(scan), job.driverMs()));
      }
    }
    return blueprint;
  }
}

package io.attune.load.fleet;

import io.attune.schemas.RddInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The RDDs of an application's stages, and their ids. */
final class Rdds {
  private static final String STEP = "MapPartitionsRDD";
  private static final int STEPS_OF_LINEAGE = 10_000;

  private final Map<Integer, Integer> ofLineage = new HashMap<>();
  private int next;

  /** The RDD that a lineage starts with; -1 if no stage has computed it yet. */
  int startOf(int lineage) {
    return ofLineage.getOrDefault(lineage * STEPS_OF_LINEAGE, -1);
  }

  /** The RDDs of a stage, the same in all of its events. */
  List<RddInfo> of(JobRun job, StagePlan stage, int numTasks) {
    List<RddInfo> known = job.rdds.get(stage);
    if (known != null) {
      return known;
    }
    List<RddInfo> rdds = stage.lineage > 0 ? lineage(stage, numTasks) : own(job, stage, numTasks);
    int source = rdds.get(rdds.size() - 1).getRddId();
    String operator = job.plan.sql() ? "WholeStageCodegen (1)" : stage.operator;
    if (isComputedAgain(job, stage)) {
      operator = "Exchange";
    }
    if (stage.lineage == 0 || stage.steps == 1) {
      rdds.add(rdd(next++, STEP, operator, List.of(source), numTasks, false));
    }
    job.rdds.put(stage, rdds);
    return rdds;
  }

  /** Text files, and the steps of a loop over them, each an RDD that all later rounds share. */
  private List<RddInfo> lineage(StagePlan stage, int numTasks) {
    List<RddInfo> rdds = new ArrayList<>();
    int source = stepOf(stage.lineage, 0);
    rdds.add(rdd(source, "lines", "textFile", List.of(), numTasks, stage.isCached()));
    for (int step = 1; stage.steps > 1 && step <= stage.steps; step++) {
      int id = stepOf(stage.lineage, step);
      rdds.add(rdd(id, STEP, stage.operator, List.of(source), numTasks, false));
      source = id;
    }
    return rdds;
  }

  private int stepOf(int lineage, int step) {
    return ofLineage.computeIfAbsent(lineage * STEPS_OF_LINEAGE + step, missing -> next++);
  }

  private List<RddInfo> own(JobRun job, StagePlan stage, int numTasks) {
    if (isComputedAgain(job, stage)) {
      return new ArrayList<>(of(job, job.plan.stages().get(stage.after), numTasks));
    }
    List<RddInfo> rdds = new ArrayList<>();
    boolean sql = job.plan.sql();
    int source = next++;
    boolean scan = stage.parents.isEmpty();
    int partitions = stage.coalescedFrom > 0 ? stage.coalescedFrom : numTasks;
    String operator =
        scan
            ? (stage.jdbc ? "Scan" : "Scan parquet")
            : job.sizes.of(stage).adaptive() ? "AQEShuffleRead" : "Exchange";
    List<Integer> from = new ArrayList<>();
    for (int parent : stage.parents) {
      List<RddInfo> written = of(job, job.plan.stages().get(parent), numTasks);
      from.add(written.get(written.size() - 1).getRddId());
    }
    String name =
        scan ? (stage.jdbc ? "JDBCRDD" : "FileScanRDD") : sql ? "ShuffledRowRDD" : "ShuffledRDD";
    rdds.add(rdd(source, name, sql ? operator : null, from, partitions, false));
    if (stage.coalescedFrom > 0) {
      rdds.add(rdd(next++, "CoalescedRDD", "Coalesce", List.of(source), numTasks, false));
    }
    return rdds;
  }

  /** Whether samples were taken of its rows before. */
  private static boolean isComputedAgain(JobRun job, StagePlan stage) {
    return stage.after >= 0 && job.plan.stages().get(stage.after).samples;
  }

  private static RddInfo rdd(
      int id, String name, String operator, List<Integer> parents, int partitions, boolean cached) {
    return RddInfo.newBuilder()
        .setRddId(id)
        .setName(name)
        .setOperatorName(operator)
        .setCallSite(name + " at Nightly.scala:" + (10 + Math.abs(name.hashCode() % 30)))
        .setParentRddIds(parents)
        .setStorageLevel(cached ? "Memory Deserialized 1x Replicated" : null)
        .setNumPartitions(partitions)
        .setNumCachedPartitions(0)
        .setMemoryBytes(0)
        .setDiskBytes(0)
        .build();
  }
}

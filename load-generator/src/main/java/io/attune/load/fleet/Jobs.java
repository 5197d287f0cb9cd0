package io.attune.load.fleet;

import io.attune.schemas.Accumulable;
import io.attune.schemas.DriverAccumulators;
import io.attune.schemas.JobEnded;
import io.attune.schemas.JobStarted;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.RddInfo;
import io.attune.schemas.SqlExecutionEnded;
import io.attune.schemas.SqlExecutionStarted;
import io.attune.schemas.SqlPlanChanged;
import io.attune.schemas.StageCompleted;
import io.attune.schemas.StageInfo;
import io.attune.schemas.StageSubmitted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sends the events of jobs, stages and queries, and assigns their ids. */
final class Jobs {
  private static final int ACCUMULATORS_PER_QUERY = 1000;

  private final Lifecycle lifecycle;
  private final Map<Integer, Integer> rddOfLineage = new HashMap<>();
  private final Map<JobRun, PlanNodes> plans = new HashMap<>();
  private int nextStage;
  private int nextJob;
  private int nextRdd;
  private long nextQuery;

  Jobs(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  Long newQuery() {
    return nextQuery++;
  }

  void started(long atMs, JobRun job) {
    if (job.sqlExecutionId != null) {
      PlanNodes nodes =
          new PlanNodes(
              job.plan, job.number, job.sizes, job.sqlExecutionId * ACCUMULATORS_PER_QUERY + 1);
      plans.put(job, nodes);
      lifecycle.send(
          atMs,
          LifecycleKind.SQL_EXECUTION_STARTED,
          event ->
              event.setSqlExecutionStarted(
                  SqlExecutionStarted.newBuilder()
                      .setExecutionId(job.sqlExecutionId)
                      .setDescription(job.plan.callSite(job.number))
                      .setStartTime(Instant.ofEpochMilli(atMs))
                      .setPlan(nodes.plan(false))
                      .setModifiedConfigs(Map.of())
                      .build()));
    }
    if (!job.adaptive) {
      sparkJob(atMs, job, job.plan.stages());
    }
  }

  /** Starts a Spark job with new stage ids. */
  private void sparkJob(long atMs, JobRun job, List<StagePlan> stages) {
    int number = nextJob++;
    List<StageInfo> infos = new ArrayList<>();
    for (StagePlan stage : stages) {
      job.stageIds.put(stage, nextStage++);
      infos.add(info(job, stage, 0, job.sizes.of(stage).partitions()));
    }
    job.sparkJobOfStage.put(job.stageIds.get(stages.get(stages.size() - 1)), number);
    job.openSparkJobs.add(number);
    lifecycle.send(
        atMs,
        LifecycleKind.JOB_STARTED,
        event ->
            event.setJobStarted(
                JobStarted.newBuilder()
                    .setJobId(number)
                    .setSubmissionTime(Instant.ofEpochMilli(atMs))
                    .setStages(infos)
                    .setSqlExecutionId(job.sqlExecutionId)
                    .setDescription(job.plan.callSite(job.number))
                    .setCallSite(job.plan.callSite(job.number))
                    .setSparkProperties(streaming(job))
                    .build()));
  }

  /** What a micro-batch's jobs carry; nothing for other jobs. */
  private static Map<String, String> streaming(JobRun job) {
    boolean stateful = job.plan.stages().stream().anyMatch(stage -> stage.stateRows > 0);
    return stateful
        ? Map.of(
            "sql.streaming.queryId",
            "5ca77e2e-0000-4000-8000-000000000001",
            "streaming.sql.batchId",
            Integer.toString(job.number))
        : Map.of();
  }

  private StageInfo info(JobRun job, StagePlan stage, int attempt, int numTasks) {
    List<Integer> parents = new ArrayList<>();
    for (int parent : stage.parents) {
      parents.add(job.stageIds.get(job.plan.stages().get(parent)));
    }
    return StageInfo.newBuilder()
        .setStageId(job.stageIds.get(stage))
        .setStageAttempt(attempt)
        .setName(job.plan.callSite(job.number))
        .setNumTasks(numTasks)
        .setParentStageIds(parents)
        .setRdds(rdds(job, stage, numTasks))
        .setResourceProfileId(0)
        .build();
  }

  /** The RDDs of a stage, the same in all of its events. */
  private List<RddInfo> rdds(JobRun job, StagePlan stage, int numTasks) {
    List<RddInfo> known = job.rdds.get(stage);
    if (known != null) {
      return known;
    }
    List<RddInfo> rdds = new ArrayList<>();
    boolean sql = job.plan.sql();
    int source;
    if (stage.lineage > 0) {
      source = rddOfLineage.computeIfAbsent(stage.lineage, missing -> nextRdd++);
      rdds.add(rdd(source, "lines", "textFile", List.of(), numTasks, stage.isCached()));
    } else {
      source = nextRdd++;
      boolean scan = stage.parents.isEmpty();
      int partitions = stage.coalescedFrom > 0 ? stage.coalescedFrom : numTasks;
      String operator =
          scan
              ? (stage.jdbc ? "Scan" : "Scan parquet")
              : job.sizes.of(stage).adaptive() ? "AQEShuffleRead" : "Exchange";
      List<Integer> from = new ArrayList<>();
      for (int parent : stage.parents) {
        List<RddInfo> written = rdds(job, job.plan.stages().get(parent), numTasks);
        from.add(written.get(written.size() - 1).getRddId());
      }
      String name =
          scan ? (stage.jdbc ? "JDBCRDD" : "FileScanRDD") : sql ? "ShuffledRowRDD" : "ShuffledRDD";
      rdds.add(rdd(source, name, sql ? operator : null, from, partitions, false));
      if (stage.coalescedFrom > 0) {
        rdds.add(rdd(nextRdd++, "CoalescedRDD", "Coalesce", List.of(source), numTasks, false));
        source = rdds.get(rdds.size() - 1).getRddId();
      }
    }
    String operator = sql ? "WholeStageCodegen (1)" : stage.operator;
    rdds.add(rdd(nextRdd++, "MapPartitionsRDD", operator, List.of(source), numTasks, false));
    job.rdds.put(stage, rdds);
    return rdds;
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

  /** The RDD that a lineage starts with; -1 if no stage has computed it yet. */
  int rddOf(int lineage) {
    return rddOfLineage.getOrDefault(lineage, -1);
  }

  /** Submits the first attempt of a stage and returns its id. */
  int submitting(long atMs, JobRun job, StagePlan stage) {
    if (job.adaptive) {
      StagePlan last = job.plan.stages().get(job.plan.stages().size() - 1);
      if (stage == last && !job.planChanged && plans.get(job) != null) {
        job.planChanged = true;
        PlanNodes nodes = plans.get(job);
        lifecycle.send(
            atMs,
            LifecycleKind.SQL_PLAN_CHANGED,
            event ->
                event.setSqlPlanChanged(
                    SqlPlanChanged.newBuilder()
                        .setExecutionId(job.sqlExecutionId)
                        .setPlan(nodes.plan(true))
                        .build()));
      }
      Map<StagePlan, Integer> ran = new HashMap<>(job.stageIds);
      sparkJob(atMs, job, job.ancestry(stage));
      int own = job.stageIds.get(stage);
      job.stageIds.putAll(ran);
      job.stageIds.put(stage, own);
    }
    return job.stageIds.get(stage);
  }

  void submitted(StageRun stage) {
    StageInfo info = info(stage.job, stage.plan, stage.attempt, stage.numTasks);
    lifecycle.send(
        stage.submittedMs,
        LifecycleKind.STAGE_SUBMITTED,
        event ->
            event.setStageSubmitted(
                StageSubmitted.newBuilder()
                    .setStage(info)
                    .setSubmissionTime(Instant.ofEpochMilli(stage.submittedMs))
                    .setSqlExecutionId(stage.job.sqlExecutionId)
                    .build()));
  }

  void completed(long atMs, StageRun stage, String failure) {
    StageInfo info = info(stage.job, stage.plan, stage.attempt, stage.numTasks);
    PlanNodes nodes = plans.get(stage.job);
    List<Accumulable> values = nodes == null ? List.of() : nodes.values(stage);
    lifecycle.send(
        atMs,
        LifecycleKind.STAGE_COMPLETED,
        event ->
            event.setStageCompleted(
                StageCompleted.newBuilder()
                    .setStage(info)
                    .setSubmissionTime(Instant.ofEpochMilli(stage.submittedMs))
                    .setCompletionTime(Instant.ofEpochMilli(atMs))
                    .setFailure(failure)
                    .setAccumulables(values)
                    .build()));
    Integer sparkJob = stage.job.sparkJobOfStage.get(stage.stageId);
    if (failure == null && sparkJob != null && stage.job.openSparkJobs.remove(sparkJob)) {
      jobEnded(atMs, sparkJob, null);
    }
  }

  private void jobEnded(long atMs, int sparkJob, String failure) {
    lifecycle.send(
        atMs,
        LifecycleKind.JOB_ENDED,
        event ->
            event.setJobEnded(
                JobEnded.newBuilder()
                    .setJobId(sparkJob)
                    .setCompletionTime(Instant.ofEpochMilli(atMs))
                    .setSucceeded(failure == null)
                    .setFailure(failure)
                    .build()));
  }

  /** Ends the action with its open jobs. */
  void ended(long atMs, JobRun job, String failure) {
    List<Integer> open = List.copyOf(job.openSparkJobs);
    job.openSparkJobs.clear();
    open.forEach(sparkJob -> jobEnded(atMs, sparkJob, failure));
    PlanNodes nodes = plans.remove(job);
    if (nodes == null) {
      return;
    }
    lifecycle.send(
        atMs,
        LifecycleKind.DRIVER_ACCUMULATORS,
        event ->
            event.setDriverAccumulators(
                DriverAccumulators.newBuilder()
                    .setExecutionId(job.sqlExecutionId)
                    .setUpdates(nodes.driverValues())
                    .build()));
    lifecycle.send(
        atMs,
        LifecycleKind.SQL_EXECUTION_ENDED,
        event ->
            event.setSqlExecutionEnded(
                SqlExecutionEnded.newBuilder()
                    .setExecutionId(job.sqlExecutionId)
                    .setEndTime(Instant.ofEpochMilli(atMs))
                    .setError(failure)
                    .build()));
  }
}

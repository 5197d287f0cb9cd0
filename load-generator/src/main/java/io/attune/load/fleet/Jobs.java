package io.attune.load.fleet;

import io.attune.schemas.Accumulable;
import io.attune.schemas.DriverAccumulators;
import io.attune.schemas.JobEnded;
import io.attune.schemas.JobStarted;
import io.attune.schemas.LifecycleKind;
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
  /** Description and group of a job that computes the rows of a broadcast. */
  static final String BROADCAST = "broadcast exchange (runId 5ca77e2e-0000-4000-8000-000000000002)";

  private static final int ACCUMULATORS_PER_QUERY = 1000;

  private final Lifecycle lifecycle;
  private final Rdds rdds = new Rdds();
  private final Map<JobRun, PlanNodes> plans = new HashMap<>();
  private int nextStage;
  private int nextJob;
  private long nextQuery;

  Jobs(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  Long newQuery() {
    return nextQuery++;
  }

  /** Tells of a query that has been planned; nothing of jobs without SQL. */
  void planned(long atMs, JobRun job) {
    if (job.sqlExecutionId != null) {
      PlanNodes nodes = new PlanNodes(job, job.sqlExecutionId * ACCUMULATORS_PER_QUERY + 1);
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
  }

  /** Starts the Spark job of an action, unless it has several. */
  void started(long atMs, JobRun job) {
    boolean one = job.plan.stages().stream().noneMatch(job.plan::isSeparate);
    if (!job.adaptive && one) {
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
                    .setDescription(description(job, stages))
                    .setCallSite(job.plan.callSite(job.number))
                    .setSparkProperties(streaming(job))
                    .build()));
  }

  private static String description(JobRun job, List<StagePlan> stages) {
    StagePlan last = stages.get(stages.size() - 1);
    return job.plan.isSeparate(last) && !last.samples ? BROADCAST : job.plan.describe(job.number);
  }

  /** What a micro-batch's jobs carry; nothing for other jobs. */
  private static Map<String, String> streaming(JobRun job) {
    boolean batch = job.plan.stages().stream().anyMatch(s -> s.ofStream || s.stateRows > 0);
    return batch
        ? Map.of(
            "sql.streaming.queryId",
            BatchReports.QUERY,
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
        .setRdds(rdds.of(job, stage, numTasks))
        .setResourceProfileId(0)
        .build();
  }

  /** The RDD that a lineage starts with; -1 if no stage has computed it yet. */
  int rddOf(int lineage) {
    return rdds.startOf(lineage);
  }

  /** Submits the first attempt of a stage and returns its id. */
  int submitting(long atMs, JobRun job, StagePlan stage) {
    if (!job.adaptive && !job.stageIds.containsKey(stage)) {
      List<StagePlan> together =
          job.plan.stages().stream().filter(each -> !job.plan.isSeparate(each)).toList();
      sparkJob(atMs, job, job.plan.isSeparate(stage) ? List.of(stage) : together);
    } else if (job.adaptive) {
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

  /** Ends the action with its open jobs; the query's error may be another than theirs. */
  void ended(long atMs, JobRun job, String failure, String error) {
    job.endedMs = atMs;
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
                    .setError(error)
                    .build()));
  }
}

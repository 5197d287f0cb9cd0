package io.attune.load.fleet;

import io.attune.schemas.TaskEndReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The task scheduler: stages in first-in first-out order, retries, and failures. */
final class Schedule {
  private static final int MAX_STAGE_ATTEMPTS = 4;
  private static final long LOCALITY_WAIT_MS = 3_000;
  private static final double MAX_RESULT_MIB = 1024;

  private final FleetRun run;
  private final Blueprint blueprint;
  private final Dice dice;
  private final List<StageRun> active = new ArrayList<>();
  private final Map<StageRun, List<Integer>> waiting = new HashMap<>();
  private final Map<StageRun, Double> live = new IdentityHashMap<>();
  private JobRun job;
  private int cancelAt = -1;
  private boolean cancelled;

  /** The consequence of a failure. */
  enum FailureEffect {
    TRIED_AGAIN,
    EXECUTOR_DIES,
    JOB_FAILS
  }

  Schedule(FleetRun run) {
    this.run = run;
    this.blueprint = run.blueprint;
    this.dice = run.dice.fork(5);
  }

  double liveMib(StageRun stage) {
    return live.computeIfAbsent(stage, s -> Memory.liveMib(blueprint, s.plan, s.job.sizes));
  }

  /** Starts an action; its jobs follow when the driver has found the files to read. */
  void start(JobRun next) {
    run.jobs.planned(run.nowMs(), next);
    double listingMs = next.plan.listingMs();
    if (listingMs > 0) {
      next.listingFactor = dice.noise(0.1);
      run.at(run.nowMs() + Math.round(listingMs * next.listingFactor), () -> begin(next));
    } else {
      begin(next);
    }
  }

  private void begin(JobRun next) {
    job = next;
    active.clear();
    waiting.clear();
    live.clear();
    boolean cancel =
        blueprint.confounders.contains(Confounder.CANCELLED_JOB)
            && !cancelled
            && next.number > 0
            && next.number + 1 < blueprint.jobs.size();
    cancelAt = cancel ? Math.max(1, next.sizes.of(next.plan.stages().get(0)).partitions() / 2) : -1;
    run.jobs.started(run.nowMs(), next);
    submitReady();
    go();
  }

  private void submitReady() {
    for (StagePlan plan : job.plan.stages()) {
      if (job.isReady(plan)) {
        job.submitted.put(plan, true);
        int id = run.jobs.submitting(run.nowMs(), job, plan);
        submit(new StageRun(job, plan, id, run.nowMs(), run.seedOf(id)));
        if (plan.timeoutMs > 0) {
          run.at(run.nowMs() + Math.round(plan.timeoutMs), () -> timeOut(plan));
        }
      }
    }
  }

  /** Gives up a broadcast that takes too long, and with it the query and the application. */
  private void timeOut(StagePlan broadcast) {
    if (job.finished.containsKey(broadcast)) {
      return;
    }
    String cancelled =
        String.format(
            Locale.ROOT,
            "Job %d cancelled part of cancelled job group %s",
            job.sparkJobOfStage.get(job.stageIds.get(broadcast)),
            Jobs.BROADCAST);
    fail(
        cancelled,
        String.format(
            Locale.ROOT,
            "org.apache.spark.SparkException: Could not execute broadcast in %d secs. You can"
                + " increase the timeout for broadcasts via spark.sql.broadcastTimeout or disable"
                + " broadcast join by setting spark.sql.autoBroadcastJoinThreshold to -1.",
            Math.round(broadcast.timeoutMs / 1000)),
        true);
  }

  private void submit(StageRun stage) {
    job.lastSubmittedMs = run.nowMs();
    active.add(stage);
    run.jobs.submitted(stage);
  }

  /** Launches pending tasks on free slots. */
  void go() {
    int wanted = 0;
    for (int i = 0; i < active.size(); i++) {
      StageRun stage = active.get(i);
      if (isHeldBack(stage)) {
        continue;
      }
      Optional<ExecutorRun> slot = slotFor(stage);
      while (slot.isPresent()) {
        run.launch(stage, slot.get());
        slot = slotFor(stage);
      }
      wanted += stage.pending() + stage.running;
    }
    run.executors.demand(wanted);
  }

  private Optional<ExecutorRun> slotFor(StageRun stage) {
    if (!stage.hasPending() || !run.executors.hasFreeSlot()) {
      return Optional.empty();
    }
    return stage.plan.placedHosts > 0 ? slotNearData(stage) : Optional.of(run.executors.takeSlot());
  }

  /**
   * Spark's delay scheduling: tasks wait for a slot near their data. Up to Spark 3.0 each task that
   * gets one starts the wait anew for the others.
   */
  private Optional<ExecutorRun> slotNearData(StageRun stage) {
    Optional<ExecutorRun> near = run.executors.takeSlotOn(stage.plan.placedHosts);
    if (near.isPresent()) {
      if (blueprint.sparkVersion.startsWith("3.0.")) {
        stage.lastNearMs = run.nowMs();
      }
      return near;
    }
    long until = stage.lastNearMs + blueprint.seconds("spark.locality.wait", LOCALITY_WAIT_MS);
    if (run.nowMs() >= until) {
      return Optional.of(run.executors.takeSlot());
    }
    run.at(until, this::go);
    return near;
  }

  private static boolean isHeldBack(StageRun stage) {
    return stage.closed || stage.fetchFailed || !stage.rerunFirst.isEmpty();
  }

  void succeeded(TaskRun task) {
    StageRun stage = task.stage;
    if (stage.done.get(task.index)) {
      return;
    }
    stage.done.set(task.index);
    stage.succeeded++;
    stage.readMib += task.readMib;
    stage.writtenMib += task.readMib * stage.plan.shuffleRatio;
    stage.outputMib += task.readMib * stage.plan.outputRatio;
    stage.runMs += task.runMs;
    stage.spilledMib += task.spilledMib / FleetRun.MEMORY_PER_DISK_BYTE;
    persist(task);
    stage.resultMib += stage.plan.resultMib(task.readMib);
    if (stage.resultMib > MAX_RESULT_MIB) {
      fail(
          String.format(
              Locale.ROOT,
              "Job aborted due to stage failure: Total size of serialized results of %d tasks"
                  + " (%.1f MiB) is bigger than spark.driver.maxResultSize (1024.0 MiB)",
              stage.succeeded,
              stage.resultMib),
          true);
      return;
    }
    if (cancelAt >= 0 && stage.succeeded == cancelAt) {
      cancelAt = -1;
      cancelled = true;
      fail("Job " + job.number + " cancelled ", false);
    } else if (stage.fetchFailed) {
      restart(stage);
    } else if (!stage.closed && stage.succeeded == stage.numTasks) {
      complete(stage);
    }
  }

  private void persist(TaskRun task) {
    if (task.stage.plan.persists) {
      int rdd = run.jobs.rddOf(task.stage.plan.lineage);
      double mib =
          blueprint.cacheMib * blueprint.executors * task.readMib / task.stage.size.readMib();
      run.lifecycle.blockCached(run.nowMs(), task.executor.id, rdd, task.index, mib);
    }
  }

  private void complete(StageRun stage) {
    stage.closed = true;
    active.remove(stage);
    run.executors.peaks(stage);
    run.jobs.completed(run.nowMs(), stage, null);
    active.forEach(other -> other.rerunFirst.remove(stage));
    if (stage.attempt > 0 && job.finished.containsKey(stage.plan)) {
      return;
    }
    job.finished.put(stage.plan, true);
    if (job.isFinished()) {
      JobRun finished = job;
      double commitMs = job.plan.stages().stream().mapToDouble(each -> each.commitMs).sum();
      run.at(
          run.nowMs() + Math.round(commitMs),
          () -> {
            run.jobs.ended(run.nowMs(), finished, null, null);
            run.nextJob();
          });
    } else {
      submitReady();
    }
  }

  FailureEffect failed(TaskRun task, int maxFailures) {
    StageRun stage = task.stage;
    if (task.end == TaskEndReason.FETCH_FAILED) {
      stage.fetchFailed = true;
      stage.retry(task.index);
      restart(stage);
      return FailureEffect.TRIED_AGAIN;
    }
    if (stage.closed) {
      return FailureEffect.TRIED_AGAIN;
    }
    stage.retry(task.index);
    if (stage.failedAgain(task.index) >= maxFailures) {
      fail(
          "Job aborted due to stage failure: Task "
              + task.index
              + " in stage "
              + stage.stageId
              + ".0 failed 4 times, most recent failure: Lost task "
              + task.index
              + "."
              + task.attempt
              + " in stage "
              + stage.stageId
              + ".0 (TID "
              + task.taskId
              + ") ("
              + task.executor.host
              + " executor "
              + task.executor.id
              + "): "
              + (task.errorClass == null ? "ExecutorLostFailure" : task.errorClass)
              + ": "
              + task.message,
          true);
      return FailureEffect.JOB_FAILS;
    }
    if (stage.fetchFailed) {
      restart(stage);
    }
    return task.end == TaskEndReason.EXECUTOR_LOST
        ? FailureEffect.EXECUTOR_DIES
        : FailureEffect.TRIED_AGAIN;
  }

  /** Retries a task that was lost with its executor. */
  void retry(TaskRun task) {
    StageRun stage = task.stage;
    if (!stage.closed) {
      stage.retry(task.index);
      if (stage.fetchFailed) {
        restart(stage);
      }
    }
  }

  /** Fails the tasks that read an executor's lost shuffle files. */
  void lostWithShuffle(ExecutorRun lost) {
    for (StageRun stage : List.copyOf(active)) {
      boolean reads =
          !stage.closed
              && !stage.fetchFailed
              && !stage.plan.parents.isEmpty()
              && stage.attempt + 1 < MAX_STAGE_ATTEMPTS
              && stage.rerunFirst.isEmpty();
      if (!reads) {
        continue;
      }
      List<TaskRun> readers = new ArrayList<>();
      for (ExecutorRun executor : run.executors.alive()) {
        for (TaskRun task : executor.running) {
          if (task.stage == stage && readers.size() < 2) {
            readers.add(task);
          }
        }
      }
      if (readers.isEmpty()) {
        continue;
      }
      stage.fetchFailed = true;
      for (TaskRun task : readers) {
        run.revoke(task, TaskEndReason.FETCH_FAILED, "Failed to connect to " + lost.host + ":7337");
        stage.retry(task.index);
      }
      restart(stage);
    }
  }

  /** Resubmits a stage with failed fetches after its last task has ended. */
  private void restart(StageRun stage) {
    if (stage.closed || stage.running > 0) {
      return;
    }
    stage.closed = true;
    active.remove(stage);
    run.executors.peaks(stage);
    List<Integer> missing = stage.missing();
    run.jobs.completed(
        run.nowMs(), stage, "org.apache.spark.shuffle.FetchFailedException: Failed to connect");
    StageRun again =
        attempt(stage.plan, stage.stageId, missing.isEmpty() ? List.of(0) : missing, stage.seed());
    for (int parent : stage.plan.parents) {
      StagePlan from = job.plan.stages().get(parent);
      int total = job.sizes.of(from).partitions();
      List<Integer> lost = new ArrayList<>();
      int step = Math.max(1, blueprint.executors);
      for (int index = dice.between(0, Math.min(step, total) - 1); index < total; index += step) {
        lost.add(index);
      }
      StageRun first = attempt(from, job.stageIds.get(from), lost, Dice.mix(stage.seed() + parent));
      again.rerunFirst.add(first);
      submit(first);
    }
    submit(again);
  }

  private StageRun attempt(StagePlan plan, int stageId, List<Integer> only, long seed) {
    int number = job.attempts.merge(plan, 1, Integer::sum);
    return new StageRun(job, plan, stageId, number, run.nowMs(), seed, only);
  }

  /** Fails the job, and the application with it if the error is fatal. */
  private void fail(String reason, boolean fatal) {
    fail(reason, reason, fatal);
  }

  /** Fails the job for one reason, and the query for what came of it. */
  private void fail(String reason, String error, boolean fatal) {
    for (StageRun stage : List.copyOf(active)) {
      stage.closed = true;
      for (ExecutorRun executor : run.executors.alive()) {
        for (TaskRun task : List.copyOf(executor.running)) {
          if (task.stage == stage) {
            run.revoke(task, TaskEndReason.TASK_KILLED, "Stage cancelled: " + reason);
          }
        }
      }
      run.jobs.completed(run.nowMs(), stage, reason);
    }
    active.clear();
    run.jobs.ended(run.nowMs(), job, reason, error);
    if (fatal) {
      run.at(run.nowMs() + 300, run::end);
    } else {
      run.nextJob();
    }
  }
}

package io.attune.load.fleet;

import io.attune.load.fleet.Schedule.FailureEffect;
import io.attune.schemas.EventSink;
import io.attune.schemas.TaskEndReason;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A run of an application: a discrete-event simulation of driver, executors, stages and tasks that
 * sends the events of a Spark application to a sink. Depends only on the workload and the run's
 * number. Not thread-safe.
 */
public final class FleetRun {
  /** Ratio of memory to disk bytes of a spill. */
  static final double MEMORY_PER_DISK_BYTE = 3;

  private static final double SPILL_MIB_PER_SECOND = 120;
  private static final int MAX_TASK_FAILURES = 4;

  /**
   * The driver's time per task, to serialize and launch it and to process its end. A single thread
   * of Spark's scheduler does that, so many short tasks wait for it.
   */
  private static final double DRIVER_MS_PER_TASK = 0.5;

  final Blueprint blueprint;
  final Dice dice;
  final Lifecycle lifecycle;
  final Jobs jobs;
  final ExecutorPool executors;
  private final FleetWorkload workload;
  private final int number;
  private final String applicationId;
  private final TaskRecords tasks;
  private final Schedule schedule;
  private final TaskFate fate;

  /** Of a streaming query; null for other applications. */
  private final BatchReports batches;

  private final double scale;
  private final PriorityQueue<Action> actions = new PriorityQueue<>();
  private final List<TaskRun> spare = new ArrayList<>();
  private long order;
  private long nowMs;
  private long taskId;
  private int job;
  private double driverFreeMs;
  private long jobStartMs;
  private boolean over;

  FleetRun(FleetWorkload workload, int number, EventSink sink, boolean reuse) {
    this.workload = workload;
    this.number = number;
    this.blueprint = workload.blueprint();
    this.applicationId = workload.applicationId(number);
    this.dice = new Dice(workload.seed()).fork(1000 + number);
    this.scale = dice.noise(blueprint.inputSigma);
    this.nowMs = workload.startMs(number);
    this.lifecycle = new Lifecycle(applicationId, blueprint, sink);
    this.jobs = new Jobs(lifecycle);
    this.tasks = new TaskRecords(applicationId, blueprint, sink, reuse);
    this.executors = new ExecutorPool(this);
    this.schedule = new Schedule(this);
    this.fate = new TaskFate(blueprint, dice.fork(6));
    this.batches =
        blueprint.stream == null
            ? null
            : new BatchReports(blueprint.stream, lifecycle, dice.fork(7));
    at(nowMs, this::start);
  }

  /** The application id. */
  public String applicationId() {
    return applicationId;
  }

  /** Whether the run has ended. */
  public boolean isOver() {
    return over || actions.isEmpty();
  }

  /** The simulated time of the next step, epoch milliseconds. */
  public long nextTimeMs() {
    return actions.isEmpty() ? nowMs : actions.peek().atMs;
  }

  /** Executes the next step, which may send events to the sink. */
  public void step() {
    Action action = actions.poll();
    if (action == null) {
      over = true;
      return;
    }
    nowMs = action.atMs;
    action.happen();
  }

  /** Executes all steps. */
  public void toEnd() {
    while (!isOver()) {
      step();
    }
  }

  long nowMs() {
    return nowMs;
  }

  /** Seed of the random values of a stage of this run. */
  long seedOf(int stageId) {
    return Dice.mix(workload.seed() * 31 + number * 1_000_003L + stageId);
  }

  void at(long atMs, Runnable what) {
    plan(
        new Action() {
          @Override
          void happen() {
            what.run();
          }
        },
        atMs);
  }

  void plan(Action action, long atMs) {
    action.atMs = atMs;
    action.order = order++;
    actions.add(action);
  }

  private void start() {
    lifecycle.started(nowMs, workload.applicationName(), workload.name());
    long ready = executors.start(nowMs);
    at(ready + 700, this::nextJob);
  }

  void nextJob() {
    if (batches != null) {
      at(job == 0 ? nowMs : batches.ended(jobStartMs, nowMs), this::nextBatch);
      return;
    }
    if (job == blueprint.jobs.size()) {
      at(nowMs + 200 + Math.round(blueprint.idleTailMs), this::end);
      return;
    }
    JobPlan next = blueprint.jobs.get(job);
    at(nowMs + Math.round(next.driverMs() * dice.noise(0.08)), () -> startJob(next));
  }

  private void nextBatch() {
    if (job == blueprint.jobs.size()) {
      at(nowMs + 200, this::end);
      return;
    }
    jobStartMs = batches.begin(nowMs);
    at(jobStartMs, () -> startJob(blueprint.jobs.get(job)));
  }

  private void startJob(JobPlan plan) {
    Sizes sizes = Sizes.of(blueprint, plan, scale);
    Long query = plan.sql() ? jobs.newQuery() : null;
    schedule.start(new JobRun(job++, plan, sizes, query, plan.sql() && blueprint.isAdaptive()));
  }

  /** Ends the application, normally or because a job failed. */
  void end() {
    double driver =
        Math.min(blueprint.driverLiveMib * dice.noise(0.02), 0.998 * blueprint.driverHeapMib);
    lifecycle.peaks(
        nowMs, "driver", null, m -> m.setJvmHeapMemoryBytes(Math.round(driver * (1 << 20))));
    lifecycle.ended(nowMs);
    over = true;
  }

  /** Launches a task attempt on an executor, and determines its end. */
  void launch(StageRun stage, ExecutorRun executor) {
    TaskRun task = spare.isEmpty() ? new TaskRun(this) : spare.remove(spare.size() - 1);
    StagePlan plan = stage.plan;
    task.stage = stage;
    task.executor = executor;
    task.index = stage.poll();
    task.attempt = stage.attemptOf(task.index);
    task.taskId = taskId++;
    task.launchMs = nowMs;
    task.revoked = false;
    task.reported = false;
    task.readMib = stage.mibOf(task.index);
    double wanted = Memory.wantedMib(plan, task.readMib);
    double granted = Math.min(wanted, blueprint.slotMib());
    task.managedMib = granted;
    // A sort that does not fit into memory spills all but its last part.
    task.spilledMib = wanted > granted ? wanted - granted : 0;
    double work = (plan.fixedRunMs + plan.runMsPerMib * task.readMib) * dice.noise(plan.runSigma);
    if (blueprint.confounders.contains(Confounder.STRAGGLERS) && dice.chance(0.004)) {
      work *= dice.uniform(2.5, 4);
    }
    work *= executor.hostNumber == 0 ? blueprint.firstHostSlowness : 1;
    work += task.spilledMib / MEMORY_PER_DISK_BYTE / SPILL_MIB_PER_SECOND * 1000;
    double live = schedule.liveMib(stage) * executor.memoryNoise;
    double share = Memory.collectionShare(blueprint, live);
    task.collectionMs = work * share / (1 - share) * dice.noise(0.15);
    task.runMs = work + task.collectionMs;
    // The first tasks of a JVM load and compile classes.
    boolean cold = executor.started++ < blueprint.cores;
    double warmUp = cold ? dice.uniform(150, 400) : 0;
    task.runMs += warmUp * 0.6;
    task.startMs = dice.uniform(4, 11) + warmUp * 0.4;
    fate.decide(task, live);
    if (task.end != TaskEndReason.SUCCESS) {
      double until = dice.uniform(0.2, 1);
      task.runMs *= until;
      task.collectionMs *= until;
    }
    executor.running.add(task);
    stage.running++;
    plan(task, nowMs + Math.max(1, Math.round(task.startMs + task.runMs + dice.uniform(1, 4))));
  }

  /** Ends a task attempt. */
  void ended(TaskRun task) {
    StageRun stage = task.stage;
    if (task.revoked) {
      spare.add(task);
      return;
    }
    if (!task.reported && waitsForDriver(task)) {
      return;
    }
    task.executor.running.remove(task);
    stage.running--;
    executors.freed(task.executor);
    tasks.ended(task, lifecycle.next());
    if (task.end == TaskEndReason.SUCCESS) {
      if (fate.isSpeculated(task)) {
        task.copyExecutor = executors.other(task.executor);
        task.copyId = taskId++;
        tasks.revoked(
            task,
            lifecycle.next(),
            nowMs,
            TaskEndReason.TASK_KILLED,
            "another attempt succeeded",
            true);
      }
      schedule.succeeded(task);
    } else {
      FailureEffect outcome = schedule.failed(task, MAX_TASK_FAILURES);
      if (outcome == FailureEffect.EXECUTOR_DIES) {
        executors.lose(task.executor, task.message);
      }
    }
    spare.add(task);
    schedule.go();
  }

  /** Whether the driver is busy with other tasks; it then processes this one later. */
  private boolean waitsForDriver(TaskRun task) {
    task.reported = true;
    driverFreeMs = Math.max(driverFreeMs, nowMs) + DRIVER_MS_PER_TASK;
    if (driverFreeMs < nowMs + 1) {
      return false;
    }
    plan(task, (long) driverFreeMs);
    return true;
  }

  /** Ends an attempt early. */
  void revoke(TaskRun task, TaskEndReason end, String message) {
    if (task.revoked) {
      return;
    }
    task.revoked = true;
    task.executor.running.remove(task);
    task.stage.running--;
    executors.freed(task.executor);
    if (nowMs > task.launchMs) {
      tasks.revoked(task, lifecycle.next(), nowMs, end, message, false);
    }
  }

  Schedule schedule() {
    return schedule;
  }
}

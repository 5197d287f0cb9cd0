package io.attune.load.fleet;

import io.attune.schemas.TaskEndReason;

/** Determines how task attempts end, by the workload's faults. */
final class TaskFate {
  private static final double OUT_OF_MEMORY_FROM = 0.985;

  private final Blueprint blueprint;
  private final Dice dice;
  private int nativeKills;

  TaskFate(Blueprint blueprint, Dice dice) {
    this.blueprint = blueprint;
    this.dice = dice;
  }

  /** Sets the end of an attempt that has been launched. */
  void decide(TaskRun task, double liveMib) {
    task.end = TaskEndReason.SUCCESS;
    task.errorClass = null;
    task.message = null;
    StageRun stage = task.stage;
    if (stage.alwaysThrows(task.index)) {
      end(task, TaskEndReason.EXCEPTION, stage.plan.alwaysThrows, stage.plan.thrownMessage);
      return;
    }
    if (throwsInCode(task)) {
      boolean host = blueprint.badHostShare > 0;
      end(
          task,
          TaskEndReason.EXCEPTION,
          host ? "java.io.IOException" : "com.example.MalformedOrderException",
          host ? "No space left on device" : "order without a customer");
      return;
    }
    double heap = liveMib * Math.exp(0.02 * Dice.normalAt(stage.seed() ^ 3, task.index));
    if (heap > OUT_OF_MEMORY_FROM * blueprint.heapMib && task.attempt < 3 && dice.chance(0.05)) {
      end(task, TaskEndReason.EXCEPTION, "java.lang.OutOfMemoryError", "Java heap space");
      return;
    }
    if (blueprint.fetchFailShare > 0
        && !stage.plan.parents.isEmpty()
        && stage.attempt < 2
        && dice.chance(blueprint.fetchFailShare)) {
      end(
          task,
          TaskEndReason.FETCH_FAILED,
          "org.apache.spark.shuffle.FetchFailedException",
          "Failed to connect to node-1/10.0.0.1:7337");
      return;
    }
    if (isKilled(task)) {
      nativeKills++;
      end(
          task,
          TaskEndReason.EXECUTOR_LOST,
          null,
          "Container killed by YARN for exceeding physical memory limits. Exit code is 137");
    }
  }

  private static void end(TaskRun task, TaskEndReason end, String errorClass, String message) {
    task.end = end;
    task.errorClass = errorClass;
    task.message = message;
  }

  private boolean throwsInCode(TaskRun task) {
    boolean rare = blueprint.confounders.contains(Confounder.RARE_FAILURE);
    double throwing = blueprint.throwShare + (rare ? 0.004 : 0);
    if (task.executor.hostNumber == 0) {
      throwing += blueprint.badHostShare;
    }
    return throwing > 0 && task.attempt < 3 && dice.chance(throwing);
  }

  /** The container is killed if memory outside the heap exceeds the overhead. */
  private boolean isKilled(TaskRun task) {
    boolean tight = blueprint.nativeMib > blueprint.overheadMib;
    boolean certain = nativeKills == 0 && task.taskId > blueprint.slots();
    return tight && nativeKills < 4 && task.attempt < 2 && (certain || dice.chance(0.02));
  }

  /** Whether a copy of an attempt was started because it took long. */
  boolean isSpeculated(TaskRun task) {
    return blueprint.confounders.contains(Confounder.SPECULATION)
        && task.runMs - task.collectionMs
            > 1.5 * (task.stage.plan.runMsPerMib * task.stage.size.meanMib() + 300)
        && dice.chance(0.5);
  }
}

package io.attune.load.fleet;

import io.attune.schemas.TaskEndReason;

/** A running task attempt. Instances are reused. */
final class TaskRun extends Action {
  private final FleetRun run;
  StageRun stage;
  ExecutorRun executor;
  int index;
  int attempt;
  long taskId;
  long launchMs;
  double readMib;
  double runMs;
  double collectionMs;
  double startMs;
  double managedMib;
  double spilledMib;

  /** Executor and task id of a speculative attempt that was killed. */
  ExecutorRun copyExecutor;

  long copyId;

  /** Its end reason. */
  TaskEndReason end;

  String errorClass;
  String message;

  /** Whether the driver still has to process its end. */
  boolean reported;

  /** Whether it was ended early. */
  boolean revoked;

  TaskRun(FleetRun run) {
    this.run = run;
  }

  @Override
  void happen() {
    run.ended(this);
  }
}

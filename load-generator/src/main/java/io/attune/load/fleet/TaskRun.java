package io.attune.load.fleet;

import io.attune.schemas.TaskEndReason;

/** A task attempt, from its launch to its end. Used again for another one after that. */
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

  /** Executor of a speculative copy that lost the race, and its id. */
  ExecutorRun copyExecutor;

  long copyId;

  /** How it will end. */
  TaskEndReason end;

  String errorClass;
  String message;

  /** Whether its end waits for the driver. */
  boolean reported;

  /** Whether it was ended before its time. */
  boolean revoked;

  TaskRun(FleetRun run) {
    this.run = run;
  }

  @Override
  void happen() {
    run.ended(this);
  }
}

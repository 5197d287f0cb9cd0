package io.attune.streams.observe;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.statistics.StageState;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.RunningTask;
import io.attune.schemas.RunningTasks;
import io.attune.schemas.StageInfo;
import io.attune.streams.store.LiveStore;
import io.attune.streams.store.StageId;

/** What an event in the life of an application changes of its {@link Activity}. */
final class LifecycleNotes {
  private final Materiality materiality;
  private final LiveStore<StageId, StageState> stages;
  private final Expiry expiry;

  LifecycleNotes(Materiality materiality, LiveStore<StageId, StageState> stages, Expiry expiry) {
    this.materiality = requireNonNull(materiality, "materiality is null");
    this.stages = requireNonNull(stages, "stages is null");
    this.expiry = requireNonNull(expiry, "expiry is null");
  }

  /**
   * Notes an event.
   *
   * @return whether it is reason enough to assess the run again
   */
  boolean note(String applicationId, LifecycleEvent event, Activity activity) {
    switch (event.getKind()) {
      case APPLICATION_STARTED:
        activity.sawStart();
        break;
      case ENVIRONMENT_UPDATED:
      case JOB_STARTED:
        activity.sawConfiguration();
        break;
      case APPLICATION_ENDED:
        if (!activity.ended()) {
          activity.end();
          expiry.moved(applicationId, activity);
        }
        break;
      case STAGE_COMPLETED:
        if (event.getStageCompleted() != null) {
          StageInfo stage = event.getStageCompleted().getStage();
          activity.completed(stage.getStageId(), stage.getStageAttempt());
          activity.changed(stage.getStageId(), stage.getStageAttempt());
        }
        break;
      default:
        break;
    }
    return materiality.isMaterial(event) || runsLong(applicationId, event.getRunningTasks());
  }

  /** Whether there is something to say of a task that runs, or none is left that ran for long. */
  private boolean runsLong(String applicationId, RunningTasks running) {
    if (running == null) {
      return false;
    }
    for (RunningTask task : running.getTasks()) {
      StageId stage = new StageId(applicationId, task.getStageId(), task.getStageAttempt());
      if (materiality.isMaterial(task, stages.get(stage))) {
        return true;
      }
    }
    return running.getTasks().isEmpty();
  }
}

package io.attune.advisor.offline;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.EventTimes;
import io.attune.advisor.application.Run;
import io.attune.advisor.statistics.StageState;
import io.attune.schemas.EventSink;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gathers one application's events into its run, without Kafka: what the Observe side of the
 * topology keeps in its stores, kept in memory. An event with impossible times is passed over, as
 * it is a dead letter there. Bounded by the number of stages, not of events.
 */
public final class RunCollector implements EventSink {
  private final TreeMap<Long, StageState> stages = new TreeMap<>();
  private @Nullable ApplicationState application;

  @Override
  public void task(TaskMetrics event) {
    if (EventTimes.problem(event).isPresent()) {
      return;
    }
    application(event.getApplicationId());
    stage(event.getStageId(), event.getStageAttempt()).add(event);
  }

  @Override
  public void executor(ExecutorMetrics event) {
    if (EventTimes.problem(event).isPresent()) {
      return;
    }
    application(event.getApplicationId()).apply(event);
    if (event.getStageId() != null) {
      int attempt = event.getStageAttempt() == null ? 0 : event.getStageAttempt();
      stage(event.getStageId(), attempt).mergePeaks(event);
    }
  }

  @Override
  public void lifecycle(LifecycleEvent event) {
    if (EventTimes.problem(event).isPresent()) {
      return;
    }
    application(event.getApplicationId()).apply(event);
  }

  /** The run, by stage id and attempt; empty when there was no event. */
  public Optional<Run> run() {
    return Optional.ofNullable(application)
        .map(state -> new Run(state, List.copyOf(stages.values())));
  }

  private ApplicationState application(String applicationId) {
    if (application == null) {
      application = new ApplicationState(applicationId);
    }
    return application;
  }

  private StageState stage(int stageId, int stageAttempt) {
    long key = (long) stageId << Integer.SIZE | stageAttempt;
    return stages.computeIfAbsent(key, missing -> new StageState(stageId, stageAttempt));
  }
}

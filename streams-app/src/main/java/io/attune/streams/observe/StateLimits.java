package io.attune.streams.observe;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Thinning;
import io.attune.advisor.statistics.StageState;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.metrics.AttuneMetrics;
import io.attune.streams.store.LiveStore;
import io.attune.streams.store.StageId;
import java.util.List;

/**
 * Keeps what is known of one application within its limits. One that is beyond them loses what came
 * first and is marked; its neighbours are not touched.
 */
final class StateLimits {
  /** Part of the stages that is forgotten at once. */
  private static final int PART = 4;

  private final LiveStore<String, ApplicationState> applications;
  private final LiveStore<StageId, StageState> stages;
  private final AttuneMetrics metrics;
  private final int maxStages;
  private final long maxApplicationBytes;
  private final long maxStageBytes;

  StateLimits(
      AttuneConfig config,
      LiveStore<String, ApplicationState> applications,
      LiveStore<StageId, StageState> stages,
      AttuneMetrics metrics) {
    this.applications = applications;
    this.stages = stages;
    this.metrics = metrics;
    this.maxStages = config.get(Options.APPLICATION_STAGES);
    this.maxApplicationBytes = config.get(Options.APPLICATION_BYTES);
    this.maxStageBytes = config.get(Options.STAGE_BYTES);
  }

  /** Whether no more tasks of a stage are counted. */
  boolean isFull(StageState stage) {
    return stage.isFull(maxStageBytes);
  }

  /** A task was not counted. */
  void notCounted(String applicationId) {
    metrics.thinned("tasks", 1);
    mark(applicationId);
  }

  /** There are statistics of one stage attempt more; the oldest may have to go. */
  void stageAdded(String applicationId, Activity activity) {
    activity.stageAdded();
    if (activity.stages() <= maxStages) {
      return;
    }
    List<StageId> oldest = stages.keysWithPrefix(StageId.prefix(applicationId), maxStages / PART);
    oldest.forEach(stages::remove);
    if (!oldest.isEmpty()) {
      // Further attempts of the last one are not counted from here on, either.
      int last = oldest.get(oldest.size() - 1).stageId();
      activity.forget(oldest.size(), last == Integer.MAX_VALUE ? last : last + 1);
    }
    metrics.thinned("stages", oldest.size());
    mark(applicationId);
  }

  /** An event was applied to an application. */
  void applied(ApplicationState application, int eventBytes) {
    if (Thinning.thin(application, maxApplicationBytes, eventBytes)) {
      metrics.thinned("facts", 1);
    }
  }

  private void mark(String applicationId) {
    ApplicationState known = applications.get(applicationId);
    if (known == null || !Thinning.isThinned(known)) {
      Thinning.mark(applications.update(applicationId, ApplicationState::new));
    }
  }
}

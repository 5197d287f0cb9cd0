package io.attune.streams.observe;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Silence;
import io.attune.advisor.statistics.StageState;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.metrics.AttuneMetrics;
import io.attune.streams.store.LiveStore;
import io.attune.streams.store.StageId;
import io.attune.streams.store.TimeIndex;
import java.time.Duration;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Takes applications of which nothing comes for ended, and removes the state of those that ended,
 * or sent no event, for the retention time.
 *
 * <p>Each application has one entry in a time index. Events do not move it: when it is due, the
 * application is checked, and entered again if events came since. So an event costs nothing here,
 * and a pass over the index costs what is due, not what is stored.
 */
final class Expiry {
  private final TimeIndex index;
  private final LiveStore<String, ApplicationState> applications;
  private final LiveStore<StageId, StageState> stages;
  private final LiveStore<String, Activity> activities;
  private final Snapshots snapshots;
  private final AttuneMetrics metrics;
  private final Duration silentEnd;
  private final long endedMs;
  private final long silentMs;
  private final int batch;

  Expiry(
      KeyValueStore<Bytes, byte[]> index,
      LiveStore<String, ApplicationState> applications,
      LiveStore<StageId, StageState> stages,
      LiveStore<String, Activity> activities,
      Snapshots snapshots,
      AttuneConfig config,
      AttuneMetrics metrics) {
    this.index = new TimeIndex(index);
    this.applications = applications;
    this.stages = stages;
    this.activities = activities;
    this.snapshots = snapshots;
    this.metrics = metrics;
    this.silentEnd = config.get(Options.SILENT_END);
    this.endedMs = config.get(Options.ENDED_RETENTION).toMillis();
    this.silentMs = config.get(Options.SILENT_RETENTION).toMillis();
    this.batch = config.get(Options.EXPIRY_BATCH);
  }

  /** Enters an application, or moves it because its retention became another. */
  void moved(String applicationId, Activity activity) {
    if (activity.dueMs() != Activity.NOT_DUE) {
      index.remove(activity.dueMs(), applicationId);
    }
    activity.due(expiresAt(activity));
    index.add(activity.dueMs(), applicationId);
  }

  void run(long nowMs) {
    for (TimeIndex.Due due : index.due(nowMs, batch)) {
      Activity activity = activities.get(due.name());
      if (activity == null || activity.dueMs() != due.dueMs()) {
        index.remove(due.dueMs(), due.name());
      } else if (expiresAt(activity) > nowMs || snapshots.isMarked(due.name())) {
        index.remove(due.dueMs(), due.name());
        Activity kept = activities.update(due.name(), id -> new Activity());
        kept.due(Math.max(expiresAt(kept), nowMs + 1));
        index.add(kept.dueMs(), due.name());
      } else if (activity.isOver() || silentEnd.toMillis() >= silentMs) {
        remove(due);
      } else {
        endOf(due);
      }
    }
  }

  /** When there is something to do about it next. */
  private long expiresAt(Activity activity) {
    if (activity.ended()) {
      return activity.lastEventMs() + endedMs;
    }
    return activity.lastEventMs()
        + (activity.silent() ? silentMs : Math.min(silentMs, silentEnd.toMillis()));
  }

  /** Nothing has come of it for long: it is taken for ended, and judged once more. */
  private void endOf(TimeIndex.Due due) {
    Activity activity = activities.update(due.name(), id -> new Activity());
    activity.fellSilent();
    index.remove(due.dueMs(), due.name());
    activity.due(expiresAt(activity));
    index.add(activity.dueMs(), due.name());
    if (applications.get(due.name()) != null) {
      Silence.begins(applications.update(due.name(), ApplicationState::new), silentEnd);
      snapshots.mark(due.name(), true);
    }
  }

  /** Something came of an application that was taken for ended: it goes on. */
  void speaks(String applicationId, Activity activity) {
    activity.speaks();
    moved(applicationId, activity);
    if (applications.get(applicationId) != null) {
      Silence.ends(applications.update(applicationId, ApplicationState::new));
    }
  }

  private void remove(TimeIndex.Due due) {
    for (StageId stage : stages.keysWithPrefix(StageId.prefix(due.name()), Integer.MAX_VALUE)) {
      stages.remove(stage);
    }
    applications.remove(due.name());
    activities.remove(due.name());
    index.remove(due.dueMs(), due.name());
    metrics.expired();
  }
}

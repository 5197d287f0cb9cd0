package io.attune.streams.observe;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.StageStatisticsView;
import io.attune.advisor.state.StateFormatException;
import io.attune.advisor.statistics.StageState;
import io.attune.schemas.StageStatistics;
import io.attune.streams.handover.AdviceBudget;
import io.attune.streams.handover.SnapshotPart;
import io.attune.streams.metrics.AttuneMetrics;
import io.attune.streams.store.LiveStore;
import io.attune.streams.store.StageId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which applications a snapshot is due for, and handing it over.
 *
 * <p>Marks are state like any other: a mark that is committed survives a crash, and the first
 * punctuation after a start reads the few that there are from their own small store.
 */
final class Snapshots implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final int MAX_AT_ONCE = 500;
  private static final long LATELY_MS = 3_000;

  private final ProcessorContext<String, Observation> context;
  private final LiveStore<String, ApplicationState> applications;
  private final LiveStore<StageId, StageState> stages;
  private final LiveStore<String, Activity> activities;
  private final LiveStore<String, Boolean> pending;
  private final AdviceBudget budget;
  private final AttuneMetrics metrics;
  private final long maxBytes;

  /** Those that were not handed over lately: they come first. */
  private final Set<String> fresh = new LinkedHashSet<>();

  private final Set<String> running = new LinkedHashSet<>();

  /**
   * When those were handed over that go on, wall clock; those of the last moments, oldest first.
   */
  private final Map<String, Long> looked = new LinkedHashMap<>();

  private final Set<String> ended = new LinkedHashSet<>();

  /** Handed over, by the count of commits then: the mark goes once a later commit has begun. */
  private final Map<String, Long> unconfirmed = new LinkedHashMap<>();

  private boolean recovered;

  Snapshots(
      ProcessorContext<String, Observation> context,
      LiveStore<String, ApplicationState> applications,
      LiveStore<StageId, StageState> stages,
      LiveStore<String, Activity> activities,
      LiveStore<String, Boolean> pending,
      AdviceBudget budget,
      AttuneMetrics metrics,
      long maxBytes) {
    this.context = context;
    this.applications = applications;
    this.stages = stages;
    this.activities = activities;
    this.pending = pending;
    this.budget = budget;
    this.metrics = metrics;
    this.maxBytes = maxBytes;
  }

  /**
   * A snapshot of this application is due.
   *
   * @param hasEnded whether the application has ended
   */
  void mark(String applicationId, boolean hasEnded) {
    if (note(applicationId, hasEnded)) {
      pending.put(applicationId, Boolean.TRUE);
      unconfirmed.remove(applicationId);
      metrics.pending(1);
    }
  }

  /** Whether it was not marked before. */
  private boolean note(String applicationId, boolean hasEnded) {
    if (hasEnded) {
      boolean wasRunning = running.remove(applicationId) | fresh.remove(applicationId);
      return ended.add(applicationId) && !wasRunning;
    }
    if (isMarked(applicationId)) {
      return false;
    }
    return (looked.containsKey(applicationId) ? running : fresh).add(applicationId);
  }

  /** Whether a snapshot of this application is due. */
  boolean isMarked(String applicationId) {
    return running.contains(applicationId)
        || fresh.contains(applicationId)
        || ended.contains(applicationId);
  }

  /** Hands over what is due: the punctuation. */
  void handOver(long nowMs) {
    recover();
    forgetConfirmed();
    looked.values().removeIf(handedOverMs -> nowMs - handedOverMs >= LATELY_MS);
    handOver(fresh, false, nowMs);
    handOver(running, false, nowMs);
    handOver(ended, true, nowMs);
  }

  private void handOver(Set<String> marked, boolean hasEnded, long nowMs) {
    List<String> due = new ArrayList<>();
    for (String applicationId : marked) {
      if (due.size() == MAX_AT_ONCE || !budget.take(hasEnded)) {
        break;
      }
      due.add(applicationId);
    }
    for (String applicationId : due) {
      marked.remove(applicationId);
      looked.remove(applicationId);
      if (!hasEnded) {
        looked.put(applicationId, nowMs);
      }
      long begun = budget.now();
      try {
        handOver(applicationId, nowMs);
      } catch (KafkaException | StateFormatException e) {
        throw e;
      } catch (RuntimeException e) {
        // One application whose snapshot fails must not hold up the others.
        metrics.failure("snapshot");
        LOG.warn("No snapshot of application {}: {}", applicationId, e.toString());
        LOG.debug("The failure in full", e);
      }
      budget.handedOver(hasEnded, begun);
      metrics.pending(-1);
    }
  }

  /** A mark is taken off one commit after its snapshot: the snapshot is on its topic then. */
  private void forgetConfirmed() {
    long commits = pending.commitsBegun();
    Iterator<Map.Entry<String, Long>> entries = unconfirmed.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<String, Long> entry = entries.next();
      if (entry.getValue() == commits) {
        return;
      }
      pending.remove(entry.getKey());
      entries.remove();
    }
  }

  private void recover() {
    if (!recovered) {
      pending.eachStored(
          (applicationId, flag) -> {
            Activity activity = activities.get(applicationId);
            if (note(applicationId, activity != null && activity.isOver())) {
              metrics.pending(1);
            }
            return true;
          });
      recovered = true;
    }
  }

  private void handOver(String applicationId, long nowMs) {
    unconfirmed.put(applicationId, pending.commitsBegun());
    Activity activity = activities.get(applicationId);
    if (activity == null) {
      return;
    }
    ApplicationState application = applications.get(applicationId);
    if (application == null || !activity.workloadIsSettled()) {
      // What changed stays noted; the start or the configuration will mark it again.
      return;
    }
    activity = activities.update(applicationId, id -> new Activity());
    String workload = application.workload();
    if (!activity.workload().equals(workload)) {
      move(applicationId, activity, workload, nowMs);
    }
    List<StageState> changed = new ArrayList<>();
    for (Activity.Stage stage : activity.changedStages()) {
      StageState state = stages.get(new StageId(applicationId, stage.id(), stage.attempt()));
      if (state != null) {
        changed.add(state);
      }
    }
    publishStatistics(application, changed, nowMs);
    List<SnapshotPart> parts =
        SnapshotPart.cut(
            applicationId,
            application.toBytes(),
            changed.stream().map(StageState::toBytes).toList(),
            maxBytes);
    for (SnapshotPart part : parts) {
      context.forward(new Record<>(workload, new Observation.Snapshot(part), nowMs));
      metrics.snapshotPartSent(part.bytes(), part.last());
    }
    activity.handedOver();
  }

  /** The application turned out to belong to another workload: all of it goes there. */
  private void move(String applicationId, Activity activity, String workload, long nowMs) {
    if (!activity.workload().isEmpty()) {
      SnapshotPart gone = SnapshotPart.goneFrom(applicationId);
      context.forward(new Record<>(activity.workload(), new Observation.Snapshot(gone), nowMs));
      metrics.snapshotPartSent(gone.bytes(), false);
      for (StageId stage :
          stages.keysWithPrefix(StageId.prefix(applicationId), Integer.MAX_VALUE)) {
        activity.changed(stage.stageId(), stage.stageAttempt());
      }
    }
    activity.workload(workload);
  }

  private void publishStatistics(
      ApplicationState application, List<StageState> changed, long nowMs) {
    Run run = new Run(application, changed);
    for (StageState stage : changed) {
      StageStatistics statistics = StageStatisticsView.of(run, stage);
      if (statistics.getCompleteness() != null) {
        metrics.completeness(statistics.getCompleteness());
      }
      StageId id = new StageId(application.applicationId(), stage.stageId(), stage.stageAttempt());
      context.forward(new Record<>(id.topicKey(), new Observation.Statistics(statistics), nowMs));
    }
  }

  @Override
  public void close() {
    metrics.pending(-fresh.size() - running.size() - ended.size());
    fresh.clear();
    running.clear();
    ended.clear();
    looked.clear();
  }
}

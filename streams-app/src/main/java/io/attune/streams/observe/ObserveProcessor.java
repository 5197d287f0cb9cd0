package io.attune.streams.observe;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.statistics.StageState;
import io.attune.registry.BadRecordException;
import io.attune.schemas.AgentReport;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskMetrics;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import io.attune.streams.errors.RefusedRecords;
import io.attune.streams.handover.AdviceBudget;
import io.attune.streams.intake.EventReader;
import io.attune.streams.intake.Intake;
import io.attune.streams.intake.OneEvent;
import io.attune.streams.intake.RecordBatch;
import io.attune.streams.metrics.AttuneMetrics;
import io.attune.streams.store.CommitPace;
import io.attune.streams.store.LiveEntry;
import io.attune.streams.store.LiveStore;
import io.attune.streams.store.StageId;
import io.micrometer.core.instrument.Counter;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Turns events into statistics. Every event updates the state of its application or stage; material
 * events mark their application, and a wall-clock punctuation hands over one snapshot for each
 * marked application, so that a burst of events costs one assessment.
 */
final class ObserveProcessor implements Processor<String, Intake, String, Observation> {
  /** Applications of a batch that are prefetched, then processed together. */
  private static final int AT_ONCE = 64;

  /** Taken for the size of an event that did not come in a batch. */
  private static final int BYTES_UNKNOWN = 1_024;

  private final AttuneConfig config;
  private final EventReader reader;
  private final AdviceBudget budget;
  private final AttuneMetrics metrics;
  private final Materiality materiality;
  private final Counter tasks;
  private final Counter executors;
  private final Counter lifecycle;

  private ProcessorContext<String, Observation> context;
  private LiveStore<String, ApplicationState> applications;
  private LiveStore<StageId, StageState> stages;
  private LiveStore<String, Activity> activities;
  private StateLimits limits;
  private Snapshots snapshots;
  private Expiry expiry;
  private LifecycleNotes notes;

  /** Of the last task event, for the next one: tasks of a stage come in runs. Null before one. */
  private String lastApplication;

  private int lastStageId;
  private int lastStageAttempt;
  private StageState lastStage;

  /** Whether a snapshot of its application is due. */
  private boolean lastIsMarked;

  /** Whether the statistics that were asked for last are those of a stage that is new. */
  private boolean stageIsNew;

  /** Size of the event at work. */
  private int eventBytes;

  /** When the record or batch at work was begun, wall clock. */
  private long nowMs;

  private final ByApplication order = new ByApplication();

  /** Of the applications at work, in their order; null where records have no usable key. */
  private final String[] ids = new String[AT_ONCE];

  private Ahead ahead;

  ObserveProcessor(
      AttuneConfig config, EventReader reader, AdviceBudget budget, AttuneMetrics metrics) {
    this.config = requireNonNull(config, "config is null");
    this.reader = requireNonNull(reader, "reader is null");
    this.budget = requireNonNull(budget, "budget is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.materiality =
        new Materiality(
            config.get(Options.ADVICE_STAGE_TASKS), config.get(Options.ADVICE_STAGE_ELAPSED));
    this.tasks = metrics.events("task-metrics");
    this.executors = metrics.events("executor-metrics");
    this.lifecycle = metrics.events("lifecycle");
  }

  @Override
  public void init(ProcessorContext<String, Observation> processorContext) {
    context = processorContext;
    applications = context.getStateStore(ObserveStores.APPLICATIONS);
    stages = context.getStateStore(ObserveStores.STAGES);
    activities = context.getStateStore(ObserveStores.ACTIVITIES);
    LiveStore<String, Boolean> pending = context.getStateStore(ObserveStores.PENDING);
    ahead = new Ahead(activities, AT_ONCE);
    limits = new StateLimits(config, applications, stages, metrics);
    snapshots =
        new Snapshots(
            context,
            applications,
            stages,
            activities,
            pending,
            budget,
            metrics,
            config.get(Options.SNAPSHOT_BYTES));
    expiry =
        new Expiry(
            context.getStateStore(ObserveStores.EXPIRY),
            applications,
            stages,
            activities,
            snapshots,
            config,
            metrics);
    notes = new LifecycleNotes(materiality, stages, expiry);
    context.schedule(
        config.get(Options.ADVICE_INTERVAL), PunctuationType.WALL_CLOCK_TIME, snapshots::handOver);
    context.schedule(
        config.get(Options.EXPIRY_INTERVAL), PunctuationType.WALL_CLOCK_TIME, expiry::run);
    CommitPace.schedule(context, config.commitInterval(), config.latestCommit());
  }

  @Override
  public void process(Record<String, Intake> record) {
    // There may have been a commit since, and live values must not be held across one.
    lastApplication = null;
    nowMs = context.currentSystemTimeMs();
    if (record.value() instanceof RecordBatch batch) {
      observe(batch);
    } else if (record.value() instanceof OneEvent one) {
      eventBytes = BYTES_UNKNOWN;
      observe(record.key(), one.event());
    }
  }

  /** Records that cannot be used are rejected when the others have been applied. */
  private void observe(RecordBatch batch) {
    if (batch.moreWait()) {
      budget.eventsWait();
    }
    RefusedRecords refused = null;
    int next = 0;
    while (next < batch.records().size()) {
      next = order.fill(batch.records(), next);
      for (int from = 0; from < order.applications(); from += AT_ONCE) {
        refused = observe(from, Math.min(AT_ONCE, order.applications() - from), refused);
      }
    }
    order.forget();
    if (refused != null) {
      throw refused;
    }
  }

  /** Processes the records of some applications. */
  private RefusedRecords observe(int from, int count, RefusedRecords refusedBefore) {
    RefusedRecords refused = refusedBefore;
    for (int i = 0; i < count; i++) {
      try {
        ids[i] = reader.applicationId(order.record(order.first(from + i)));
      } catch (RuntimeException e) {
        ids[i] = null;
        refused = refuseAll(from + i, e, refused);
      }
    }
    if (order.applications() > AT_ONCE) {
      ahead.look(order, ids, from, count);
    }
    for (int i = 0; i < count; i++) {
      for (int r = ids[i] == null ? -1 : order.first(from + i); r >= 0; r = order.next(r)) {
        refused = observe(ids[i], order.record(r), refused);
      }
    }
    return refused;
  }

  private RefusedRecords refuseAll(
      int application, RuntimeException reason, RefusedRecords refusedBefore) {
    RefusedRecords refused = refusedBefore;
    for (int r = order.first(application); r >= 0; r = order.next(r)) {
      refused = RefusedRecords.withUnreadable(refused, order.record(r), reason);
    }
    return refused;
  }

  private RefusedRecords observe(
      String applicationId, ConsumerRecord<byte[], byte[]> record, RefusedRecords refused) {
    SpecificRecord event;
    try {
      event = reader.event(record);
    } catch (RuntimeException e) {
      return RefusedRecords.withUnreadable(refused, record, e);
    } catch (StackOverflowError e) {
      return RefusedRecords.withUnreadable(refused, record, EventCheck.tooDeep(e));
    }
    eventBytes = record.value().length;
    try {
      observe(applicationId, event);
    } catch (RuntimeException e) {
      return RefusedRecords.withUnusable(refused, record, e);
    } catch (StackOverflowError e) {
      return RefusedRecords.withUnusable(refused, record, EventCheck.tooDeep(e));
    }
    return refused;
  }

  private void observe(String applicationId, SpecificRecord event) {
    if (event instanceof TaskMetrics task) {
      EventCheck.check(applicationId, task.getApplicationId(), task);
      tasks.increment();
      observe(applicationId, task);
    } else if (event instanceof LifecycleEvent happening) {
      EventCheck.check(applicationId, happening.getApplicationId(), happening);
      lifecycle.increment();
      observe(applicationId, happening);
    } else if (event instanceof ExecutorMetrics peaks) {
      EventCheck.check(applicationId, peaks.getApplicationId(), peaks);
      executors.increment();
      observe(applicationId, peaks);
    } else {
      throw new BadRecordException(
          "A record of application " + applicationId + " is a " + event.getClass().getName());
    }
  }

  private void observe(String applicationId, TaskMetrics task) {
    int stageId = task.getStageId();
    int attempt = task.getStageAttempt();
    if (lastStageId != stageId
        || lastStageAttempt != attempt
        || !applicationId.equals(lastApplication)) {
      turnTo(applicationId, stageId, attempt);
    }
    if (lastStage == null || limits.isFull(lastStage)) {
      limits.notCounted(applicationId);
      return;
    }
    if (!lastStage.add(task)) {
      // Noted all the same: after a crash the statistics may hold a task that the notes below lack.
      metrics.duplicate();
    }
    if (!lastIsMarked
        && (task.getEndReason() == TaskEndReason.SUCCESS
            ? materiality.crossedThreshold(lastStage)
            : materiality.failedOften(lastStage))) {
      snapshots.mark(applicationId, false);
      lastIsMarked = true;
    }
  }

  /** What is the same for all task events of a stage that come one after the other. */
  private void turnTo(String applicationId, int stageId, int attempt) {
    lastApplication = null;
    Activity activity =
        activities.updateIf(
            applicationId,
            known -> known.isChangedBy(stageId, attempt, nowMs),
            absent -> new Activity());
    eventCame(applicationId, activity);
    lastStage = stageOf(activity, applicationId, stageId, attempt);
    if (lastStage != null) {
      activity.changed(stageId, attempt);
    }
    lastIsMarked = activity.ended() || activity.hasCompleted(stageId, attempt);
    if (lastIsMarked) {
      snapshots.mark(applicationId, activity.ended());
    }
    lastApplication = applicationId;
    lastStageId = stageId;
    lastStageAttempt = attempt;
  }

  /** Where that of the application's last task event was, if it is the same; null if forgotten. */
  private StageState stageOf(Activity activity, String applicationId, int stageId, int attempt) {
    StageState known =
        activity.lastTaskWasOf(stageId, attempt) ? stages.update(activity.lastStage()) : null;
    if (known != null) {
      return known;
    }
    if (activity.hasForgotten(stageId)) {
      return null;
    }
    LiveEntry<StageId, StageState> found =
        stages.updateEntry(new StageId(applicationId, stageId, attempt), this::newStage);
    activity.task(found);
    if (stageIsNew) {
      stageIsNew = false;
      limits.stageAdded(applicationId, activity);
    }
    return found.value();
  }

  private void observe(String applicationId, ExecutorMetrics peaks) {
    boolean peakRose = false;
    Activity activity = touch(applicationId);
    ApplicationState application = applications.update(applicationId, ApplicationState::new);
    application.apply(peaks);
    limits.applied(application, eventBytes);
    int attempt = peaks.getStageAttempt() == null ? 0 : peaks.getStageAttempt();
    StageState stage =
        peaks.getStageId() == null
            ? null
            : stageOf(activity, applicationId, peaks.getStageId(), attempt);
    if (stage != null) {
      OptionalLong before = stage.peakHeapBytes();
      stage.mergePeaks(peaks);
      activity.changed(peaks.getStageId(), attempt);
      peakRose = materiality.rose(before, stage.peakHeapBytes());
    }
    if (peakRose || activity.ended()) {
      snapshots.mark(applicationId, activity.ended());
    }
  }

  private void observe(String applicationId, LifecycleEvent event) {
    Activity activity = touch(applicationId);
    ApplicationState application = applications.update(applicationId, ApplicationState::new);
    application.apply(event);
    limits.applied(application, eventBytes);
    boolean material = notes.note(applicationId, event, activity);
    count(event.getAgentReport());
    if (activity.ended() || material) {
      snapshots.mark(applicationId, activity.ended());
    }
  }

  private void count(AgentReport report) {
    if (report != null && report.getComplete() && report.getSecretsRedacted() != null) {
      metrics.secretsRedacted(Math.max(0, report.getSecretsRedacted()));
    }
  }

  private StageState newStage(StageId id) {
    stageIsNew = true;
    return new StageState(id.stageId(), id.stageAttempt());
  }

  private Activity touch(String applicationId) {
    Activity activity = activities.update(applicationId, id -> new Activity());
    eventCame(applicationId, activity);
    return activity;
  }

  private void eventCame(String applicationId, Activity activity) {
    activity.eventCame(nowMs);
    if (activity.dueMs() == Activity.NOT_DUE) {
      expiry.moved(applicationId, activity);
    } else if (activity.silent()) {
      expiry.speaks(applicationId, activity);
      snapshots.mark(applicationId, false);
    }
  }

  @Override
  public void close() {
    if (snapshots != null) {
      snapshots.close();
    }
  }
}

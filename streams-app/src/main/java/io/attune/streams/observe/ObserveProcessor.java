package io.attune.streams.observe;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.statistics.StageState;
import io.attune.registry.BadRecordException;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.TaskMetrics;
import io.attune.streams.AdviceBudget;
import io.attune.streams.AttuneConfig;
import io.attune.streams.AttuneMetrics;
import io.attune.streams.Options;
import io.attune.streams.StageId;
import io.attune.streams.errors.RefusedRecords;
import io.attune.streams.intake.EventReader;
import io.attune.streams.intake.Intake;
import io.attune.streams.intake.OneEvent;
import io.attune.streams.intake.RecordBatch;
import io.attune.streams.store.CommitPace;
import io.attune.streams.store.LiveStore;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Turns events into statistics. Every event goes into the state that it is about; the material ones
 * mark their application, and a wall-clock punctuation hands over one snapshot for each application
 * that is marked, so that a burst of events costs one look.
 */
final class ObserveProcessor implements Processor<String, Intake, String, Observation> {
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
  private Snapshots snapshots;
  private Expiry expiry;

  /** Of the last task event, for the next one: tasks of a stage come in runs. */
  private StageId lastId;

  private StageState lastStage;

  /** Whether its application is to be looked at already. */
  private boolean lastIsMarked;

  /** When the record or batch at work was begun, wall clock. */
  private long nowMs;

  private final ByApplication order = new ByApplication();
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
    ahead = new Ahead(activities, stages);
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
            snapshots::isMarked,
            config,
            metrics);
    context.schedule(
        config.get(Options.ADVICE_INTERVAL), PunctuationType.WALL_CLOCK_TIME, snapshots::handOver);
    context.schedule(
        config.get(Options.EXPIRY_INTERVAL), PunctuationType.WALL_CLOCK_TIME, expiry::run);
    CommitPace.schedule(context, config.commitInterval(), config.latestCommit());
  }

  @Override
  public void process(Record<String, Intake> record) {
    // There may have been a commit since, and live values must not be held across one.
    lastId = null;
    nowMs = context.currentSystemTimeMs();
    if (record.value() instanceof RecordBatch batch) {
      observe(batch);
    } else if (record.value() instanceof OneEvent one) {
      observe(record.key(), one.event());
    }
  }

  /** What cannot be used is put aside when the others are in. */
  private void observe(RecordBatch batch) {
    if (batch.moreWait()) {
      budget.eventsWait();
    }
    List<ConsumerRecord<byte[], byte[]>> records = batch.records();
    RefusedRecords refused = sort(records);
    for (int a = 0; a < order.applications(); a++) {
      if (a % Ahead.MOST == 0) {
        ahead.look(order, a);
      }
      for (int i = order.first(a); i >= 0; i = order.next(i)) {
        refused = observe(order.id(i), records.get(i), refused);
      }
    }
    if (refused != null) {
      throw refused;
    }
  }

  private RefusedRecords sort(List<ConsumerRecord<byte[], byte[]>> records) {
    RefusedRecords refused = null;
    order.clear(records.size());
    for (int i = 0; i < records.size(); i++) {
      ConsumerRecord<byte[], byte[]> record = records.get(i);
      try {
        order.add(i, reader.applicationId(record));
      } catch (RuntimeException e) {
        refused = RefusedRecords.withUnreadable(refused, record, e);
      }
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
    }
    try {
      observe(applicationId, event);
    } catch (RuntimeException e) {
      return RefusedRecords.withUnusable(refused, record, e);
    }
    return refused;
  }

  private void observe(String applicationId, SpecificRecord event) {
    if (event instanceof TaskMetrics task) {
      requireOwn(applicationId, task.getApplicationId());
      tasks.increment();
      observe(applicationId, task);
    } else if (event instanceof LifecycleEvent happening) {
      requireOwn(applicationId, happening.getApplicationId());
      lifecycle.increment();
      observe(applicationId, happening);
    } else if (event instanceof ExecutorMetrics peaks) {
      requireOwn(applicationId, peaks.getApplicationId());
      executors.increment();
      observe(applicationId, peaks);
    } else {
      throw new BadRecordException(
          "A record of application " + applicationId + " is a " + event.getClass().getName());
    }
  }

  private static void requireOwn(String key, String applicationId) {
    if (!key.equals(applicationId)) {
      throw new BadRecordException(
          "The record is about application "
              + applicationId
              + " but its key is "
              + key
              + "; the key has to be the application id.");
    }
  }

  private void observe(String applicationId, TaskMetrics task) {
    int stageId = task.getStageId();
    int attempt = task.getStageAttempt();
    if (lastId == null || !lastId.is(applicationId, stageId, attempt)) {
      turnTo(applicationId, stageId, attempt);
    }
    if (!lastStage.add(task)) {
      // Noted all the same: after a crash the statistics may hold a task that the notes below lack.
      metrics.duplicate();
    }
    if (!lastIsMarked && materiality.crossedThreshold(lastStage)) {
      snapshots.mark(applicationId, false);
      lastIsMarked = true;
    }
  }

  /** What is the same for all task events of a stage that come one after the other. */
  private void turnTo(String applicationId, int stageId, int attempt) {
    lastId = null;
    Activity activity =
        activities.updateIf(
            applicationId,
            known -> known.isNews(stageId, attempt, nowMs),
            absent -> new Activity());
    heard(applicationId, activity);
    StageId id = activity.task(applicationId, stageId, attempt);
    lastStage = stages.update(id, ObserveProcessor::newStage);
    lastIsMarked = activity.ended() || activity.hasCompleted(stageId, attempt);
    if (lastIsMarked) {
      snapshots.mark(applicationId, activity.ended());
    }
    lastId = id;
  }

  private void observe(String applicationId, ExecutorMetrics peaks) {
    boolean news = false;
    Activity activity = touch(applicationId);
    applications.update(applicationId, ApplicationState::new).apply(peaks);
    if (peaks.getStageId() != null) {
      int attempt = peaks.getStageAttempt() == null ? 0 : peaks.getStageAttempt();
      StageState stage = stage(applicationId, peaks.getStageId(), attempt);
      OptionalLong before = stage.peakHeapBytes();
      stage.mergePeaks(peaks);
      activity.changed(peaks.getStageId(), attempt);
      news = materiality.rose(before, stage.peakHeapBytes());
    }
    if (news || activity.ended()) {
      snapshots.mark(applicationId, activity.ended());
    }
  }

  private void observe(String applicationId, LifecycleEvent event) {
    Activity activity = touch(applicationId);
    applications.update(applicationId, ApplicationState::new).apply(event);
    note(applicationId, event, activity);
    if (activity.ended() || materiality.isMaterial(event)) {
      snapshots.mark(applicationId, activity.ended());
    }
  }

  private void note(String applicationId, LifecycleEvent event, Activity activity) {
    LifecycleKind kind = event.getKind();
    switch (kind) {
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
          int stageId = event.getStageCompleted().getStage().getStageId();
          int attempt = event.getStageCompleted().getStage().getStageAttempt();
          activity.completed(stageId, attempt);
          activity.changed(stageId, attempt);
        }
        break;
      default:
        break;
    }
  }

  private StageState stage(String applicationId, int stageId, int attempt) {
    return stages.update(new StageId(applicationId, stageId, attempt), ObserveProcessor::newStage);
  }

  private static StageState newStage(StageId id) {
    return new StageState(id.stageId(), id.stageAttempt());
  }

  private Activity touch(String applicationId) {
    Activity activity = activities.update(applicationId, id -> new Activity());
    heard(applicationId, activity);
    return activity;
  }

  private void heard(String applicationId, Activity activity) {
    activity.heard(nowMs);
    if (activity.dueMs() == Activity.NOT_DUE) {
      expiry.moved(applicationId, activity);
    }
  }

  @Override
  public void close() {
    if (snapshots != null) {
      snapshots.close();
    }
  }
}

package io.attune.events;

import io.attune.schemas.BlockManagerAdded;
import io.attune.schemas.BlockUpdated;
import io.attune.schemas.ExecutorAdded;
import io.attune.schemas.ExecutorRemoved;
import io.attune.schemas.JobEnded;
import io.attune.schemas.JobStarted;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.RddUnpersisted;
import io.attune.schemas.SpeculativeTaskSubmitted;
import io.attune.schemas.SqlExecutionEnded;
import io.attune.schemas.SqlExecutionStarted;
import io.attune.schemas.StageCompleted;
import io.attune.schemas.StageSubmitted;
import io.attune.schemas.StreamingQueryStarted;
import java.time.Instant;
import java.util.Set;
import java.util.function.BiConsumer;

/** Reads the lifecycle events that do not depend on the mapper's state. */
final class LifecycleReader {

  private static final Set<String> KNOWN =
      Set.of(
          "SparkListenerResourceProfileAdded",
          "SparkListenerExecutorAdded",
          "SparkListenerExecutorRemoved",
          "SparkListenerBlockManagerAdded",
          "SparkListenerJobStart",
          "SparkListenerJobEnd",
          "SparkListenerSQLExecutionStart",
          "SparkListenerSQLExecutionEnd",
          "SparkListenerSQLAdaptiveExecutionUpdate",
          "SparkListenerDriverAccumUpdates",
          "SparkListenerBlockUpdated",
          "SparkListenerUnpersistRDD",
          "SparkListenerSpeculativeTaskSubmitted",
          "QueryStartedEvent",
          "QueryProgressEvent",
          "QueryTerminatedEvent");

  private LifecycleReader() {}

  /** Whether {@link #read} can read the event. */
  static boolean knows(String name) {
    return KNOWN.contains(name);
  }

  /** Creates an event of a kind; the time may be null. */
  static LifecycleEvent event(LifecycleKind kind, Instant time) {
    LifecycleEvent event = new LifecycleEvent();
    event.setKind(kind);
    if (time != null) {
      event.setEventTime(time);
    }
    return event;
  }

  /** Null for the epoch, which stands for a time that Spark did not tell. */
  static Instant known(Instant time) {
    return Instant.EPOCH.equals(time) ? null : time;
  }

  /**
   * Reads the fields after the event's name.
   *
   * @return the event; null if it is not used, such as an update of a block that is not an RDD's
   */
  static LifecycleEvent read(String name, JsonCursor p, Redaction redaction) {
    switch (name) {
      case "SparkListenerResourceProfileAdded":
        return of(
            LifecycleKind.RESOURCE_PROFILE_ADDED,
            ApplicationReader.resourceProfile(p),
            LifecycleEvent::setResourceProfileAdded);
      case "SparkListenerExecutorAdded":
        return executorAdded(p);
      case "SparkListenerExecutorRemoved":
        return executorRemoved(p, redaction);
      case "SparkListenerBlockManagerAdded":
        return blockManagerAdded(p);
      case "SparkListenerJobStart":
        return jobStarted(p, redaction);
      case "SparkListenerJobEnd":
        return jobEnded(p, redaction);
      case "SparkListenerSQLExecutionStart":
        return sqlExecutionStarted(p, redaction);
      case "SparkListenerSQLExecutionEnd":
        return sqlExecutionEnded(p, redaction);
      case "SparkListenerSQLAdaptiveExecutionUpdate":
        return of(
            LifecycleKind.SQL_PLAN_CHANGED,
            SqlReader.planChanged(p, redaction),
            LifecycleEvent::setSqlPlanChanged);
      case "SparkListenerDriverAccumUpdates":
        return of(
            LifecycleKind.DRIVER_ACCUMULATORS,
            SqlReader.driverAccumulators(p),
            LifecycleEvent::setDriverAccumulators);
      case "SparkListenerBlockUpdated":
        BlockUpdated block = ExecutorReader.block(p);
        return block == null
            ? null
            : of(LifecycleKind.BLOCK_UPDATED, block, LifecycleEvent::setBlockUpdated);
      case "SparkListenerUnpersistRDD":
        return of(
            LifecycleKind.RDD_UNPERSISTED,
            new RddUnpersisted(onlyInt(p, "RDD ID")),
            LifecycleEvent::setRddUnpersisted);
      case "SparkListenerSpeculativeTaskSubmitted":
        return of(
            LifecycleKind.SPECULATIVE_TASK_SUBMITTED,
            speculative(p),
            LifecycleEvent::setSpeculativeTaskSubmitted);
      default:
        return streaming(name, p, redaction);
    }
  }

  /** Events of Structured Streaming. */
  private static LifecycleEvent streaming(String name, JsonCursor p, Redaction redaction) {
    switch (name) {
      case "QueryStartedEvent":
        return queryStarted(p, redaction);
      case "QueryProgressEvent":
        return of(
            LifecycleKind.STREAMING_PROGRESS,
            StreamingReader.progress(p, redaction),
            LifecycleEvent::setStreamingProgress);
      case "QueryTerminatedEvent":
        return of(
            LifecycleKind.STREAMING_QUERY_TERMINATED,
            StreamingReader.terminated(p, redaction),
            LifecycleEvent::setStreamingQueryTerminated);
      default:
        throw new IllegalArgumentException("not a lifecycle event: " + name);
    }
  }

  /** An event that does not say when it happened. */
  private static <T> LifecycleEvent of(
      LifecycleKind kind, T payload, BiConsumer<LifecycleEvent, T> setter) {
    LifecycleEvent event = event(kind, null);
    setter.accept(event, payload);
    return event;
  }

  private static LifecycleEvent executorAdded(JsonCursor p) {
    ExecutorReader.Timed<ExecutorAdded> added = ExecutorReader.added(p);
    LifecycleEvent event = event(LifecycleKind.EXECUTOR_ADDED, added.time);
    event.setExecutorAdded(added.payload);
    return event;
  }

  private static LifecycleEvent executorRemoved(JsonCursor p, Redaction redaction) {
    ExecutorReader.Timed<ExecutorRemoved> removed = ExecutorReader.removed(p, redaction);
    LifecycleEvent event = event(LifecycleKind.EXECUTOR_REMOVED, removed.time);
    event.setExecutorRemoved(removed.payload);
    return event;
  }

  private static LifecycleEvent blockManagerAdded(JsonCursor p) {
    ExecutorReader.Timed<BlockManagerAdded> manager = ExecutorReader.blockManager(p);
    LifecycleEvent event = event(LifecycleKind.BLOCK_MANAGER_ADDED, manager.time);
    event.setBlockManagerAdded(manager.payload);
    return event;
  }

  private static LifecycleEvent jobStarted(JsonCursor p, Redaction redaction) {
    LifecycleEvent event = event(LifecycleKind.JOB_STARTED, null);
    JobStarted job = JobReader.started(p, redaction, event::setApplicationId);
    Instant time = known(job.getSubmissionTime());
    if (time != null) {
      event.setEventTime(time);
    }
    event.setJobStarted(job);
    return event;
  }

  private static LifecycleEvent jobEnded(JsonCursor p, Redaction redaction) {
    JobEnded job = JobReader.ended(p, redaction);
    LifecycleEvent event = event(LifecycleKind.JOB_ENDED, known(job.getCompletionTime()));
    event.setJobEnded(job);
    return event;
  }

  private static LifecycleEvent sqlExecutionStarted(JsonCursor p, Redaction redaction) {
    SqlExecutionStarted sql = SqlReader.started(p, redaction);
    LifecycleEvent event = event(LifecycleKind.SQL_EXECUTION_STARTED, known(sql.getStartTime()));
    event.setSqlExecutionStarted(sql);
    return event;
  }

  private static LifecycleEvent sqlExecutionEnded(JsonCursor p, Redaction redaction) {
    SqlExecutionEnded sql = SqlReader.ended(p, redaction);
    LifecycleEvent event = event(LifecycleKind.SQL_EXECUTION_ENDED, known(sql.getEndTime()));
    event.setSqlExecutionEnded(sql);
    return event;
  }

  private static LifecycleEvent queryStarted(JsonCursor p, Redaction redaction) {
    StreamingQueryStarted query = StreamingReader.started(p, redaction);
    LifecycleEvent event =
        event(LifecycleKind.STREAMING_QUERY_STARTED, known(query.getStartTime()));
    event.setStreamingQueryStarted(query);
    return event;
  }

  static LifecycleEvent stageSubmitted(JsonCursor p, Redaction redaction) {
    StageReader reader = new StageReader(redaction, false);
    StageReader.Stage stage = null;
    Long sqlExecutionId = null;
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      if (name.equals("Stage Info")) {
        stage = reader.read(p);
      } else if (name.equals("Properties")) {
        sqlExecutionId =
            JobReader.sqlExecutionId(
                Json.texts(p, (key, value) -> key.equals("spark.sql.execution.id") ? value : null));
      } else {
        p.skip();
      }
    }
    require(stage, "SparkListenerStageSubmitted");
    LifecycleEvent event = event(LifecycleKind.STAGE_SUBMITTED, stage.submissionTime);
    event.setStageSubmitted(new StageSubmitted(stage.info, stage.submissionTime, sqlExecutionId));
    return event;
  }

  static LifecycleEvent stageCompleted(JsonCursor p, Redaction redaction) {
    StageReader reader = new StageReader(redaction, true);
    StageReader.Stage stage = null;
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      if (name.equals("Stage Info")) {
        stage = reader.read(p);
      } else {
        p.skip();
      }
    }
    require(stage, "SparkListenerStageCompleted");
    LifecycleEvent event = event(LifecycleKind.STAGE_COMPLETED, stage.completionTime);
    event.setStageCompleted(
        new StageCompleted(
            stage.info,
            stage.submissionTime,
            stage.completionTime,
            stage.failure,
            stage.accumulables));
    return event;
  }

  private static void require(Object stage, String event) {
    if (stage == null) {
      throw new MalformedEventException(event + " has no field \"Stage Info\"");
    }
  }

  private static int onlyInt(JsonCursor p, String field) {
    int result = -1;
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      if (name.equals(field)) {
        result = Json.intValue(p, -1);
      } else {
        p.skip();
      }
    }
    return result;
  }

  private static SpeculativeTaskSubmitted speculative(JsonCursor p) {
    SpeculativeTaskSubmitted payload = new SpeculativeTaskSubmitted();
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "stageId":
          payload.setStageId(Json.intValue(p, -1));
          break;
        case "stageAttemptId":
          payload.setStageAttempt(Json.intValue(p, 0));
          break;
        case "taskIndex":
          int index = Json.intValue(p, -1);
          payload.setTaskIndex(index < 0 ? null : (Integer) index);
          break;
        default:
          p.skip();
      }
    }
    return payload;
  }
}

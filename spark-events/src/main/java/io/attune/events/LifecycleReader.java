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
import java.time.Instant;
import java.util.Set;

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
          "SparkListenerSpeculativeTaskSubmitted");

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
    LifecycleEvent event;
    switch (name) {
      case "SparkListenerResourceProfileAdded":
        event = event(LifecycleKind.RESOURCE_PROFILE_ADDED, null);
        event.setResourceProfileAdded(ApplicationReader.resourceProfile(p));
        break;
      case "SparkListenerExecutorAdded":
        ExecutorReader.Timed<ExecutorAdded> added = ExecutorReader.added(p);
        event = event(LifecycleKind.EXECUTOR_ADDED, added.time);
        event.setExecutorAdded(added.payload);
        break;
      case "SparkListenerExecutorRemoved":
        ExecutorReader.Timed<ExecutorRemoved> removed = ExecutorReader.removed(p, redaction);
        event = event(LifecycleKind.EXECUTOR_REMOVED, removed.time);
        event.setExecutorRemoved(removed.payload);
        break;
      case "SparkListenerBlockManagerAdded":
        ExecutorReader.Timed<BlockManagerAdded> manager = ExecutorReader.blockManager(p);
        event = event(LifecycleKind.BLOCK_MANAGER_ADDED, manager.time);
        event.setBlockManagerAdded(manager.payload);
        break;
      case "SparkListenerJobStart":
        JobStarted started = JobReader.started(p, redaction);
        event = event(LifecycleKind.JOB_STARTED, known(started.getSubmissionTime()));
        event.setJobStarted(started);
        break;
      case "SparkListenerJobEnd":
        JobEnded jobEnded = JobReader.ended(p, redaction);
        event = event(LifecycleKind.JOB_ENDED, known(jobEnded.getCompletionTime()));
        event.setJobEnded(jobEnded);
        break;
      case "SparkListenerSQLExecutionStart":
        SqlExecutionStarted sql = SqlReader.started(p, redaction);
        event = event(LifecycleKind.SQL_EXECUTION_STARTED, known(sql.getStartTime()));
        event.setSqlExecutionStarted(sql);
        break;
      case "SparkListenerSQLExecutionEnd":
        SqlExecutionEnded sqlEnded = SqlReader.ended(p, redaction);
        event = event(LifecycleKind.SQL_EXECUTION_ENDED, known(sqlEnded.getEndTime()));
        event.setSqlExecutionEnded(sqlEnded);
        break;
      case "SparkListenerSQLAdaptiveExecutionUpdate":
        event = event(LifecycleKind.SQL_PLAN_CHANGED, null);
        event.setSqlPlanChanged(SqlReader.planChanged(p, redaction));
        break;
      case "SparkListenerDriverAccumUpdates":
        event = event(LifecycleKind.DRIVER_ACCUMULATORS, null);
        event.setDriverAccumulators(SqlReader.driverAccumulators(p));
        break;
      case "SparkListenerBlockUpdated":
        BlockUpdated block = ExecutorReader.block(p);
        if (block == null) {
          return null;
        }
        event = event(LifecycleKind.BLOCK_UPDATED, null);
        event.setBlockUpdated(block);
        break;
      case "SparkListenerUnpersistRDD":
        event = event(LifecycleKind.RDD_UNPERSISTED, null);
        event.setRddUnpersisted(new RddUnpersisted(onlyInt(p, "RDD ID")));
        break;
      case "SparkListenerSpeculativeTaskSubmitted":
        event = event(LifecycleKind.SPECULATIVE_TASK_SUBMITTED, null);
        event.setSpeculativeTaskSubmitted(speculative(p));
        break;
      default:
        throw new IllegalArgumentException("not a lifecycle event: " + name);
    }
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

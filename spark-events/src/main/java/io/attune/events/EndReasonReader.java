package io.attune.events;

import io.attune.schemas.TaskEndReason;
import io.attune.schemas.TaskFailure;
import io.attune.schemas.TaskMetrics;

/** Reads why a task attempt ended. */
final class EndReasonReader {

  private String reason;
  private String message;
  private String className;
  private String description;
  private String fullStackTrace;
  private String lossReason;
  private String killReason;
  private String sourceExecutorId;
  private String sourceHost;
  private Boolean causedByApplication;
  private Integer shuffleId;
  private Integer mapIndex;
  private Integer reduceId;

  private EndReasonReader() {}

  static void read(JsonCursor p, TaskMetrics task, Redaction redaction) {
    if (!Json.isObject(p)) {
      return;
    }
    EndReasonReader reader = new EndReasonReader();
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      reader.field(name, p);
    }
    TaskEndReason reason = EndReasons.of(reader.reason);
    task.setEndReason(reason);
    task.setFailure(reason == TaskEndReason.SUCCESS ? null : reader.failure(reason, redaction));
  }

  private void field(String name, JsonCursor p) {
    switch (name) {
      case "Reason":
        reason = Json.text(p);
        break;
      case "Message":
        message = Json.text(p);
        break;
      case "Class Name":
        className = Json.text(p);
        break;
      case "Description":
        description = Json.text(p);
        break;
      case "Full Stack Trace":
        fullStackTrace = Json.text(p);
        break;
      case "Loss Reason":
        lossReason = Json.text(p);
        break;
      case "Kill Reason":
        killReason = Json.text(p);
        break;
      case "Exit Caused By App":
        causedByApplication = Json.booleanValue(p, true);
        break;
      case "Shuffle ID":
        shuffleId = Json.intValue(p, -1);
        break;
      case "Map Index":
        mapIndex = Json.intValue(p, -1);
        break;
      case "Reduce ID":
        reduceId = Json.intValue(p, -1);
        break;
      case "Block Manager Address":
        source(p);
        break;
      default:
        p.skip();
    }
  }

  private void source(JsonCursor p) {
    if (!Json.isObject(p)) {
      return;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      if (name.equals("Executor ID")) {
        sourceExecutorId = Json.text(p);
      } else if (name.equals("Host")) {
        sourceHost = Json.text(p);
      } else {
        p.skip();
      }
    }
  }

  private TaskFailure failure(TaskEndReason kind, Redaction redaction) {
    switch (kind) {
      case EXCEPTION:
        return EndReasons.exception(className, description, fullStackTrace, redaction);
      case FETCH_FAILED:
        return EndReasons.fetchFailed(
            shuffleId, mapIndex, reduceId, sourceExecutorId, sourceHost, message, redaction);
      case EXECUTOR_LOST:
        return EndReasons.executorLost(causedByApplication, lossReason, redaction);
      case TASK_KILLED:
        return EndReasons.killed(killReason, redaction);
      case TASK_COMMIT_DENIED:
        return EndReasons.commitDenied(redaction);
      default:
        return EndReasons.other(kind, redaction);
    }
  }
}

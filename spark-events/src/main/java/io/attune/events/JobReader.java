package io.attune.events;

import io.attune.schemas.JobEnded;
import io.attune.schemas.JobStarted;
import io.attune.schemas.StageInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads job starts and ends. */
final class JobReader {

  static final int MAX_DESCRIPTION = 256;

  private JobReader() {}

  /**
   * Reads a job's start.
   *
   * @param application receives the id of the application, where the job's properties name it
   */
  static JobStarted started(JsonCursor p, Redaction redaction, Consumer<String> application) {
    JobStarted payload = new JobStarted();
    payload.setJobId(-1);
    payload.setSubmissionTime(Instant.EPOCH);
    payload.setStages(new ArrayList<>());
    payload.setSparkProperties(new TreeMap<>());
    StageReader stages = new StageReader(redaction, false);
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Job ID":
          payload.setJobId(Json.intValue(p, -1));
          break;
        case "Submission Time":
          payload.setSubmissionTime(Instant.ofEpochMilli(Json.longValue(p)));
          break;
        case "Stage Infos":
          if (Json.isArray(p)) {
            while (p.nextElement()) {
              payload.getStages().add(stages.read(p).info);
            }
          }
          break;
        case "Properties":
          Map<String, String> properties = Json.texts(p, (key, value) -> value);
          properties(properties, payload, redaction);
          Optional.ofNullable(properties.get("spark.app.id")).ifPresent(application);
          break;
        default:
          p.skip();
      }
    }
    if (payload.getJobId() < 0) {
      throw new MalformedEventException("SparkListenerJobStart has no field \"Job ID\"");
    }
    if (payload.getCallSite() == null && payload.getSqlExecutionId() == null) {
      payload.setCallSite(lastStageName(payload));
    }
    return payload;
  }

  /**
   * Spark names the last stage of a job after the line of code that started it, as its own pages
   * do; the property is there for Python and R only.
   */
  private static String lastStageName(JobStarted job) {
    return job.getStages().stream()
        .max(Comparator.comparingInt(StageInfo::getStageId))
        .map(StageInfo::getName)
        .orElse(null);
  }

  private static void properties(
      Map<String, String> properties, JobStarted payload, Redaction redaction) {
    payload.setSqlExecutionId(sqlExecutionId(properties));
    payload.setDescription(
        redaction.sqlText(properties.get("spark.job.description"), MAX_DESCRIPTION));
    payload.setJobGroup(redaction.text(properties.get("spark.jobGroup.id"), MAX_DESCRIPTION));
    payload.setCallSite(redaction.text(properties.get("callSite.short"), MAX_DESCRIPTION));
    payload.setSparkProperties(SessionSettings.of(properties, redaction));
    payload.setContext(JobContexts.of(properties, redaction));
  }

  /** The SQL execution of a job or stage, from its properties; null if there is none. */
  static Long sqlExecutionId(Map<String, String> properties) {
    String value = properties.get("spark.sql.execution.id");
    if (value == null) {
      return null;
    }
    try {
      return Long.valueOf(value.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static JobEnded ended(JsonCursor p, Redaction redaction) {
    JobEnded payload = new JobEnded();
    payload.setJobId(-1);
    payload.setCompletionTime(Instant.EPOCH);
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      switch (name) {
        case "Job ID":
          payload.setJobId(Json.intValue(p, -1));
          break;
        case "Completion Time":
          payload.setCompletionTime(Instant.ofEpochMilli(Json.longValue(p)));
          break;
        case "Job Result":
          result(p, payload, redaction);
          break;
        default:
          p.skip();
      }
    }
    if (payload.getJobId() < 0) {
      throw new MalformedEventException("SparkListenerJobEnd has no field \"Job ID\"");
    }
    return payload;
  }

  private static void result(JsonCursor p, JobEnded payload, Redaction redaction) {
    if (!Json.isObject(p)) {
      return;
    }
    for (String name = p.nextField(); name != null; name = p.nextField()) {
      if (name.equals("Result")) {
        payload.setSucceeded("JobSucceeded".equals(Json.text(p)));
      } else if (name.equals("Exception") && Json.isObject(p)) {
        for (String field = p.nextField(); field != null; field = p.nextField()) {
          if (field.equals("Message")) {
            payload.setFailure(
                ErrorText.condensed(Json.text(p), redaction, false, EndReasons.MAX_MESSAGE));
          } else {
            p.skip();
          }
        }
      } else {
        p.skip();
      }
    }
  }
}

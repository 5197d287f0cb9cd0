package io.attune.events;

import io.attune.schemas.JobContext;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Derives on whose behalf a job ran from its local properties, which any code can set ({@code
 * SparkContext.setLocalProperty}) and servers, notebooks and schedulers do:
 *
 * <ul>
 *   <li>{@code spark.attune.unit}: a name of one's own;
 *   <li>{@code spark.attune.dataforge.source}, {@code .process.type}, {@code .process.id}: the
 *       names that an application's configuration has as well ({@link RunContexts});
 *   <li>{@code spark.databricks.job.id}, {@code .job.taskKey}, {@code .job.runId}, {@code
 *       .notebook.path}, and Attune's names for job, task and run;
 *   <li>{@code spark.job.tags}: Spark Connect tags each operation with user and session;
 *   <li>{@code spark.openlineage.parentJobNamespace}, {@code .parentJobName}, {@code .parentRunId}.
 * </ul>
 */
final class JobContexts {

  static final int MAX_VALUE = 256;

  private static final String ATTUNE = "spark.attune.";
  private static final String DATABRICKS = "spark.databricks.";
  private static final String DATAFORGE = ATTUNE + "dataforge.";
  private static final String PARENT = "spark.openlineage.parent";

  /** Spark's ExecuteJobTag. A user may have any name; session and operation are UUIDs. */
  private static final Pattern CONNECT_TAG =
      Pattern.compile("SparkConnect_OperationTag_User_(.*)_Session_([^_]+)_Operation_[^_]*");

  /** The folder of a person in a Databricks workspace. */
  private static final Pattern HOME = Pattern.compile("^((?:/Workspace)?/Users/)[^/]+");

  private JobContexts() {}

  /**
   * Derives the context.
   *
   * @param properties the job's properties, not redacted
   * @return the context; null if no property has any of it
   */
  static JobContext of(Map<String, String> properties, Redaction redaction) {
    JobContext result = new JobContext();
    Reading read = new Reading(properties, redaction);
    result.setUnit(read.first(ATTUNE + "unit"));
    result.setDataForgeSource(read.first(DATAFORGE + "source"));
    result.setDataForgeProcessType(read.first(DATAFORGE + "process.type"));
    result.setDataForgeProcessId(read.first(DATAFORGE + "process.id"));
    result.setDatabricksJobId(read.first(ATTUNE + "databricks.job.id", DATABRICKS + "job.id"));
    result.setDatabricksTaskKey(
        read.first(ATTUNE + "databricks.task.key", DATABRICKS + "job.taskKey"));
    result.setDatabricksRunId(read.first(ATTUNE + "databricks.run.id", DATABRICKS + "job.runId"));
    result.setDatabricksNotebook(read.first(DATABRICKS + "notebook.path"));
    connect(properties.get("spark.job.tags"), result, redaction);
    String parent = read.first(PARENT + "JobName");
    if (parent != null) {
      String namespace = read.first(PARENT + "JobNamespace");
      result.setParentJob(namespace == null ? parent : namespace + "/" + parent);
      result.setParentRunId(read.first(PARENT + "RunId"));
    }
    return result.equals(new JobContext()) ? null : result;
  }

  private static void connect(String tags, JobContext result, Redaction redaction) {
    if (tags == null || !tags.contains("SparkConnect_OperationTag_")) {
      return;
    }
    for (String tag : tags.split(",")) {
      Matcher connect = CONNECT_TAG.matcher(tag.strip());
      if (connect.matches()) {
        result.setConnectUser(redaction.text(connect.group(1), MAX_VALUE));
        result.setConnectSession(redaction.text(connect.group(2), MAX_VALUE));
        return;
      }
    }
  }

  /** Leaves out the user's name, and the person's folder in which a notebook lies. */
  static void leaveOutUser(JobContext context) {
    context.setConnectUser(null);
    String notebook = context.getDatabricksNotebook();
    if (notebook != null) {
      context.setDatabricksNotebook(HOME.matcher(notebook).replaceFirst("$1\u2026"));
    }
  }

  private static final class Reading {
    private final Map<String, String> properties;
    private final Redaction redaction;

    private Reading(Map<String, String> properties, Redaction redaction) {
      this.properties = properties;
      this.redaction = redaction;
    }

    /** The first that is set, redacted and cut; null if none is. */
    private String first(String... keys) {
      for (String key : keys) {
        String value = properties.get(key);
        if (value != null && !value.isBlank()) {
          return Redaction.cut(redaction.property(key, value.strip()), MAX_VALUE);
        }
      }
      return null;
    }
  }
}

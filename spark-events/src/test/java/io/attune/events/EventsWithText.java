package io.attune.events;

import java.util.List;

/** Events of Spark that carry a text in the places where an application's own texts stand. */
final class EventsWithText {

  private EventsWithText() {}

  /**
   * An event.
   *
   * @param place where in it
   * @param text the text; of a setting {@code name=value}
   */
  static String of(String place, String text) {
    String value = quoted(text);
    switch (place) {
      case "property":
        return event("EnvironmentUpdate", "'Spark Properties':{" + setting(text) + "}");
      case "session":
        return sql("'modifiedConfigs':{" + setting(text) + "}");
      case "job":
        return job(setting(text));
      case "job-description":
        return job("'spark.job.description':" + value);
      case "job-group":
        return job("'spark.jobGroup.id':" + value);
      case "call-site":
        return job("'callSite.short':" + value);
      case "app-name":
        return event("ApplicationStart", "'App Name':" + value + ",'Timestamp':1,'User':'u'");
      case "removal-reason":
        return event("ExecutorRemoved", "'Executor ID':'1','Removed Reason':" + value);
      case "sql-description":
        return sql("'description':" + value);
      case "sql-error":
        return event("SQLExecutionEnd", "'executionId':1,'time':2,'errorMessage':" + value);
      case "plan-node":
        return sql("'sparkPlanInfo':{'nodeName':'Scan','simpleString':" + value + "}");
      case "plan-name":
        return sql("'sparkPlanInfo':{'nodeName':" + value + "}");
      case "plan-metadata":
        return sql("'sparkPlanInfo':{'nodeName':'Scan','metadata':{" + setting(text) + "}}");
      case "metric-name":
        return sql("'sparkPlanInfo':{'nodeName':'Scan','metrics':[{'name':" + value + "}]}");
      case "stream-source":
        return stream(
            "Progress", "'progress':{'id':'q','sources':[{'description':" + value + "}]}");
      case "stream-sink":
        return stream("Progress", "'progress':{'id':'q','sink':{'description':" + value + "}}");
      case "stream-name":
        return stream("Started", "'id':'q','name':" + value);
      case "stream-error":
        return stream("Terminated", "'id':'q','exception':" + value);
      case "job-failure":
        return event(
            "JobEnd",
            "'Job ID':1,'Job Result':{'Result':'JobFailed','Exception':{'Message':" + value + "}}");
      default:
        return place.startsWith("stage-")
                || List.of("rdd-name", "rdd-scope", "accumulator").contains(place)
            ? stage(place, value)
            : task(place, value);
    }
  }

  private static String stream(String event, String fields) {
    return "{'Event':'org.apache.spark.sql.streaming.StreamingQueryListener$Query"
        + event
        + "Event',"
        + fields
        + "}";
  }

  private static String stage(String place, String value) {
    switch (place) {
      case "stage-name":
        return stage("'Stage Name':" + value);
      case "stage-details":
        return stage("'Details':" + value);
      case "stage-failure":
        return stage("'Failure Reason':" + value);
      case "rdd-name":
        return stage("'RDD Info':[{'RDD ID':1,'Name':" + value + "}]");
      case "rdd-scope":
        String scope = "{\"id\":\"1\",\"name\":" + value.replace('\'', '"') + "}";
        return stage("'RDD Info':[{'RDD ID':1,'Scope':" + quoted(scope) + "}]");
      default:
        return stage("'Accumulables':[{'ID':1,'Name':" + value + ",'Value':1}]");
    }
  }

  private static String task(String place, String value) {
    switch (place) {
      case "exception":
        return reason("'Reason':'ExceptionFailure','Class Name':'a.B','Description':" + value);
      case "loss-reason":
        return reason("'Reason':'ExecutorLostFailure','Loss Reason':" + value);
      case "kill-reason":
        return reason("'Reason':'TaskKilled','Kill Reason':" + value);
      case "fetch-failure":
        return reason("'Reason':'FetchFailed','Message':" + value);
      default:
        throw new IllegalArgumentException(place);
    }
  }

  private static String reason(String fields) {
    return event(
        "TaskEnd", "'Stage ID':1,'Task Info':{'Task ID':1},'Task End Reason':{" + fields + "}");
  }

  private static String stage(String fields) {
    return event("StageCompleted", "'Stage Info':{'Stage ID':1," + fields + "}");
  }

  private static String job(String settings) {
    return event("JobStart", "'Job ID':1,'Properties':{" + settings + "}");
  }

  private static String sql(String fields) {
    return event("SQLExecutionStart", "'executionId':1,'time':1," + fields);
  }

  private static String event(String name, String fields) {
    String whole = fields.isEmpty() ? "" : "," + fields;
    return "{'Event':'SparkListener" + name + "'" + whole + "}";
  }

  private static String setting(String text) {
    int equals = text.indexOf('=');
    return quoted(text.substring(0, equals)) + ":" + quoted(text.substring(equals + 1));
  }

  /** A JSON string; the events above are written with single quotes until {@link #json}. */
  private static String quoted(String text) {
    StringBuilder result = new StringBuilder("'");
    for (char c : text.toCharArray()) {
      if (c == '\'') {
        result.append("\\u0027");
      } else if (c < ' ' || c == '"' || c == '\\') {
        result.append(String.format("\\u%04x", (int) c));
      } else {
        result.append(c);
      }
    }
    return result.append('\'').toString();
  }

  /** The event as JSON. */
  static String json(String place, String text) {
    return of(place, text).replace('\'', '"');
  }
}

package io.attune.events;

import java.util.Set;

/** Names of Spark's events as in its log: simple class names, and qualified ones for Spark SQL. */
final class EventNames {

  private static final String SCHEDULER = "org.apache.spark.scheduler.";
  private static final String SQL = "org.apache.spark.sql.execution.ui.";
  private static final String STREAMING = "org.apache.spark.sql.streaming.StreamingQueryListener$";

  /** Spark's events that are skipped. */
  private static final Set<String> UNUSED =
      Set.of(
          "SparkListenerTaskStart",
          "SparkListenerTaskGettingResult",
          "SparkListenerBlockManagerRemoved",
          "SparkListenerExecutorBlacklisted",
          "SparkListenerExecutorBlacklistedForStage",
          "SparkListenerExecutorUnblacklisted",
          "SparkListenerExecutorExcluded",
          "SparkListenerExecutorExcludedForStage",
          "SparkListenerExecutorUnexcluded",
          "SparkListenerNodeBlacklisted",
          "SparkListenerNodeBlacklistedForStage",
          "SparkListenerNodeUnblacklisted",
          "SparkListenerNodeExcluded",
          "SparkListenerNodeExcludedForStage",
          "SparkListenerNodeUnexcluded",
          "SparkListenerUnschedulableTaskSetAdded",
          "SparkListenerUnschedulableTaskSetRemoved",
          "SparkListenerMiscellaneousProcessAdded",
          "SparkListenerSQLAdaptiveSQLMetricUpdates",
          "QueryIdleEvent");

  private EventNames() {}

  /** The name without Spark's package. */
  static String simple(String name) {
    if (name.startsWith(SQL)) {
      return name.substring(SQL.length());
    }
    if (name.startsWith(STREAMING)) {
      return name.substring(STREAMING.length());
    }
    return name.startsWith(SCHEDULER) ? name.substring(SCHEDULER.length()) : name;
  }

  /** Whether the event is known and skipped. */
  static boolean unused(String simpleName) {
    return UNUSED.contains(simpleName);
  }
}

package io.attune.events;

import java.util.Set;

/** Names of Spark's events, as its log gives them: bare for the core, with the package for SQL. */
final class EventNames {

  private static final String SCHEDULER = "org.apache.spark.scheduler.";
  private static final String SQL = "org.apache.spark.sql.execution.ui.";

  /** Spark's own events that nothing here needs. */
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
          "SparkListenerSQLAdaptiveSQLMetricUpdates");

  private EventNames() {}

  /** Without the package, if it is one of Spark's. */
  static String simple(String name) {
    if (name.startsWith(SQL)) {
      return name.substring(SQL.length());
    }
    return name.startsWith(SCHEDULER) ? name.substring(SCHEDULER.length()) : name;
  }

  /** Whether it is known and of no use. */
  static boolean unused(String simpleName) {
    return UNUSED.contains(simpleName);
  }
}

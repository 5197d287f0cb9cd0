package io.attune.events;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Selects the properties of a job that are relevant for tuning. A SQL job carries all properties of
 * its session, including identifiers, paths and addresses, which are left out.
 */
final class SessionSettings {

  private static final String[] RELEVANT_PREFIXES = {
    "spark.sql.",
    "spark.default.parallelism",
    "spark.speculation",
    "spark.scheduler.pool",
    "spark.shuffle.",
    "spark.reducer.",
    "spark.memory.",
    "spark.executor.cores",
    "spark.executor.instances",
    "spark.executor.memory",
    "spark.executor.pyspark.memory",
    "spark.executor.resource.",
    "spark.task.",
    "spark.dynamicAllocation.",
    "spark.excludeOnFailure.",
    "spark.broadcast.",
    "spark.files.maxPartitionBytes",
    "spark.files.openCostInBytes",
    "spark.locality.wait",
    "spark.rdd.compress",
    "spark.serializer",
    "spark.io.compression.",
    "spark.hadoop.mapreduce.input.fileinputformat.split",
    "spark.databricks.adaptive.",
    "spark.databricks.delta.optimize",
    "spark.databricks.delta.autoCompact",
    "spark.databricks.io.cache.",
    // Who a job belongs to: a streaming query and its batch, a job of the platform.
    "sql.streaming.queryId",
    "streaming.sql.batchId",
    // Set for the jobs of Spark Streaming (DStreams) only, the same in each batch.
    "spark.streaming.internal.outputOpId",
    "spark.databricks.job.id",
    "spark.databricks.job.runId",
  };

  private static final Set<String> EXCLUDED =
      Set.of(
          "spark.sql.execution.id",
          "spark.sql.execution.root.id",
          "spark.sql.execution.query.id",
          "spark.sql.warehouse.dir",
          "spark.sql.streaming.checkpointLocation");

  private static final String[] EXCLUDED_PREFIXES = {
    "spark.sql.catalog.", "spark.sql.hive.metastore.", "spark.sql.redaction."
  };

  private SessionSettings() {}

  static boolean isRelevant(String key) {
    if (EXCLUDED.contains(key) || startsWithAny(key, EXCLUDED_PREFIXES)) {
      return false;
    }
    return startsWithAny(key, RELEVANT_PREFIXES);
  }

  private static boolean startsWithAny(String key, String[] prefixes) {
    for (String prefix : prefixes) {
      if (key.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  static Map<String, String> of(Map<String, String> properties, Redaction redaction) {
    Map<String, String> result = new TreeMap<>();
    properties.forEach(
        (key, value) -> {
          if (isRelevant(key)) {
            result.put(
                key, Redaction.cut(redaction.property(key, value), ApplicationReader.MAX_PROPERTY));
          }
        });
    return result;
  }
}

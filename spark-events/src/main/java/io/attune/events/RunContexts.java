package io.attune.events;

import io.attune.schemas.RunContext;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Derives the context of a run (workload name, platform, Databricks job, DataForge process) from
 * its Spark properties.
 *
 * <ul>
 *   <li>{@code spark.attune.workload}: the workload name set by the user;
 *   <li>{@code spark.attune.databricks.job.id}, {@code .run.id}, {@code .task.key}, {@code
 *       .cluster.id}; else Databricks' own properties: {@code spark.databricks.job.id}, {@code
 *       spark.databricks.clusterUsageTags.clusterId}, {@code .clusterAllTags} (tag JobId) and
 *       {@code .clusterName} (a job cluster is named {@code job-<id>-run-<id>});
 *   <li>{@code spark.attune.dataforge.cluster.configuration}, {@code .process.id}, {@code
 *       .process.type}, {@code .source};
 *   <li>the platform, and what it and the scheduler call the run: {@link Platforms}.
 * </ul>
 */
public final class RunContexts {

  private static final String ATTUNE = "spark.attune.";
  private static final String DATABRICKS = ATTUNE + "databricks.";
  private static final String DATAFORGE = ATTUNE + "dataforge.";
  private static final String TAGS = "spark.databricks.clusterUsageTags.";

  private static final Pattern JOB_CLUSTER = Pattern.compile("job-(\\d+)-run-(\\d+)(?:-.+)?");
  private static final Pattern JOB_TAG =
      Pattern.compile("\"key\"\\s*:\\s*\"JobId\"\\s*,\\s*\"value\"\\s*:\\s*\"([^\"]+)\"");

  private RunContexts() {}

  /**
   * Derives the context.
   *
   * @param properties the application's Spark properties, redacted or not
   * @return the context; empty if no property has any of it
   */
  public static Optional<RunContext> of(Map<String, String> properties) {
    return of(properties, null);
  }

  /**
   * Derives the context.
   *
   * @param properties the application's Spark properties, redacted or not
   * @param known what something other than Spark's properties tells, to be completed; null when
   *     nothing does
   * @return the context; empty if nothing is known
   */
  static Optional<RunContext> of(Map<String, String> properties, RunContext known) {
    RunContext result = known == null ? new RunContext() : known;
    result.setWorkload(first(properties, ATTUNE + "workload"));
    Matcher cluster = JOB_CLUSTER.matcher(properties.getOrDefault(TAGS + "clusterName", ""));
    boolean jobCluster = cluster.matches();
    Matcher tag = JOB_TAG.matcher(properties.getOrDefault(TAGS + "clusterAllTags", ""));
    result.setDatabricksJobId(
        either(
            first(properties, DATABRICKS + "job.id", "spark.databricks.job.id"),
            tag.find() ? tag.group(1) : jobCluster ? cluster.group(1) : null));
    result.setDatabricksRunId(
        either(
            first(properties, DATABRICKS + "run.id", "spark.databricks.job.runId"),
            jobCluster ? cluster.group(2) : null));
    result.setDatabricksTaskKey(first(properties, DATABRICKS + "task.key"));
    result.setDatabricksClusterId(first(properties, DATABRICKS + "cluster.id", TAGS + "clusterId"));
    result.setDataForgeClusterConfiguration(first(properties, DATAFORGE + "cluster.configuration"));
    result.setDataForgeProcessId(first(properties, DATAFORGE + "process.id"));
    result.setDataForgeProcessType(first(properties, DATAFORGE + "process.type"));
    result.setDataForgeSource(first(properties, DATAFORGE + "source"));
    Platforms.complete(result, properties);
    return result.equals(new RunContext()) ? Optional.empty() : Optional.of(result);
  }

  private static String either(String preferred, String fallback) {
    return preferred != null ? preferred : fallback;
  }

  private static String first(Map<String, String> properties, String... keys) {
    for (String key : keys) {
      String value = properties.get(key);
      if (value != null && !value.isBlank()) {
        return Redaction.cut(value.strip(), 256);
      }
    }
    return null;
  }
}

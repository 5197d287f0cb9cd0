package io.attune.events;

import io.attune.schemas.RunContext;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which platform runs an application, and what the platform and the scheduler call the run, as far
 * as the configuration tells. What each platform sets is listed in docs/platforms.md.
 */
final class Platforms {

  private static final int MAX_VALUE = 256;
  private static final String EMR_STEP = "emr.step.id";
  private static final String LABEL = "spark.kubernetes.driver.label.";
  private static final String EMR_LABEL = LABEL + "emr-containers.amazonaws.com/";

  /** Ids that stand in a property of their own: the property, then the name of the id. */
  private static final String[][] PROPERTIES = {
    {"spark.glue.JOB_NAME", "glue.job.name"},
    {"spark.glue.JOB_RUN_ID", "glue.job.run.id"},
    {EMR_LABEL + "virtual-cluster-id", "emr.virtual.cluster.id"},
    {EMR_LABEL + "job.id", "emr.job.id"},
    {"spark.synapse.workspace.name", "synapse.workspace"},
    {"spark.synapse.pool.name", "synapse.pool"},
    {"spark.kubernetes.namespace", "kubernetes.namespace"},
    {LABEL + "spark.operator/spark-app-name", "kubernetes.application"},
    {LABEL + "sparkoperator.k8s.io/app-name", "kubernetes.application"},
    {LABEL + "dag_id", "airflow.dag.id"},
    {LABEL + "task_id", "airflow.task.id"},
    {LABEL + "run_id", "airflow.run.id"},
    {"spark.openlineage.parentJobNamespace", "openlineage.parent.namespace"},
    {"spark.openlineage.parentJobName", "openlineage.parent.job"},
    {"spark.openlineage.parentRunId", "openlineage.parent.run.id"},
  };

  /** Working directory of a driver that an EMR step has started in client mode. */
  private static final Pattern STEP_DIRECTORY =
      Pattern.compile(".*/steps/(s-[0-9A-Z]{12,24})(?:/.*)?");

  /** Dataproc Serverless names an application after its batch unless it names itself. */
  private static final Pattern BATCH =
      Pattern.compile("projects/([^/]+)/locations/([^/]+)/batches/([^/]+)");

  private static final String DATAPROC_JOB = "dataproc_job_";
  private static final String DATAPROC_ATTEMPT = "dataproc_job_attempt_";

  private Platforms() {}

  /** What the driver's working directory tells; null when it tells nothing. */
  static RunContext ofWorkingDirectory(String directory) {
    Matcher step = STEP_DIRECTORY.matcher(directory == null ? "" : directory);
    if (!step.matches()) {
      return null;
    }
    RunContext context = new RunContext();
    context.setPlatformIds(new TreeMap<>(Map.of(EMR_STEP, step.group(1))));
    return context;
  }

  /** Fills in what Spark's properties tell, beside what is known already. */
  static void complete(RunContext context, Map<String, String> properties) {
    TreeMap<String, String> ids = new TreeMap<>();
    if (context.getPlatformIds() != null) {
      ids.putAll(context.getPlatformIds());
    }
    for (String[] known : PROPERTIES) {
      put(ids, known[1], properties.get(known[0]));
    }
    dataproc(ids, properties);
    context.setPlatformIds(ids.isEmpty() ? null : ids);
    context.setPlatform(platform(context, ids, properties));
  }

  private static void dataproc(Map<String, String> ids, Map<String, String> properties) {
    for (String tag : properties.getOrDefault("spark.yarn.tags", "").split(",")) {
      if (tag.startsWith(DATAPROC_JOB) && !tag.startsWith(DATAPROC_ATTEMPT)) {
        put(ids, "dataproc.job.id", tag.substring(DATAPROC_JOB.length()));
      }
    }
    Matcher batch = BATCH.matcher(properties.getOrDefault("spark.app.name", ""));
    if (batch.matches()) {
      put(ids, "dataproc.project", batch.group(1));
      put(ids, "dataproc.location", batch.group(2));
      put(ids, "dataproc.batch.id", batch.group(3));
    }
  }

  private static void put(Map<String, String> ids, String id, String value) {
    if (value != null && !value.isBlank()) {
      ids.put(id, Redaction.cut(value.strip(), MAX_VALUE));
    }
  }

  private static String platform(
      RunContext context, Map<String, String> ids, Map<String, String> properties) {
    if (context.getDatabricksClusterId() != null
        || context.getDatabricksJobId() != null
        || any(properties, "spark.databricks.clusterUsageTags.")) {
      return "databricks";
    }
    if (any(properties, "spark.glue.")) {
      return "glue";
    }
    if (any(properties, "spark.synapse.")) {
      return "synapse";
    }
    if (any(properties, "spark.emr-serverless.")) {
      return "emr-serverless";
    }
    if (any(properties, EMR_LABEL)) {
      return "emr-eks";
    }
    if (ids.containsKey(EMR_STEP)
        || any(properties, "spark.emr.")
        || properties.containsKey("spark.sql.emr.internal.extensions")) {
      return "emr";
    }
    if (ids.containsKey("dataproc.batch.id")
        || properties.containsKey("spark.dataproc.scaling.version")) {
      return "dataproc-serverless";
    }
    return ids.containsKey("dataproc.job.id") || any(properties, "spark.dataproc.")
        ? "dataproc"
        : ofMaster(properties.getOrDefault("spark.master", ""));
  }

  private static String ofMaster(String master) {
    if (master.startsWith("k8s://")) {
      return "kubernetes";
    }
    if (master.startsWith("yarn")) {
      return "yarn";
    }
    if (master.startsWith("spark://")) {
      return "standalone";
    }
    return master.startsWith("local") && !master.startsWith("local-cluster") ? "local" : null;
  }

  private static boolean any(Map<String, String> properties, String prefix) {
    return properties.keySet().stream().anyMatch(key -> key.startsWith(prefix));
  }
}

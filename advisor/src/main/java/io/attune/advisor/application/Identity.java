package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.RunContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who an application is: what recurs from run to run, and by what that is known. The first that is
 * known of: {@code spark.attune.workload}; the job of the platform; the scheduler's (OpenLineage's
 * parent job, which Airflow's provider injects; a Glue job; a Dataproc batch; labels of a driver on
 * Kubernetes); the application's own name. A default name, as of a shell or a server, names no
 * workload: such an application is one by itself.
 *
 * @param source by what it is known
 * @param workload what recurs, as a name; of {@link Source#NOTHING} the application alone
 */
public record Identity(Source source, String workload) {

  /** By what an application is known. */
  public enum Source {
    /** spark.attune.workload. */
    OWNER,
    /** The Databricks job and task. */
    DATABRICKS_JOB,
    /** The DataForge source and process type. */
    DATAFORGE,
    /** spark.openlineage.parentJobName, with its namespace. */
    OPENLINEAGE,
    /** The AWS Glue job. */
    GLUE,
    /** The batch of Dataproc Serverless, without what changes from run to run. */
    DATAPROC_BATCH,
    /** Airflow's DAG and task, by the labels of the driver on Kubernetes. */
    AIRFLOW,
    /** The Kubernetes operator's application. */
    KUBERNETES_OPERATOR,
    /** spark.app.name, without what changes from run to run. */
    NAME,
    /** Nothing that recurs. */
    NOTHING
  }

  private static final String DRIVER_LABEL = "spark.kubernetes.driver.label.";
  private static final List<String> OPERATOR_NAMES =
      List.of(
          DRIVER_LABEL + "sparkoperator.k8s.io/scheduled-app-name",
          DRIVER_LABEL + "sparkoperator.k8s.io/app-name",
          DRIVER_LABEL + "spark.operator/spark-app-name");

  /** The name that Dataproc Serverless gives an application which names itself not. */
  private static final Pattern DATAPROC_BATCH =
      Pattern.compile("projects/[^/]+/locations/[^/]+/batches/([^/]+)");

  /** An id that it makes for a batch that was given none. */
  private static final Pattern RANDOM_ID =
      Pattern.compile("(?i)[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /**
   * Names that shells, notebooks and servers give themselves: Spark's repl ({@code Main}: "Spark
   * shell"), PySpark and SparkR shells, the SQL command line, the Thrift and Connect servers, and
   * those of Databricks, Livy, Zeppelin, Kyuubi and Jupyter; classes that only start somebody
   * else's program; and no name at all, for which Spark takes a UUID.
   */
  private static final Pattern DEFAULT_NAME =
      Pattern.compile(
          "(?i)spark[ -]?shell|py ?spark(?:[ -]?shell)?|sparkr(?:[ -]?shell)?|spark"
              + " ?sql(?:::.*)?|databricks"
              + " shell|zeppelin|remotesparkmagics.*|livy-session-\\d+.*|kyuubi_.*|thrift"
              + " jdbc(?:/odbc)? server|spark ?connect ?server"
              + "|(?:ipy|colab_)kernel_launcher(?:\\.py)?"
              + "|org\\.apache\\.spark\\.(?:repl|deploy|sql\\.hive\\.thriftserver|sql\\.connect)\\..*"
              + "|org\\.apache\\.(?:livy|zeppelin|kyuubi|toree)\\..*"
              + "|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /** Checks the fields. */
  public Identity {
    requireNonNull(source, "source is null");
    requireNonNull(workload, "workload is null");
  }

  /** Whether other runs of the same are to be expected. */
  public boolean recurs() {
    return source != Source.NOTHING;
  }

  /** Whether a name is one that a shell, a notebook or a server gives itself. */
  static boolean isDefaultName(String applicationName) {
    return DEFAULT_NAME.matcher(applicationName.strip()).matches();
  }

  /**
   * Finds out who an application is.
   *
   * @param applicationId Spark's own id
   * @param applicationName spark.app.name; empty when unknown
   * @param context what its configuration tells
   * @param properties its Spark properties
   */
  static Identity of(
      String applicationId,
      Optional<String> applicationName,
      Optional<RunContext> context,
      Map<String, String> properties) {
    return context
        .flatMap(Identity::ofContext)
        .or(() -> ofScheduler(properties))
        .orElseGet(() -> ofName(applicationId, applicationName.orElse("")));
  }

  private static Optional<Identity> ofContext(RunContext context) {
    Optional<String> task = known(context.getDatabricksTaskKey());
    return known(context.getWorkload())
        .map(name -> new Identity(Source.OWNER, WorkloadName.cut(name)))
        .or(
            () ->
                known(context.getDatabricksJobId())
                    .map(job -> "databricks-job-" + job + task.map(t -> "-" + t).orElse(""))
                    .map(name -> new Identity(Source.DATABRICKS_JOB, WorkloadName.cut(name))))
        .or(
            () ->
                known(context.getDataForgeSource())
                    .flatMap(
                        source ->
                            known(context.getDataForgeProcessType())
                                .map(type -> "dataforge-" + source + "-" + type))
                    .map(name -> new Identity(Source.DATAFORGE, WorkloadName.cut(name))));
  }

  private static Optional<Identity> ofScheduler(Map<String, String> properties) {
    Optional<String> namespace = known(properties.get("spark.openlineage.parentJobNamespace"));
    return known(properties.get("spark.openlineage.parentJobName"))
        .map(job -> namespace.map(n -> n + "/").orElse("") + job)
        .map(name -> new Identity(Source.OPENLINEAGE, WorkloadName.cut(name)))
        .or(
            () ->
                known(properties.get("spark.glue.JOB_NAME"))
                    .map(name -> new Identity(Source.GLUE, WorkloadName.cut("glue-" + name))))
        .or(() -> ofDriverLabels(properties));
  }

  private static Optional<Identity> ofDriverLabels(Map<String, String> properties) {
    return known(properties.get(DRIVER_LABEL + "task_id"))
        .flatMap(
            task -> known(properties.get(DRIVER_LABEL + "dag_id")).map(dag -> dag + "." + task))
        .map(name -> new Identity(Source.AIRFLOW, WorkloadName.cut(name)))
        .or(
            () ->
                OPERATOR_NAMES.stream()
                    .flatMap(label -> known(properties.get(label)).stream())
                    .findFirst()
                    .map(WorkloadName::ofApplicationName)
                    .map(name -> new Identity(Source.KUBERNETES_OPERATOR, name)));
  }

  private static Identity ofName(String applicationId, String name) {
    if (name.isBlank()) {
      return new Identity(Source.NOTHING, alone(WorkloadName.UNKNOWN, applicationId));
    }
    Matcher batch = DATAPROC_BATCH.matcher(name.strip());
    if (batch.matches()) {
      return ofBatch(applicationId, batch.group(1));
    }
    return isDefaultName(name)
        ? new Identity(Source.NOTHING, alone(name.strip(), applicationId))
        : new Identity(Source.NAME, WorkloadName.ofApplicationName(name));
  }

  /** Without the address of the region, which all batches have in common. */
  private static Identity ofBatch(String applicationId, String batch) {
    return RANDOM_ID.matcher(batch).matches()
        ? new Identity(Source.NOTHING, alone("dataproc-batch", applicationId))
        : new Identity(
            Source.DATAPROC_BATCH,
            WorkloadName.cut("dataproc-" + WorkloadName.ofApplicationName(batch)));
  }

  private static String alone(String name, String applicationId) {
    return WorkloadName.cut(name + " " + applicationId);
  }

  private static Optional<String> known(@Nullable String text) {
    return Optional.ofNullable(text).map(String::strip).filter(t -> !t.isEmpty());
  }
}

package io.attune.advisor.render;

import io.attune.schemas.RunContext;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where on Databricks a run was, as far as it is known.
 *
 * @param jobId id of the job
 * @param taskKey task of the job
 * @param clusterKey key of the job's cluster, or of the task that has one of its own: the end of
 *     the name that Databricks gives to the cluster of a job run
 * @param pool instance pool that its nodes came from
 * @param scaled whether the number of workers followed the load
 */
record DatabricksPlace(
    Optional<String> jobId,
    Optional<String> taskKey,
    Optional<String> clusterKey,
    Optional<String> pool,
    Optional<Boolean> scaled) {
  private static final String TAGS = "spark.databricks.clusterUsageTags.";
  private static final Pattern CLUSTER_OF_JOB = Pattern.compile("job-\\d+-run-\\d+-(.+)");

  static DatabricksPlace of(AdviceSheet sheet) {
    Optional<String> name = tag(sheet, "clusterName");
    Optional<String> type = tag(sheet, "clusterScalingType");
    Optional<String> least = tag(sheet, "clusterMinWorkers");
    return new DatabricksPlace(
        sheet.context().map(RunContext::getDatabricksJobId),
        sheet.context().map(RunContext::getDatabricksTaskKey),
        name.map(CLUSTER_OF_JOB::matcher).filter(Matcher::matches).map(m -> m.group(1)),
        tag(sheet, "clusterInstancePoolId"),
        type.map(text -> text.equals("autoscaling")).or(() -> least.map(text -> true)));
  }

  private static Optional<String> tag(AdviceSheet sheet, String name) {
    return sheet
        .settings()
        .flatMap(settings -> settings.value(TAGS + name))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  /** The key of the cluster, or a word that says what to write there. */
  String keyOr(String unknown) {
    return clusterKey.orElse(unknown);
  }
}

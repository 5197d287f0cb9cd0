package io.attune.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.RunContext;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformsTest {
  private static final String LABEL = "spark.kubernetes.driver.label.";

  private static RunContext of(Map<String, String> properties) {
    return RunContexts.of(properties).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "spark.databricks.clusterUsageTags.sparkVersion, 15.4.x, databricks",
    "spark.glue.JOB_NAME, orders, glue",
    "spark.synapse.workspace.name, acme, synapse",
    "spark.emr-serverless.driver.disk, 20g, emr-serverless",
    "spark.kubernetes.driver.label.emr-containers.amazonaws.com/job.id, 0000, emr-eks",
    "spark.emr.default.executor.memory, 4g, emr",
    "spark.sql.emr.internal.extensions, com.amazonaws.X, emr",
    "spark.app.name, projects/p/locations/l/batches/b, dataproc-serverless",
    "spark.yarn.tags, dataproc_job_17, dataproc",
    "spark.master, k8s://https://10.0.0.1:443, kubernetes",
    "spark.master, yarn, yarn",
    "spark.master, yarn-client, yarn",
    "spark.master, spark://host:7077, standalone",
    "spark.master, local[4], local",
  })
  void aPlatformIsKnownByWhatItSets(String property, String value, String platform) {
    assertThat(of(Map.of(property, value)).getPlatform()).isEqualTo(platform);
  }

  @Test
  void anUnknownMasterIsNoPlatform() {
    assertThat(RunContexts.of(Map.of("spark.master", "mesos://host"))).isEmpty();
    assertThat(RunContexts.of(Map.of("spark.master", "local-cluster[2,1,1024]"))).isEmpty();
  }

  @Test
  void theJobOfAManagedPlatformGoesBeforeTheClusterManager() {
    RunContext context =
        of(
            Map.of(
                "spark.master", "yarn",
                "spark.yarn.tags",
                    "dataproc_hash_1,dataproc_job_attempt_timestamp_9,dataproc_job_nightly-17"));

    assertThat(context.getPlatform()).isEqualTo("dataproc");
    assertThat(context.getPlatformIds())
        .containsExactly(Map.entry("dataproc.job.id", "nightly-17"));
  }

  @Test
  void aBatchOfDataprocServerless() {
    assertThat(
            of(Map.of("spark.app.name", "projects/acme/locations/us-east1/batches/orders-7"))
                .getPlatformIds())
        .containsOnly(
            Map.entry("dataproc.project", "acme"),
            Map.entry("dataproc.location", "us-east1"),
            Map.entry("dataproc.batch.id", "orders-7"));
  }

  @Test
  void aRunThatAirflowStartedOnKubernetes() {
    RunContext context =
        of(
            Map.of(
                "spark.master",
                "k8s://https://10.0.0.1",
                "spark.kubernetes.namespace",
                "etl",
                LABEL + "sparkoperator.k8s.io/app-name",
                "orders-x1",
                LABEL + "dag_id",
                "nightly",
                LABEL + "task_id",
                "orders",
                "spark.openlineage.parentJobName",
                "nightly.orders"));

    assertThat(context.getPlatform()).isEqualTo("kubernetes");
    assertThat(context.getPlatformIds())
        .containsOnly(
            Map.entry("kubernetes.namespace", "etl"),
            Map.entry("kubernetes.application", "orders-x1"),
            Map.entry("airflow.dag.id", "nightly"),
            Map.entry("airflow.task.id", "orders"),
            Map.entry("openlineage.parent.job", "nightly.orders"));
  }

  @Test
  void anEmrStepIsNamedByTheWorkingDirectoryOfItsDriver() {
    RunContext known =
        Platforms.ofWorkingDirectory("/mnt/var/lib/hadoop/steps/s-07767992IY7VC5NVV854");

    RunContext context = RunContexts.of(Map.of("spark.master", "yarn"), known).orElseThrow();

    assertThat(context.getPlatform()).isEqualTo("emr");
    assertThat(context.getPlatformIds())
        .containsExactly(Map.entry("emr.step.id", "s-07767992IY7VC5NVV854"));
    assertThat(Platforms.ofWorkingDirectory("/home/hadoop")).isNull();
    assertThat(Platforms.ofWorkingDirectory(null)).isNull();
  }
}

package io.attune.advisor.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.Identity.Source;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.RunContext;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
  private static Identity of(String name, RunContext context, Map<String, String> properties) {
    return Identity.of(
        "app-1", Optional.ofNullable(name), Optional.ofNullable(context), properties);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Spark shell",
        "PySparkShell",
        "pyspark-shell",
        "SparkR",
        "Spark SQL",
        "SparkSQL::10.0.0.7",
        "Databricks Shell",
        "Zeppelin",
        "livy-session-12",
        "remotesparkmagics-sample",
        "Thrift JDBC/ODBC Server",
        "Spark Connect server",
        "org.apache.spark.sql.connect.service.SparkConnectServer",
        "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2",
        "org.apache.spark.repl.Main",
        "org.apache.spark.deploy.PythonRunner",
        "org.apache.livy.rsc.driver.RSCDriverBootstrapper",
        "ipykernel_launcher.py",
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
      })
  void defaultNamesNameNoWorkload(String name) {
    Identity identity = of(name, null, Map.of());

    assertThat(identity.source()).isEqualTo(Source.NOTHING);
    assertThat(identity.recurs()).isFalse();
    assertThat(identity.workload()).isEqualTo(name + " app-1");
  }

  @Test
  void neitherDoesNoName() {
    assertThat(of(null, null, Map.of()).workload()).isEqualTo("unnamed app-1");
    assertThat(of("  ", RunContext.newBuilder().build(), Map.of()).recurs()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"com.acme.Orders", "nightly.py", "Spark Pi", "shell-orders", "SparkSQL reports"})
  void namesOfProgramsDo(String name) {
    assertThat(of(name, null, Map.of())).isEqualTo(new Identity(Source.NAME, name));
  }

  @Test
  void twoShellsHaveNoHistoryInCommon() {
    String first = RunBuilder.application("Spark shell").build().workload();
    String second =
        RunBuilder.application("Spark shell")
            .later(java.time.Duration.ofDays(1))
            .build()
            .workload();

    assertThat(first).startsWith("Spark shell ");
    assertThat(Identity.of("a", Optional.of("Spark shell"), Optional.empty(), Map.of()))
        .isNotEqualTo(Identity.of("b", Optional.of("Spark shell"), Optional.empty(), Map.of()));
    assertThat(second).startsWith("Spark shell ");
  }

  @Test
  void thePlatformsOwnIdentityGoesBeforeTheName() {
    RunContext dataForge =
        RunContext.newBuilder()
            .setDataForgeSource("sales")
            .setDataForgeProcessType("Enrichment")
            .build();
    RunContext databricks =
        RunContext.newBuilder(dataForge)
            .setDatabricksJobId("77")
            .setDatabricksTaskKey("load")
            .build();
    RunContext own = RunContext.newBuilder().setWorkload("mine").setDatabricksJobId("77").build();

    assertThat(of("app", dataForge, Map.of()))
        .isEqualTo(new Identity(Source.DATAFORGE, "dataforge-sales-Enrichment"));
    assertThat(of("Databricks Shell", databricks, Map.of()))
        .isEqualTo(new Identity(Source.DATABRICKS_JOB, "databricks-job-77-load"));
    assertThat(of("app", own, Map.of())).isEqualTo(new Identity(Source.OWNER, "mine"));
  }

  @ParameterizedTest
  @CsvSource({
    "spark.openlineage.parentJobName, dag.task, OPENLINEAGE, dag.task",
    "spark.glue.JOB_NAME, orders, GLUE, glue-orders",
    "spark.kubernetes.driver.label.sparkoperator.k8s.io/app-name, orders-1767580000123, KUBERNETES_OPERATOR, orders",
  })
  void soDoesTheSchedulers(String property, String value, Source source, String workload) {
    assertThat(of("pyspark-shell", null, Map.of(property, value)))
        .isEqualTo(new Identity(source, workload));
  }

  @Test
  void theNamespaceTellsSchedulersApart() {
    Map<String, String> properties =
        Map.of(
            "spark.openlineage.parentJobNamespace", "airflow",
            "spark.openlineage.parentJobName", "dag.task");

    assertThat(of("x", null, properties).workload()).isEqualTo("airflow/dag.task");
  }

  @Test
  void airflowNamesDagAndTaskInTheLabelsOfADriver() {
    Map<String, String> properties =
        Map.of(
            "spark.kubernetes.driver.label.dag_id", "nightly",
            "spark.kubernetes.driver.label.task_id", "orders",
            "spark.kubernetes.driver.label.sparkoperator.k8s.io/app-name", "orders-x7wq2b");

    assertThat(of("orders-x7wq2b", null, properties))
        .isEqualTo(new Identity(Source.AIRFLOW, "nightly.orders"));
    assertThat(of("x", null, Map.of("spark.kubernetes.driver.label.task_id", "orders")).source())
        .isEqualTo(Source.NAME);
  }

  @ParameterizedTest
  @CsvSource({
    "orders-20260105, dataproc-orders",
    "orders-v3, dataproc-orders-v3",
  })
  void aBatchIsNamedWithoutItsRegionAndDate(String batch, String workload) {
    assertThat(of("projects/acme/locations/us-east1/batches/" + batch, null, Map.of()))
        .isEqualTo(new Identity(Source.DATAPROC_BATCH, workload));
  }

  @Test
  void ofABatchWithARandomIdNothingRecurs() {
    String address = "projects/acme/locations/us-east1/batches/95db710eddd04ecca5f12090b2dd36aa";

    assertThat(of(address, null, Map.of()))
        .isEqualTo(new Identity(Source.NOTHING, "dataproc-batch app-1"));
  }
}

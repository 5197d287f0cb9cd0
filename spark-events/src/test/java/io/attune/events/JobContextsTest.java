package io.attune.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.JobContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobContextsTest {
  private static final String CONNECT =
      "SparkConnect_OperationTag_User_%s_Session_6b8f3c1e-0a55-4a0e-9d60-2f1b_Operation_0f-9a";

  private static JobContext of(Map<String, String> properties) {
    return JobContexts.of(properties, Redaction.defaults());
  }

  @Test
  void nothingKnown() {
    assertThat(of(Map.of("spark.jobGroup.id", "etl", "spark.attune.unit", " "))).isNull();
  }

  @Test
  void aNameOfOnesOwn() {
    assertThat(of(Map.of("spark.attune.unit", " orders ")).getUnit()).isEqualTo("orders");
  }

  @Test
  void dataForge() {
    JobContext context =
        of(
            Map.of(
                "spark.attune.dataforge.source", "crm",
                "spark.attune.dataforge.process.type", "Ingestion",
                "spark.attune.dataforge.process.id", "4711"));

    assertThat(context.getDataForgeSource()).isEqualTo("crm");
    assertThat(context.getDataForgeProcessType()).isEqualTo("Ingestion");
    assertThat(context.getDataForgeProcessId()).isEqualTo("4711");
  }

  @Test
  void databricks() {
    JobContext context =
        of(
            Map.of(
                "spark.databricks.job.id", "11",
                "spark.databricks.job.taskKey", "load",
                "spark.databricks.job.runId", "22",
                "spark.databricks.notebook.path", "/Repos/etl/main"));

    assertThat(context.getDatabricksJobId()).isEqualTo("11");
    assertThat(context.getDatabricksTaskKey()).isEqualTo("load");
    assertThat(context.getDatabricksRunId()).isEqualTo("22");
    assertThat(context.getDatabricksNotebook()).isEqualTo("/Repos/etl/main");
  }

  @Test
  void userAndSessionOfSparkConnectAmongOtherTags() {
    JobContext context =
        of(Map.of("spark.job.tags", "mine," + String.format(CONNECT, "ann_Session_b")));

    assertThat(context.getConnectUser()).isEqualTo("ann_Session_b");
    assertThat(context.getConnectSession()).isEqualTo("6b8f3c1e-0a55-4a0e-9d60-2f1b");
  }

  @Test
  void theParentJobWithItsNamespace() {
    JobContext context =
        of(
            Map.of(
                "spark.openlineage.parentJobNamespace", "prod",
                "spark.openlineage.parentJobName", "daily.load",
                "spark.openlineage.parentRunId", "9"));

    assertThat(context.getParentJob()).isEqualTo("prod/daily.load");
    assertThat(context.getParentRunId()).isEqualTo("9");
  }

  @Test
  void isBounded() {
    assertThat(of(Map.of("spark.attune.unit", "x".repeat(1000))).getUnit())
        .hasSize(JobContexts.MAX_VALUE);
  }

  @Test
  void withoutTheUsersName() {
    JobContext context =
        of(
            Map.of(
                "spark.job.tags",
                String.format(CONNECT, "ann"),
                "spark.databricks.notebook.path",
                "/Workspace/Users/ann@example.com/etl/main"));

    JobContexts.leaveOutUser(context);

    assertThat(context.getConnectUser()).isNull();
    assertThat(context.getConnectSession()).isNotNull();
    assertThat(context.getDatabricksNotebook()).isEqualTo("/Workspace/Users/\u2026/etl/main");
  }
}

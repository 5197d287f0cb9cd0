package io.attune.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.schemas.RunContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunContextsTest {

  @Test
  void nothingKnown() {
    assertThat(RunContexts.of(Map.of("spark.app.name", "x", "spark.attune.workload", " ")))
        .isEmpty();
  }

  @Test
  void dataForge() {
    RunContext context =
        RunContexts.of(
                Map.of(
                    "spark.attune.workload", "nightly",
                    "spark.attune.dataforge.cluster.configuration", "large",
                    "spark.attune.dataforge.process.id", "17",
                    "spark.attune.dataforge.process.type", "Enrichment",
                    "spark.attune.dataforge.source", "orders"))
            .orElseThrow();

    assertThat(context)
        .isEqualTo(
            new RunContext(
                "nightly",
                null,
                null,
                null,
                null,
                "large",
                "17",
                "Enrichment",
                "orders",
                null,
                null));
  }

  @Test
  void databricksByItsOwnTags() {
    RunContext context =
        RunContexts.of(
                Map.of(
                    "spark.databricks.clusterUsageTags.clusterId", "0901-abc",
                    "spark.databricks.clusterUsageTags.clusterName", "job-11-run-22-main",
                    "spark.databricks.clusterUsageTags.clusterAllTags",
                        "[{\"key\":\"Vendor\",\"value\":\"Databricks\"},"
                            + "{\"key\":\"JobId\",\"value\":\"33\"}]"))
            .orElseThrow();

    assertThat(context.getDatabricksJobId()).isEqualTo("33");
    assertThat(context.getDatabricksRunId()).isEqualTo("22");
    assertThat(context.getDatabricksClusterId()).isEqualTo("0901-abc");
    assertThat(context.getDatabricksTaskKey()).isNull();
  }

  @Test
  void whatTheOwnerSaysComesFirst() {
    RunContext context =
        RunContexts.of(
                Map.of(
                    "spark.attune.databricks.job.id", "1",
                    "spark.attune.databricks.task.key", "load",
                    "spark.databricks.clusterUsageTags.clusterName", "job-11-run-22"))
            .orElseThrow();

    assertThat(context.getDatabricksJobId()).isEqualTo("1");
    assertThat(context.getDatabricksRunId()).isEqualTo("22");
    assertThat(context.getDatabricksTaskKey()).isEqualTo("load");
  }
}

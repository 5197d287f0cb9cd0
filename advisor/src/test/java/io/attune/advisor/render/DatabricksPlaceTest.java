package io.attune.advisor.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.attune.advisor.testing.AdviceSheets;
import io.attune.schemas.RunContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Advice for a Databricks cluster depends on what the cluster of the run was. */
class DatabricksPlaceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String TAGS = "spark.databricks.clusterUsageTags.";
  private static final Format.Display PLAIN = new Format.Display(80, false, true);

  private static AdviceSheet sheet(Map<String, String> tags, String... settings) {
    RunContext context = new RunContext();
    context.setDatabricksJobId("123");
    return AdviceSheets.after(AdviceSheets.of("orders", List.of(settings)), tags, context);
  }

  private static String render(Format format, AdviceSheet sheet) {
    return format.rendering(PLAIN).render(sheet);
  }

  @Test
  void the_cluster_of_a_job_run_is_known_by_its_name() throws IOException {
    AdviceSheet sheet =
        sheet(Map.of(TAGS + "clusterName", "job-123-run-77-main"), "databricks.num_workers=3");

    assertThat(JSON.readTree(render(Format.DATABRICKS, sheet)).at("/attune/jobClusterKey"))
        .hasToString("\"main\"");
    assertThat(
            YAML.readTree(render(Format.DATABRICKS_BUNDLE, sheet))
                .at("/targets/TARGET/resources/jobs/JOB/job_clusters"))
        .isEqualTo(YAML.readTree("[{job_cluster_key: main, new_cluster: {num_workers: 3}}]"));
    assertThat(render(Format.DATABRICKS_TERRAFORM, sheet)).contains("job_cluster_key = \"main\"");
  }

  @Test
  void a_cluster_from_a_pool_may_not_name_what_the_pool_holds() throws IOException {
    AdviceSheet sheet =
        sheet(
            Map.of(TAGS + "clusterInstancePoolId", "pool-9"),
            "databricks.num_workers=3",
            "databricks.node_type_id=r5.xlarge",
            "databricks.driver_node_type_id=m5.large",
            "databricks.aws_attributes.first_on_demand=1",
            "databricks.azure_attributes.availability=SPOT_AZURE",
            "spark.executor.memory=6g");
    JsonNode document = JSON.readTree(render(Format.DATABRICKS, sheet));

    assertThat(document.get("new_cluster"))
        .isEqualTo(JSON.readTree("{\"num_workers\": 3, \"autoscale\": null}"));
    assertThat(document.at("/attune/leftOut").findValuesAsText("because"))
        .hasSize(5)
        .allMatch(because -> because.contains("instance pool pool-9"));
    assertThat(
            YAML.readTree(render(Format.DATAFORGE, sheet)).at("/cluster-configuration/parameters"))
        .isEqualTo(YAML.readTree("{scale-mode: Fixed, workers: 3}"));
  }

  @Test
  void an_override_that_takes_nothing_away_leaves_out_what_would_stand_beside_its_opposite()
      throws IOException {
    String scaling = TAGS + "clusterScalingType";
    AdviceSheet scales = sheet(Map.of(scaling, "autoscaling"), "databricks.num_workers=3");
    AdviceSheet fixed =
        sheet(
            Map.of(scaling, "fixed_size"),
            "databricks.autoscale.min_workers=2",
            "databricks.autoscale.max_workers=5");

    assertThat(render(Format.DATABRICKS_BUNDLE, scales))
        .doesNotContain("targets:")
        .contains("has autoscale", "put num_workers: 3 in its place");
    assertThat(render(Format.DATABRICKS_BUNDLE, fixed))
        .doesNotContain("targets:")
        .contains("put autoscale.min_workers: 2, autoscale.max_workers: 5 in its place");
    assertThat(
            render(
                Format.DATABRICKS_BUNDLE,
                sheet(Map.of(scaling, "autoscaling"), "databricks.autoscale.max_workers=5")))
        .contains("autoscale needs both of its bounds");
  }

  @Test
  void the_end_of_an_idle_cluster_is_no_setting_of_a_job() throws IOException {
    AdviceSheet sheet = sheet(Map.of(), "databricks.autotermination_minutes=20");

    assertThat(JSON.readTree(render(Format.DATABRICKS, sheet)).get("new_cluster")).isEmpty();
    assertThat(render(Format.DATABRICKS, sheet)).contains("databricks clusters edit");
    assertThat(render(Format.DATAFORGE, sheet))
        .doesNotContain("max-idle-time")
        .contains("Max idle time");
  }

  @Test
  void emr_spells_its_classifications_by_the_service_that_reads_them() throws IOException {
    for (String platform : List.of("emr-eks", "emr-serverless")) {
      RunContext context = new RunContext();
      context.setPlatform(platform);
      AdviceSheet sheet = AdviceSheets.of("orders", List.of(), context);
      assertThat(
              JSON.readTree(
                  render(
                      Format.EMR,
                      sheet.with(List.of(AdviceSheets.recommendation("spark.speculation=true"))))))
          .isEqualTo(
              JSON.readTree(
                  """
                  {"applicationConfiguration":
                    [{"classification": "spark-defaults",
                      "properties": {"spark.speculation": "true"}}]}
                  """));
    }
  }

  @Test
  void dataproc_serverless_refuses_what_belongs_to_a_cluster() {
    RunContext context = new RunContext();
    context.setPlatform("dataproc-serverless");
    AdviceSheet sheet =
        AdviceSheets.of("orders", List.of(), context)
            .with(
                List.of(
                    AdviceSheets.recommendation("spark.yarn.am.memory=1g"),
                    AdviceSheets.recommendation("spark.shuffle.service.enabled=true"),
                    AdviceSheets.recommendation("spark.executor.cores=5"),
                    AdviceSheets.recommendation("spark.driver.cores=8")));

    assertThat(render(Format.SPARK_SUBMIT, sheet)).isEqualTo("--conf spark.driver.cores=8\n");
    assertThat(Format.SPARK_SUBMIT.rendering(PLAIN).notes(sheet))
        .filteredOn(note -> note.contains("Dataproc Serverless"))
        .hasSize(3);
  }

  @Test
  void kubeflow_s_requests_and_limits_follow_the_cores() throws IOException {
    AdviceSheet sheet =
        sheet(
            Map.of(
                "spark.executor.cores", "4",
                "spark.kubernetes.executor.request.cores", "3600m",
                "spark.kubernetes.executor.limit.cores", "4"),
            "spark.executor.cores=8",
            "spark.driver.cores=2",
            "spark.driver.memory=2g");

    assertThat(YAML.readTree(render(Format.KUBERNETES, sheet)).at("/spec/executor"))
        .isEqualTo(YAML.readTree("{cores: 8, coreRequest: '7200m', coreLimit: '8000m'}"));
    assertThat(render(Format.KUBERNETES, sheet))
        .contains("spec.driver.coreRequest, where it is set, counts in the place of cores")
        .contains("spec.driver.memoryLimit, where it is set, has to be at least memory");
  }
}

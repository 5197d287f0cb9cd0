package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.bertramlabs.plugins.hcl4j.HCLParser;
import com.databricks.sdk.core.utils.SerDeUtils;
import com.databricks.sdk.service.compute.ClusterSpec;
import com.databricks.sdk.service.jobs.Job;
import com.databricks.sdk.service.jobs.JobCluster;
import com.databricks.sdk.service.jobs.UpdateJob;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.attune.advisor.render.AdviceSheet;
import io.attune.advisor.render.DatabricksJobUpdate;
import io.attune.advisor.render.Format;
import io.attune.advisor.testing.AdviceSheets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What is rendered for Databricks, put into a whole job by the rules of the way that it goes: the
 * result is the job that was there with what the advice says, and nothing that excludes it.
 */
class DatabricksAppliedTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String TAGS = "spark.databricks.clusterUsageTags.";
  private static final Format.Display PLAIN = new Format.Display(100, false, true);
  private static final List<String> CLOUD =
      List.of(
          "databricks.num_workers=6",
          "databricks.node_type_id=r5.xlarge",
          "databricks.aws_attributes.first_on_demand=4",
          "databricks.autotermination_minutes=20",
          "spark.executor.memory=6g",
          "spark.dynamicAllocation.enabled=false",
          "spark.sql.shuffle.partitions=48",
          "spark.speculation=true");

  private static final String JOB =
      """
      {"job_id": 123,
       "settings": {
         "name": "orders",
         "tags": {"team": "a"},
         "job_clusters": [
           {"job_cluster_key": "other",
            "new_cluster": {"spark_version": "15.4.x-scala2.12", "num_workers": 2}},
           {"job_cluster_key": "main",
            "new_cluster": {
              "spark_version": "15.4.x-scala2.12",
              "node_type_id": "m5.xlarge",
              "autoscale": {"min_workers": 2, "max_workers": 12},
              "aws_attributes": {"first_on_demand": 1, "availability": "SPOT_WITH_FALLBACK",
                                 "zone_id": "auto"},
              "spark_conf": {"spark.sql.shuffle.partitions": "200",
                             "spark.sql.session.timeZone": "UTC"},
              "init_scripts": [{"workspace": {"destination": "/init.sh"}}]}}],
         "tasks": [
           {"task_key": "load", "job_cluster_key": "main",
            "notebook_task": {"notebook_path": "/load"}},
           {"task_key": "own", "notebook_task": {"notebook_path": "/own"},
            "new_cluster": {"spark_version": "15.4.x-scala2.12", "num_workers": 9,
                            "node_type_id": "m5.xlarge", "policy_id": "P1"}}]}}
      """;

  private static final String WANTED =
      """
      {"spark_version": "15.4.x-scala2.12",
       "node_type_id": "r5.xlarge",
       "num_workers": 6,
       "aws_attributes": {"first_on_demand": 4, "availability": "SPOT_WITH_FALLBACK",
                          "zone_id": "auto"},
       "spark_conf": {"spark.sql.shuffle.partitions": "48", "spark.speculation": "true",
                      "spark.sql.session.timeZone": "UTC"},
       "init_scripts": [{"workspace": {"destination": "/init.sh"}}]}
      """;

  private static AdviceSheet sheet(String cluster, String scaling) {
    return AdviceSheets.after(
        AdviceSheets.of("orders", CLOUD),
        Map.of(
            TAGS + "clusterName", "job-123-run-7-" + cluster, TAGS + "clusterScalingType", scaling),
        null);
  }

  private static JsonNode rendered(AdviceSheet sheet) throws Exception {
    return JSON.readTree(Format.DATABRICKS.rendering(PLAIN).render(sheet));
  }

  /**
   * As {@code jobs/update} does it: top-level fields are replaced, arrays of clusters and tasks are
   * merged by their keys, and an element under a key is replaced as a whole.
   */
  private static ObjectNode updated(JsonNode job, JsonNode body) {
    ObjectNode settings = job.path("settings").deepCopy();
    for (Map.Entry<String, JsonNode> field : body.path("new_settings").properties()) {
      String key =
          Map.of("job_clusters", "job_cluster_key", "tasks", "task_key").get(field.getKey());
      if (key == null) {
        settings.set(field.getKey(), field.getValue());
        continue;
      }
      ArrayNode array = (ArrayNode) settings.get(field.getKey());
      for (JsonNode element : field.getValue()) {
        for (int i = 0; i < array.size(); i++) {
          if (array.get(i).get(key).equals(element.get(key))) {
            array.set(i, element);
          }
        }
      }
    }
    return settings;
  }

  /** As a bundle does it: maps are merged, a null changes nothing, anything else is replaced. */
  private static JsonNode merged(JsonNode base, JsonNode override) {
    if (override.isNull()) {
      return base;
    }
    if (!base.isObject() || !override.isObject()) {
      return override;
    }
    ObjectNode all = base.deepCopy();
    override
        .properties()
        .forEach(
            field ->
                all.set(
                    field.getKey(),
                    all.has(field.getKey())
                        ? merged(all.get(field.getKey()), field.getValue())
                        : field.getValue()));
    return all;
  }

  @Test
  void jobs_update_gets_a_whole_cluster_under_its_key() throws Exception {
    JsonNode job = JSON.readTree(JOB);
    ObjectMapper sdk = SerDeUtils.createMapper();

    JsonNode body =
        DatabricksJobUpdate.of(job, rendered(sheet("main", "autoscaling")), Optional.empty())
            .body();
    UpdateJob parsed = sdk.readValue(body.toString(), UpdateJob.class);
    assertThat(JSON.readTree(sdk.writeValueAsString(parsed))).isEqualTo(body);
    assertThat(parsed.getJobId()).isEqualTo(123);
    JobCluster cluster = parsed.getNewSettings().getJobClusters().iterator().next();
    assertThat(cluster.getNewCluster().getAutoscale()).isNull();
    assertThat(cluster.getNewCluster().getAutoterminationMinutes()).isNull();

    ObjectNode after = updated(job, body);
    assertThat(after.at("/job_clusters/1/new_cluster")).isEqualTo(JSON.readTree(WANTED));
    ObjectNode rest = after.deepCopy();
    ((ObjectNode) rest.at("/job_clusters/1"))
        .set("new_cluster", job.at("/settings/job_clusters/1/new_cluster"));
    assertThat(rest).isEqualTo(job.get("settings"));
    sdk.readValue(JSON.createObjectNode().set("settings", after).toString(), Job.class);
  }

  @Test
  void the_cluster_of_a_task_is_sent_with_its_task() throws Exception {
    JsonNode job = JSON.readTree(JOB);
    DatabricksJobUpdate update =
        DatabricksJobUpdate.of(job, rendered(sheet("own", "fixed_size")), Optional.empty());

    ObjectNode after = updated(job, update.body());
    assertThat(after.at("/tasks/1/notebook_task/notebook_path").asText()).isEqualTo("/own");
    assertThat(after.at("/tasks/1/new_cluster/num_workers").asInt()).isEqualTo(6);
    assertThat(after.at("/job_clusters")).isEqualTo(job.at("/settings/job_clusters"));
    assertThat(update.notes()).anyMatch(note -> note.contains("policy P1"));
  }

  @Test
  void a_pool_keeps_what_it_holds() throws Exception {
    ObjectNode job = (ObjectNode) JSON.readTree(JOB);
    ObjectNode cluster = (ObjectNode) job.at("/settings/job_clusters/1/new_cluster");
    cluster.remove(List.of("node_type_id", "aws_attributes"));
    cluster.put("instance_pool_id", "pool-9");

    DatabricksJobUpdate update =
        DatabricksJobUpdate.of(job, rendered(sheet("main", "autoscaling")), Optional.empty());

    JsonNode after = update.body().at("/new_settings/job_clusters/0/new_cluster");
    assertThat(after.has("node_type_id") || after.has("aws_attributes")).isFalse();
    assertThat(after.get("num_workers").asInt()).isEqualTo(6);
    assertThat(update.notes()).anyMatch(note -> note.contains("the instance pool pool-9 holds"));
  }

  @Test
  void it_says_which_cluster_it_cannot_tell() throws Exception {
    JsonNode job = JSON.readTree(JOB);
    JsonNode unknown = rendered(AdviceSheets.of("orders", CLOUD));

    assertThatThrownBy(() -> DatabricksJobUpdate.of(job, unknown, Optional.empty()))
        .hasMessage("This job has several clusters; name one of main, other, own.");
    assertThatThrownBy(() -> DatabricksJobUpdate.of(job, unknown, Optional.of("x")))
        .hasMessageContaining("no cluster x");
    assertThatThrownBy(
            () -> DatabricksJobUpdate.of(JSON.createObjectNode(), unknown, Optional.empty()))
        .hasMessageContaining("jobs get");
    ((ObjectNode) unknown.get("attune")).put("taskKey", "load");
    assertThat(
            DatabricksJobUpdate.of(job, unknown, Optional.empty())
                .body()
                .at("/new_settings/job_clusters/0/job_cluster_key")
                .asText())
        .isEqualTo("main");
  }

  @Test
  void a_bundle_merges_its_override() throws Exception {
    ObjectNode base = (ObjectNode) JSON.readTree(JOB).at("/settings/job_clusters/1/new_cluster");
    base.remove("autoscale");
    base.put("num_workers", 12);
    JsonNode override =
        YAML.readTree(Format.DATABRICKS_BUNDLE.rendering(PLAIN).render(sheet("main", "fixed_size")))
            .at("/targets/TARGET/resources/jobs/JOB/job_clusters/0");

    assertThat(override.get("job_cluster_key").asText()).isEqualTo("main");
    JsonNode after = merged(base, override.get("new_cluster"));
    assertThat(after).isEqualTo(JSON.readTree(WANTED));
    SerDeUtils.createMapper().readValue(after.toString(), ClusterSpec.class);
  }

  @Test
  void a_bundle_that_scales_is_left_without_a_second_size() throws Exception {
    JsonNode base = JSON.readTree(JOB).at("/settings/job_clusters/1/new_cluster");
    String text = Format.DATABRICKS_BUNDLE.rendering(PLAIN).render(sheet("main", "autoscaling"));
    JsonNode override =
        YAML.readTree(text).at("/targets/TARGET/resources/jobs/JOB/job_clusters/0/new_cluster");

    JsonNode after = merged(base, override);
    assertThat(after.has("num_workers")).isFalse();
    assertThat(after.get("autoscale")).isEqualTo(base.get("autoscale"));
    assertThat(after.get("node_type_id").asText()).isEqualTo("r5.xlarge");
    assertThat(text).contains("put num_workers: 6 in its place in the job's own block");
  }

  @Test
  void terraform_reads_its_block() throws Exception {
    AdviceSheet sheet = sheet("main", "fixed_size");
    List<AdviceSheet> sheets =
        List.of(
            sheet,
            AdviceSheets.of("all", AdviceSheets.EVERYTHING),
            AdviceSheets.of("${odd} \"name\"", List.of("spark.app.x=a\"b\\\\${c}%{d}")));
    for (AdviceSheet each : sheets) {
      Map<String, Object> parsed =
          new HCLParser().parse(Format.DATABRICKS_TERRAFORM.rendering(PLAIN).render(each));
      assertThat(parsed).containsOnlyKeys("job_cluster");
    }
    JsonNode block =
        JSON.valueToTree(
            new HCLParser()
                .parse(Format.DATABRICKS_TERRAFORM.rendering(PLAIN).render(sheet))
                .get("job_cluster"));
    JsonNode cluster = block.findValue("new_cluster");
    assertThat(block.findValue("job_cluster_key").asText()).isEqualTo("main");
    assertThat(cluster.findValue("num_workers").asInt()).isEqualTo(6);
    assertThat(cluster.findValue("node_type_id").asText()).isEqualTo("r5.xlarge");
    assertThat(cluster.findValue("first_on_demand").asInt()).isEqualTo(4);
    assertThat(cluster.findValue("spark.sql.shuffle.partitions").asText()).isEqualTo("48");
    assertThat(cluster.findValue("autotermination_minutes")).isNull();
  }
}

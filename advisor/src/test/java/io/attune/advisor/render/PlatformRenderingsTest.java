package io.attune.advisor.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.attune.advisor.testing.AdviceSheets;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlatformRenderingsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Format.Display PLAIN = new Format.Display(80, false, true);

  private static String render(Format format, AdviceSheet sheet) {
    return format.rendering(PLAIN).render(sheet);
  }

  private static AdviceSheet sheet(String... settings) {
    return AdviceSheets.of("orders", List.of(settings));
  }

  private static JsonNode cluster(AdviceSheet sheet) throws IOException {
    return JSON.readTree(render(Format.DATABRICKS, sheet)).get("new_cluster");
  }

  private static JsonNode kubeflow(AdviceSheet sheet) throws IOException {
    return YAML.readTree(render(Format.KUBERNETES, sheet)).path("spec");
  }

  /** Whatever the format, each piece of advice is named with its reasons, here or in the notes. */
  @ParameterizedTest
  @EnumSource(Format.class)
  void everyFormatHasARowOnItsPage(Format format) throws IOException {
    assertThat(Files.readString(Path.of("..", "docs", "platforms.md")))
        .as("docs/platforms.md")
        .contains("\n| `" + format + "` |");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void nothing_is_lost_in_any_format(Format format) {
    List<Recommendation> advice = new ArrayList<>();
    AdviceSheets.EVERYTHING.forEach(setting -> advice.add(AdviceSheets.recommendation(setting)));
    advice.add(AdviceSheets.withoutSetting("skew", "taskDurationMs"));
    AdviceSheet sheet = AdviceSheets.of("orders", advice, null);
    Rendering rendering = format.rendering(PLAIN);
    String all = rendering.render(sheet) + String.join("\n", rendering.notes(sheet));

    for (Recommendation recommendation : advice) {
      if (recommendation.getProperty() != null) {
        assertThat(all).contains(recommendation.getProperty());
      }
    }
    if (format != Format.TABLE) {
      assertThat(advice)
          .map(Recommendation::getRecommendationId)
          .filteredOn(id -> !all.contains(id))
          .isEmpty();
    }
    assertThat(all).contains("One task in ten was not seen.");
  }

  @Test
  void a_databricks_cluster_has_workers_instead_of_executors() throws IOException {
    assertThat(cluster(sheet("spark.executor.instances=6")))
        .isEqualTo(JSON.readTree("{\"num_workers\": 6, \"autoscale\": null}"));
    assertThat(
            cluster(
                sheet(
                    "spark.dynamicAllocation.enabled=true",
                    "spark.dynamicAllocation.minExecutors=0",
                    "spark.dynamicAllocation.maxExecutors=8",
                    "spark.dynamicAllocation.executorIdleTimeout=60s")))
        .isEqualTo(
            JSON.readTree(
                "{\"autoscale\": {\"min_workers\": 1, \"max_workers\": 8}, \"num_workers\":"
                    + " null}"));
    assertThat(
            cluster(
                sheet("databricks.autoscale.min_workers=4", "databricks.autoscale.max_workers=4")))
        .isEqualTo(JSON.readTree("{\"num_workers\": 4, \"autoscale\": null}"));
  }

  @Test
  void databricks_own_words_win_over_those_about_executors() throws IOException {
    AdviceSheet sheet = sheet("spark.executor.instances=6", "databricks.num_workers=3");

    assertThat(cluster(sheet))
        .isEqualTo(JSON.readTree("{\"num_workers\": 3, \"autoscale\": null}"));
    assertThat(JSON.readTree(render(Format.DATABRICKS, sheet)).at("/attune/leftOut/0/because"))
        .hasToString("\"num_workers says how many.\"");
  }

  @Test
  void databricks_scales_only_between_two_known_bounds() throws IOException {
    AdviceSheet sheet = sheet("spark.dynamicAllocation.maxExecutors=8");

    assertThat(cluster(sheet)).isEmpty();
    assertThat(JSON.readTree(render(Format.DATABRICKS, sheet)).at("/attune/leftOut/0/because"))
        .asString()
        .contains("both of its bounds", "min_workers is not known");
    assertThat(
            cluster(
                sheet(
                    "spark.dynamicAllocation.minExecutors=9",
                    "spark.dynamicAllocation.maxExecutors=8")))
        .isEmpty();
  }

  @Test
  void databricks_does_not_size_executors_by_settings() throws IOException {
    AdviceSheet alone = sheet("spark.executor.memory=6144m", "spark.executor.cores=4");
    JsonNode document = JSON.readTree(render(Format.DATABRICKS, alone));

    assertThat(document.get("new_cluster")).isEmpty();
    assertThat(document.at("/attune/leftOut/0/because"))
        .asString()
        .contains("node_type_id", "6144m of heap", "4 cores");

    AdviceSheet both = sheet("spark.executor.memory=6144m", "databricks.node_type_id=r5.xlarge");
    document = JSON.readTree(render(Format.DATABRICKS, both));
    assertThat(document.at("/new_cluster/node_type_id")).hasToString("\"r5.xlarge\"");
    assertThat(document.at("/attune/leftOut")).isEmpty();
    assertThat(document.at("/attune/settings").findValuesAsText("writtenTo"))
        .containsOnly("new_cluster.node_type_id");
  }

  @Test
  void databricks_takes_spark_settings_as_texts_and_its_own_as_numbers() throws IOException {
    JsonNode cluster =
        cluster(
            sheet(
                "spark.sql.shuffle.partitions=48",
                "databricks.autotermination_minutes=20",
                "databricks.azure_attributes.first_on_demand=1",
                "databricks.azure_attributes.availability=SPOT_WITH_FALLBACK_AZURE"));

    assertThat(cluster)
        .isEqualTo(
            JSON.readTree(
                """
                {"spark_conf": {"spark.sql.shuffle.partitions": "48"},
                 "azure_attributes":
                   {"first_on_demand": 1, "availability": "SPOT_WITH_FALLBACK_AZURE"}}
                """));
  }

  @Test
  void kubeflow_has_fields_for_sizes_and_texts_for_the_rest() throws IOException {
    JsonNode spec =
        kubeflow(
            sheet(
                "spark.executor.instances=6",
                "spark.executor.cores=4",
                "spark.executor.memory=6144m",
                "spark.executor.memoryOverhead=768m",
                "spark.driver.memory=2048m",
                "spark.sql.shuffle.partitions=48",
                "spark.speculation=true"));

    assertThat(spec)
        .isEqualTo(
            YAML.readTree(
                """
                executor: {instances: 6, cores: 4, memory: "6144m", memoryOverhead: "768m"}
                driver: {memory: "2048m"}
                sparkConf: {"spark.sql.shuffle.partitions": "48", "spark.speculation": "true"}
                """));
  }

  @Test
  void kubeflow_heeds_bounds_only_where_dynamic_allocation_is_on() throws IOException {
    assertThat(kubeflow(sheet("spark.dynamicAllocation.maxExecutors=9")).get("dynamicAllocation"))
        .isEqualTo(YAML.readTree("{maxExecutors: 9, enabled: true}"));
    assertThat(kubeflow(sheet("spark.dynamicAllocation.enabled=false")))
        .isEqualTo(
            YAML.readTree(
                """
                dynamicAllocation: {enabled: false}
                sparkConf: {"spark.dynamicAllocation.enabled": "false"}
                """));
  }

  @Test
  void kubeflow_refuses_what_its_field_does_not_take() {
    String yaml =
        render(
            Format.KUBERNETES,
            sheet("spark.executor.instances=0", "spark.shuffle.service.enabled=true"));

    assertThat(yaml)
        .doesNotContain("spec:")
        .contains("# Left out: spark.executor.instances = 0. spec.executor.instances does not take")
        .contains(
            "# Left out: spark.shuffle.service.enabled = true. It is for another cluster manager");
  }

  @Test
  void apache_s_operator_takes_everything_as_texts() throws IOException {
    JsonNode patch =
        YAML.readTree(
            render(
                Format.KUBERNETES_APACHE,
                sheet("spark.executor.instances=6", "spark.executor.memory=6144m")));

    assertThat(patch)
        .isEqualTo(
            YAML.readTree(
                """
                apiVersion: "spark.apache.org/v1"
                kind: "SparkApplication"
                spec:
                  sparkConf: {"spark.executor.instances": "6", "spark.executor.memory": "6144m"}
                """));
  }

  @Test
  void emr_has_one_classification_and_warns_of_its_own_sizing() throws IOException {
    AdviceSheet sheet = sheet("spark.executor.memory=6144m", "spark.sql.shuffle.partitions=48");

    assertThat(JSON.readTree(render(Format.EMR, sheet)))
        .isEqualTo(
            JSON.readTree(
                """
                [{"Classification": "spark-defaults",
                  "Properties":
                    {"spark.executor.memory": "6144m", "spark.sql.shuffle.partitions": "48"}}]
                """));
    assertThat(new EmrRendering().notes(sheet))
        .anyMatch(note -> note.contains("maximizeResourceAllocation"));
    assertThat(JSON.readTree(render(Format.EMR, sheet()))).isEmpty();
  }

  @Test
  void dataforge_overrides_the_cluster_configuration_of_one_process_type() throws IOException {
    RunContext context = new RunContext();
    context.setDataForgeClusterConfiguration("Default");
    context.setDataForgeProcessType("Enrichment");
    AdviceSheet sheet =
        AdviceSheets.of(
            "orders",
            List.of(
                AdviceSheets.recommendation("spark.executor.instances=6"),
                AdviceSheets.recommendation("spark.sql.shuffle.partitions=48"),
                AdviceSheets.recommendation("databricks.aws_attributes.first_on_demand=1"),
                AdviceSheets.withoutSetting("small-files", "filesWrittenBytes")),
            context);
    JsonNode forge = YAML.readTree(render(Format.DATAFORGE, sheet));

    assertThat(forge.at("/cluster-configuration/name")).hasToString("\"Default for Enrichment\"");
    assertThat(forge.at("/cluster-configuration/parameters/scale-mode")).hasToString("\"Fixed\"");
    assertThat(forge.at("/cluster-configuration/parameters/workers").asInt()).isEqualTo(6);
    assertThat(forge.at("/cluster-configuration/parameters/first-on-demand").asInt()).isOne();
    assertThat(JSON.readTree(forge.at("/cluster-configuration/parameters/spark-conf").asText()))
        .isEqualTo(JSON.readTree("{\"spark.sql.shuffle.partitions\": \"48\"}"));
    assertThat(forge.at("/process-configuration/overrides/Enrichment"))
        .hasToString("\"Default for Enrichment\"");
    assertThat(forge.at("/system-configuration/target-parquet-file-size").asInt()).isEqualTo(256);
    assertThat(render(Format.DATAFORGE, sheet)).contains("global", "restarted");
    assertThat(forge.at("/cluster-configuration/parameters/cluster-type")).hasToString("\"Job\"");
  }

  @Test
  void dataforge_overrides_the_process_type_that_needs_it_among_several_in_one_application()
      throws IOException {
    RunContext context = new RunContext();
    context.setDataForgeClusterConfiguration("Default");
    Recommendation ofOne = AdviceSheets.recommendation("spark.sql.shuffle.partitions=48");
    ofOne.setWorkload("job-run/dataforge=orders/Enrichment");
    Recommendation ofAll = AdviceSheets.recommendation("spark.executor.instances=6");

    JsonNode alone =
        YAML.readTree(
            render(Format.DATAFORGE, AdviceSheets.of("job-run", List.of(ofOne), context)));
    assertThat(alone.at("/process-configuration/overrides"))
        .isEqualTo(YAML.readTree("{Enrichment: Default for Enrichment of orders}"));
    assertThat(JSON.readTree(alone.at("/cluster-configuration/parameters/spark-conf").asText()))
        .isEqualTo(JSON.readTree("{\"spark.sql.shuffle.partitions\": \"48\"}"));

    String[] both =
        render(Format.DATAFORGE, AdviceSheets.of("job-run", List.of(ofAll, ofOne), context))
            .split("---\n");
    assertThat(both).hasSize(2);
    JsonNode whole = YAML.readTree(both[0]);
    assertThat(whole.at("/cluster-configuration/parameters/workers").asInt()).isEqualTo(6);
    assertThat(whole.at("/cluster-configuration/parameters/spark-conf").isMissingNode()).isTrue();
    assertThat(whole.at("/process-configuration").isMissingNode()).isTrue();
    assertThat(YAML.readTree(both[1])).isEqualTo(alone);
  }

  @Test
  void platform_settings_never_stand_in_a_spark_configuration() {
    AdviceSheet sheet = sheet("databricks.num_workers=3");

    assertThat(render(Format.SPARK_SUBMIT, sheet)).isEmpty();
    assertThat(render(Format.SPARK_DEFAULTS, sheet).lines())
        .allMatch(line -> line.isEmpty() || line.startsWith("#"));
    assertThat(new SparkSubmitRendering().notes(sheet))
        .anyMatch(note -> note.contains("no Spark property"));
  }

  @Test
  void what_cannot_be_written_is_left_out() {
    AdviceSheet sheet = sheet("spark.sql.warehouse.dir=a b", "spark.driver.memory= ");

    assertThat(render(Format.SPARK_SUBMIT, sheet)).isEmpty();
    assertThat(render(Format.SPARK_DEFAULTS, sheet))
        .contains("\nspark.sql.warehouse.dir a b\n")
        .contains("# Left out: spark.driver.memory = . Its value cannot be written.");
  }

  @Test
  void what_had_no_effect_or_was_dismissed_is_not_written() {
    for (RecommendationState state : RecommendationState.values()) {
      Recommendation recommendation = AdviceSheets.recommendation("spark.speculation=true");
      recommendation.setState(state);
      String line =
          render(Format.SPARK_SUBMIT, AdviceSheets.of("w", List.of(recommendation), null));
      assertThat(line.isEmpty())
          .as(state.name())
          .isEqualTo(
              switch (state) {
                case ACTIVE, APPLIED, SUCCEEDED, REGRESSED -> false;
                default -> true;
              });
    }
  }

  @Test
  void odd_names_do_not_break_a_comment() throws IOException {
    AdviceSheet odd =
        AdviceSheets.of("a\n- b: \u0000\u2028\ud800x", List.of("spark.speculation=true"));

    for (Format format : List.of(Format.KUBERNETES, Format.KUBERNETES_APACHE, Format.DATAFORGE)) {
      assertThat(YAML.readTree(render(format, odd)).isObject()).isTrue();
    }
    assertThat(JSON.readTree(render(Format.DATABRICKS, odd)).isObject()).isTrue();
  }
}

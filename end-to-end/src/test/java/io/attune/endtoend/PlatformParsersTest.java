package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.databricks.sdk.core.utils.SerDeUtils;
import com.databricks.sdk.service.compute.ClusterSpec;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.offline.RunCollector;
import io.attune.advisor.render.AdviceSheet;
import io.attune.advisor.render.AnalysisReport;
import io.attune.advisor.render.Format;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.AdviceSheets;
import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.ReadProgress;
import io.attune.schemas.Recommendation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.services.emr.model.Configuration;

/**
 * Every rendering of every bundled run, and of advice for every property that Attune knows, is
 * accepted by the parser of its platform.
 */
class PlatformParsersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Format.Display PLAIN = new Format.Display(100, false, true);

  @TempDir private static Path directory;

  private static final List<SparkParser> SPARKS = new ArrayList<>();
  private static final List<AdviceSheet> SHEETS = new ArrayList<>();

  @BeforeAll
  static void readRuns() throws IOException {
    for (String home : List.of("spark-3.5-scala-2.13", "spark-4-scala-2.13")) {
      SPARKS.add(SparkParser.of(Checkout.sparkClasspath(home)));
    }
    Advisor advisor = Advisor.standard(RuleTable.standard());
    for (EventLog log : EventLogs.find(List.of(Checkout.top().resolve("sample-runs/logs")))) {
      RunCollector collector = new RunCollector();
      new EventLogReader().read(log, collector, ReadProgress.NONE);
      Run run = collector.run().orElseThrow();
      SHEETS.add(
          AdviceSheet.of(new AnalysisReport(run, advisor.assess(run, WorkloadHistory.empty()))));
    }
    assertThat(SHEETS).hasSizeGreaterThanOrEqualTo(14);
    assertThat(SHEETS.stream().mapToLong(s -> s.recommendations().size()).sum()).isGreaterThan(10);
    SHEETS.add(AdviceSheets.of("everything", AdviceSheets.EVERYTHING));
  }

  @AfterAll
  static void closeParsers() throws IOException {
    for (SparkParser spark : SPARKS) {
      spark.close();
    }
  }

  @Test
  void spark_submit_understands_its_arguments() {
    for (AdviceSheet sheet : SHEETS) {
      String line = render(Format.SPARK_SUBMIT, sheet).strip();
      List<String> arguments = line.isEmpty() ? List.of() : Arrays.asList(line.split(" "));
      for (SparkParser spark : SPARKS) {
        assertThat(spark.submitted(arguments)).isEqualTo(sparkSettings(sheet));
      }
    }
  }

  @Test
  void spark_reads_its_defaults_file() throws IOException {
    for (AdviceSheet sheet : SHEETS) {
      Path file = directory.resolve("spark-defaults.conf");
      Files.writeString(file, render(Format.SPARK_DEFAULTS, sheet));
      for (SparkParser spark : SPARKS) {
        assertThat(spark.defaults(file)).isEqualTo(sparkSettings(sheet));
      }
    }
  }

  @Test
  void spark_takes_each_value() {
    for (AdviceSheet sheet : SHEETS) {
      for (SparkParser spark : SPARKS) {
        assertThat(spark.problems(sparkSettings(sheet))).as(sheet.workload()).isEmpty();
        for (Recommendation recommendation : sheet.recommendations()) {
          if ("bytes".equals(recommendation.getUnit())) {
            assertThat(spark.bytes(recommendation.getRecommended())).isPositive();
          }
        }
      }
    }
  }

  @Test
  void spark_would_complain_of_what_is_wrong() {
    for (SparkParser spark : SPARKS) {
      assertThat(spark.problems(Map.of("spark.executor.memory", "4 apples"))).hasSize(1);
      assertThat(spark.problems(Map.of("spark.sql.shuffle.partitions", "1.5"))).hasSize(1);
      assertThat(spark.problems(Map.of("spark.sql.shufle.partitions", "2"))).hasSize(1);
      assertThat(spark.problems(Map.of("spark.executor.heap", "2g"))).hasSize(1);
    }
  }

  @Test
  void databricks_takes_its_cluster() throws IOException {
    ObjectMapper sdk = SerDeUtils.createMapper();
    for (AdviceSheet sheet : SHEETS) {
      JsonNode cluster = JSON.readTree(render(Format.DATABRICKS, sheet)).required("new_cluster");
      ClusterSpec parsed = sdk.readValue(cluster.toString(), ClusterSpec.class);

      // A field that the model does not know would be missing when it is written again. A null is
      // for whoever merges.
      ((ObjectNode) cluster).properties().removeIf(field -> field.getValue().isNull());
      assertThat(JSON.readTree(sdk.writeValueAsString(parsed))).isEqualTo(cluster);
      assertThat(parsed.getNumWorkers() == null || parsed.getAutoscale() == null).isTrue();
      assertThat(cluster.path("spark_conf").properties())
          .noneMatch(
              e ->
                  e.getKey().matches("spark[.](executor|driver)[.](memory|cores|instances).*")
                      || e.getKey().startsWith("spark.dynamicAllocation."));
      Map<String, String> conf = texts(cluster.path("spark_conf"));
      assertThat(SPARKS).allSatisfy(spark -> assertThat(spark.problems(conf)).isEmpty());
    }
    assertThat(cluster("everything").getAutoscale().getMaxWorkers()).isEqualTo(9);
    assertThat(cluster("everything").getAwsAttributes().getFirstOnDemand()).isEqualTo(1);
  }

  private static ClusterSpec cluster(String workload) throws JsonProcessingException {
    AdviceSheet sheet =
        SHEETS.stream().filter(s -> s.workload().equals(workload)).findFirst().orElseThrow();
    JsonNode document = JSON.readTree(render(Format.DATABRICKS, sheet));
    return SerDeUtils.createMapper()
        .readValue(document.get("new_cluster").toString(), ClusterSpec.class);
  }

  @Test
  void the_operators_take_their_patches() throws IOException {
    Map<Format, ResourceSchema> schemas =
        Map.of(
            Format.KUBERNETES,
            ResourceSchema.read("kubeflow-sparkapplication-v1beta2.yaml"),
            Format.KUBERNETES_APACHE,
            ResourceSchema.read("apache-sparkapplication-v1.yaml"));
    for (AdviceSheet sheet : SHEETS) {
      for (Map.Entry<Format, ResourceSchema> schema : schemas.entrySet()) {
        JsonNode patch = YAML.readTree(render(schema.getKey(), sheet));

        assertThat(schema.getValue().problems(patch)).isEmpty();
        Map<String, String> conf = texts(patch.at("/spec/sparkConf"));
        assertThat(SPARKS).allSatisfy(spark -> assertThat(spark.problems(conf)).isEmpty());
      }
    }
    assertThat(
            schemas
                .get(Format.KUBERNETES)
                .problems(
                    YAML.readTree(
                        """
                        apiVersion: sparkoperator.k8s.io/v1beta2
                        kind: SparkApplication
                        spec:
                          sparkConf: {spark.speculation: true}
                          executor: {instances: 0, cores: "4", heap: 2g}
                        """)))
        .hasSize(4);
  }

  @Test
  void emr_takes_its_classifications() throws IOException {
    Map<String, SdkField<?>> fields = new TreeMap<>();
    Configuration.builder().build().sdkFields().forEach(f -> fields.put(f.locationName(), f));
    for (AdviceSheet sheet : SHEETS) {
      JsonNode configurations = JSON.readTree(render(Format.EMR, sheet));

      assertThat(configurations.isArray()).isTrue();
      for (JsonNode node : configurations) {
        Configuration.Builder builder = Configuration.builder();
        node.properties()
            .forEach(
                entry -> {
                  SdkField<?> field = fields.get(entry.getKey());
                  assertThat(field).as(entry.getKey()).isNotNull();
                  boolean map = field.marshallingType() == MarshallingType.MAP;
                  assertThat(map ? entry.getValue().isObject() : entry.getValue().isTextual())
                      .isTrue();
                  field.set(
                      builder, map ? texts(entry.getValue()) : (Object) entry.getValue().asText());
                });
        Configuration parsed = builder.build();
        assertThat(parsed.classification()).isEqualTo("spark-defaults");
        assertThat(parsed.properties()).isEqualTo(sparkSettings(sheet));
      }
    }
  }

  @Test
  void dataforge_has_a_spark_configuration_that_spark_takes() throws IOException {
    for (AdviceSheet sheet : SHEETS) {
      JsonNode parameters =
          YAML.readTree(render(Format.DATAFORGE, sheet)).at("/cluster-configuration/parameters");

      Map<String, String> conf =
          parameters.has("spark-conf")
              ? texts(JSON.readTree(parameters.get("spark-conf").asText()))
              : Map.of();
      assertThat(SPARKS).allSatisfy(spark -> assertThat(spark.problems(conf)).isEmpty());
      Set<String> names = new TreeSet<>();
      parameters.fieldNames().forEachRemaining(names::add);
      assertThat(
              Set.of(
                  "cluster-type",
                  "scale-mode",
                  "workers",
                  "min-workers",
                  "max-workers",
                  "worker-node-type",
                  "driver-node-type",
                  "first-on-demand",
                  "availability",
                  "spark-conf"))
          .containsAll(names);
    }
  }

  private static String render(Format format, AdviceSheet sheet) {
    return format.rendering(PLAIN).render(sheet);
  }

  private static Map<String, String> sparkSettings(AdviceSheet sheet) {
    Map<String, String> settings = new TreeMap<>();
    for (Recommendation recommendation : sheet.recommendations()) {
      String property = recommendation.getProperty();
      if (property != null && property.startsWith("spark.")) {
        settings.put(property, recommendation.getRecommended());
      }
    }
    return settings;
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new TreeMap<>();
    object
        .properties()
        .forEach(
            entry -> {
              assertThat(entry.getValue().isTextual()).as(entry.toString()).isTrue();
              texts.put(entry.getKey(), entry.getValue().asText());
            });
    return texts;
  }
}

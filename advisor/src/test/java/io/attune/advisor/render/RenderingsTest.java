package io.attune.advisor.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Stories;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Recommendation;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class RenderingsTest {
  private static final AnalysisReport TROUBLED = report(Stories.troubled());
  private static final AnalysisReport HEALTHY = report(Stories.healthy());

  private static AnalysisReport report(RunBuilder story) {
    Run run = story.ended().build();
    return new AnalysisReport(
        run, Advisor.standard(RuleTable.standard()).assess(run, WorkloadHistory.empty()));
  }

  @Test
  void json_is_the_document_and_parses_back() throws IOException {
    JsonNode document = new ObjectMapper().readTree(new JsonRendering().render(TROUBLED));

    assertThat(fields(document))
        .containsExactly("application", "stages", "predictions", "recommendations", "warnings");
    assertThat(fields(document.get("application")))
        .containsExactly(
            "id",
            "name",
            "workload",
            "sparkVersion",
            "ending",
            "endingEvidence",
            "durationMs",
            "spanMs",
            "executors",
            "coresPerExecutor",
            "slots",
            "executorShapes");
    assertThat(fields(document.get("stages").get(0)))
        .containsExactly(
            "stageId",
            "stageAttempt",
            "name",
            "numTasks",
            "tasksSeen",
            "tasksFailed",
            "submissionTime",
            "completionTime",
            "taskDurationMs",
            "executorRunTimeMs",
            "executorCpuTimeMs",
            "jvmGcTimeMs",
            "inputBytes",
            "inputRecords",
            "outputBytes",
            "shuffleReadBytes",
            "shuffleWriteBytes",
            "memoryBytesSpilled",
            "diskBytesSpilled",
            "peakExecutionMemoryBytes");
    assertThat(document.get("stages").get(1).get("diskBytesSpilled").asLong())
        .isEqualTo(4L * 140 << 20);
    assertThat(document.get("predictions")).isNotEmpty();
    assertThat(fields(document.get("predictions").get(0)))
        .containsExactly(
            "slots",
            "executors",
            "coresPerExecutor",
            "durationMs",
            "spanMs",
            "intervalLowMs",
            "intervalHighMs",
            "cost",
            "withAdvice");
    JsonNode first = document.get("recommendations").get(0);
    assertThat(fields(first))
        .containsExactlyElementsOf(
            Recommendation.getClassSchema().getFields().stream().map(Schema.Field::name).toList());
    Recommendation record = TROUBLED.assessment().recommendations().get(0);
    assertThat(first.get("etag").asText()).isEqualTo(record.getEtag());
    assertThat(first.get("severity").asText()).isEqualTo(record.getSeverity().name());
    assertThat(first.get("eventTime").asLong()).isEqualTo(record.getEventTime().toEpochMilli());
    assertThat(first.get("impact").get("cost").get("low").isNull()).isTrue();
    assertThat(first.get("confidence").get("conditions").get(0).get("name").isTextual()).isTrue();
    assertThat(first.get("evidence").size()).isEqualTo(record.getEvidence().size());
  }

  @Test
  void several_applications_are_an_array() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonRendering json = new JsonRendering();

    assertThat(mapper.readTree(json.renderAll(List.of(TROUBLED, HEALTHY))).size()).isEqualTo(2);
    assertThat(mapper.readTree(json.renderAll(List.of(TROUBLED))).isObject()).isTrue();
    assertThat(mapper.readTree(json.renderAll(List.of())).isArray()).isTrue();
  }

  /** Spark reads its defaults file with java.util.Properties. */
  @Test
  void spark_defaults_can_be_appended_as_they_are() throws IOException {
    String lines = new SparkDefaultsRendering().render(TROUBLED);
    Properties properties = new Properties();
    properties.load(new StringReader("spark.master local\n" + lines));

    assertThat(properties)
        .containsOnlyKeys(
            "spark.master", "spark.sql.shuffle.partitions", "spark.executor.memoryOverhead")
        .containsEntry("spark.executor.memoryOverhead", "1408m");
    assertThat(lines.lines())
        .allMatch(l -> l.isEmpty() || l.startsWith("#") || l.startsWith("spark."));
    for (Recommendation recommendation : TROUBLED.assessment().recommendations()) {
      assertThat(lines)
          .containsPattern(
              "# (No setting does this: )?" + Pattern.quote(recommendation.getSummary()))
          .contains("# Doubt: " + recommendation.getDoubt())
          .contains("rule " + recommendation.getRuleId())
          .contains("recommendation " + recommendation.getRecommendationId());
    }
    assertThat(new SparkDefaultsRendering().render(HEALTHY)).contains("nothing to change");
  }

  @Test
  void spark_submit_is_one_line_that_no_shell_touches() {
    SparkSubmitRendering rendering = new SparkSubmitRendering();
    String line = rendering.render(TROUBLED);

    assertThat(line).matches("(--conf [A-Za-z0-9.]+=[A-Za-z0-9.]+ ?)+\n");
    assertThat(line)
        .contains("--conf spark.executor.memoryOverhead=1408m")
        .contains("--conf spark.sql.shuffle.partitions=");
    assertThat(rendering.notes(AdviceSheet.of(TROUBLED)))
        .filteredOn(note -> note.startsWith("No setting does this: "))
        .hasSize(2);
    assertThat(rendering.notes(AdviceSheet.of(TROUBLED)))
        .anyMatch(note -> note.startsWith("spark.executor.memoryOverhead = 1408m: "));
    assertThat(rendering.render(HEALTHY)).isEmpty();
  }

  @Test
  void the_table_says_what_to_set_then_why_then_what_could_be_wrong() {
    String table = new TableRendering(80, false, true).render(TROUBLED);

    assertThat(table.lines()).allMatch(line -> line.length() <= 80);
    assertThat(table)
        .contains("nightly orders  app-nightly-orders-0001")
        .contains("  1. Keeps the run from failing", "  2. Saves at most ")
        .contains("     spark.sql.shuffle.partitions = ")
        .contains("(now 4)  CRITICAL")
        .doesNotContain("\u001B");
    assertThat(table)
        .containsSubsequence(
            "Keeps the run from failing",
            "spark.executor.memoryOverhead = 1408m",
            "exit code of a killed process",
            "Doubt: ",
            "% sure");
    assertThat(new TableRendering(80, true, true).render(TROUBLED)).contains("\u001B[31mCRITICAL");
    assertThat(new TableRendering(80, false, false).render(TROUBLED)).matches("\\p{ASCII}+");
    assertThat(new TableRendering(80, false, true).render(HEALTHY))
        .contains("Nothing to change: ", " rules looked", "SLOTS", "AS IT RAN", "  now");
  }

  private static List<String> fields(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}

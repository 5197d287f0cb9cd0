package io.attune.advisor.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.attune.advisor.render.WorkloadSummary.UsualRun;
import io.attune.advisor.testing.AdviceSheets;
import io.attune.advisor.worth.RunPace;
import io.attune.advisor.worth.Worth;
import io.attune.schemas.Category;
import io.attune.schemas.Change;
import io.attune.schemas.Impact;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.TestSuiteXmlParser;
import org.junit.jupiter.api.Test;

/** What CI systems, spreadsheets and mailboxes get. */
class ReportsForOthersTest {
  private static final String HOSTILE = "<script>alert(1)</script>\u202E\u0007 & \"'=1+1";

  private static Recommendation saving(String setting, double timeMs, double cost) {
    Recommendation one = AdviceSheets.recommendation(setting);
    one.setSeverity(Severity.HIGH);
    one.setImpact(
        new Impact(
            new Change(-timeMs, -timeMs * 1.25, -timeMs * 0.75, "ms", ImpactBasis.REPLAY),
            new Change(-cost, -cost * 1.25, -cost * 0.75, "EUR", ImpactBasis.REPLAY)));
    return one;
  }

  private static AdviceSheet sheet() {
    return AdviceSheets.of(
        "orders " + HOSTILE,
        List.of(
            AdviceSheets.withoutSetting("skew", "taskDurationMs"),
            saving("spark.sql.shuffle.partitions=" + HOSTILE, 600_000, 0.5)),
        null);
  }

  private static SetSummary summary() {
    AdviceSheet sheet = sheet();
    return new SetSummary(
        List.of(
            WorkloadSummary.ofPublished(
                sheet.workload(), sheet.recommendations(), 3, true, UsualRun.UNKNOWN),
            WorkloadSummary.ofPublished("healthy", List.of(), 1, true, UsualRun.UNKNOWN)),
        List.of());
  }

  @Test
  void sarifIsWhatItsSchemaSays() throws IOException {
    JsonNode document =
        new ObjectMapper()
            .readTree(
                new SarifRendering()
                    .renderSheets(List.of(sheet(), AdviceSheets.of("b", List.of(), null))));
    try (InputStream in = getClass().getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
      JsonSchema schema =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
              .getSchema(new ObjectMapper().readTree(in));

      assertThat(schema.validate(document)).isEmpty();
      assertThat(schema.validate(new ObjectMapper().readTree("{\"version\": \"2.0\"}")))
          .isNotEmpty();
    }
    JsonNode results = document.at("/runs/0/results");
    assertThat(results).hasSize(2);
    assertThat(results.at("/0/level").asText()).isEqualTo("error");
    assertThat(results.at("/0/properties/recommendation/impact/cost/expected").asDouble())
        .isEqualTo(-0.5);
    assertThat(document.at("/runs/0/tool/driver/rules/0/id").asText())
        .isEqualTo(
            sheet().recommendations().stream()
                .map(Recommendation::getRuleId)
                .sorted()
                .findFirst()
                .orElseThrow());
  }

  @Test
  void surefireReadsTheXml() throws Exception {
    String xml =
        new JUnitRendering()
            .renderSheets(List.of(sheet(), AdviceSheets.of("healthy", List.of(), null)));
    List<ReportTestSuite> suites =
        new TestSuiteXmlParser(new NullConsoleLogger())
            .parse(
                new InputStreamReader(
                    new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)),
                    StandardCharsets.UTF_8));

    assertThat(suites).hasSize(2);
    assertThat(suites.get(0).getNumberOfTests()).isEqualTo(2);
    assertThat(suites.get(0).getNumberOfFailures()).isEqualTo(2);
    assertThat(suites.get(1).getNumberOfTests()).isEqualTo(1);
    assertThat(suites.get(1).getNumberOfFailures()).isZero();
    assertThat(suites.get(0).getTestCases().get(0).getFailureMessage())
        .startsWith("Saves 0.500 EUR");
  }

  @Test
  void theHtmlAsksForNothingAndShowsEverythingAsText() {
    String html = HtmlReport.of(summary(), "Made of 4 runs.");

    assertThat(html)
        .contains("default-src &#39;none&#39;".replace("&#39;", "'"))
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .contains(
            "Saves 0.500 EUR (0.375 to 0.625) and 10 min 0 s (7 min 30 s to 12 min 30 s) a run.")
        .doesNotContain("<script", "http:", "https:", "url(", "@import", "\u202E", "\u0007");
    assertThat(Pattern.compile("(?:src|href)=\"(?!#)").matcher(html).find()).isFalse();
  }

  @Test
  void aSpreadsheetGetsTextsAndNoFormulas() {
    AdviceSheet formula =
        AdviceSheets.of("=HYPERLINK(1)", List.of(saving("spark.a=1", 1_000, 0.1)), null);
    SetSummary set =
        new SetSummary(
            List.of(
                WorkloadSummary.ofPublished(
                    formula.workload(), formula.recommendations(), 1, true, UsualRun.UNKNOWN)),
            List.of());

    assertThat(SummaryExport.csv(set).lines().skip(1))
        .singleElement()
        .asString()
        .startsWith("'=HYPERLINK(1),")
        .contains(",0.1,0.075", ",EUR,1000.0,750.0,1250.0,");
  }

  @Test
  void rowsHaveTheNumbersOfTheRecommendations() throws IOException {
    JsonNode row =
        new ObjectMapper()
            .readTree(SummaryExport.jsonLines(summary()).lines().findFirst().orElseThrow());

    assertThat(row.get("savedCost").asDouble()).isEqualTo(0.5);
    assertThat(row.get("savedTimeLowMs").asDouble()).isEqualTo(450_000);
    assertThat(row.get("rank").asInt()).isEqualTo(1);
    assertThat(row.get("workload").asText()).contains("<script>");
  }

  @Test
  void theGainIsSaidWithItsRangeAndOfAMonthWhereThatIsKnown() {
    Worth worth = Worth.of(saving("spark.a=1", 10_000, 0.5));
    assertThat(GainText.of(worth, Optional.of(new RunPace(4, Duration.ofDays(3)))))
        .isEqualTo(
            "Saves 0.500 EUR (0.375 to 0.625) and 10.0 s (7.5 s to 12.5 s) a run; 15.00 EUR and"
                + " 5 min 0 s a month at the pace of the 4 runs seen in 72 h 0 min.");

    Recommendation dearer = saving("spark.b=2", -1_000, 0.5);
    assertThat(GainText.of(Worth.of(dearer)))
        .isEqualTo("Saves 0.500 EUR (0.375 to 0.625), takes 1.0 s (750 ms to 1.3 s) more a run.");

    Recommendation unknown = AdviceSheets.withoutSetting("skew", "x");
    assertThat(GainText.of(Worth.of(unknown)))
        .isEqualTo("What it saves is not known before it is tried.");
    unknown.setCategory(Category.RELIABILITY);
    assertThat(GainText.of(Worth.of(unknown))).isEqualTo("Keeps the run from failing.");
  }
}

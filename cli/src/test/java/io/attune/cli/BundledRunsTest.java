package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.SparkUnits;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.offline.RunCollector;
import io.attune.advisor.table.RuleTable;
import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogReader;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.ReadProgress;
import io.attune.schemas.Recommendation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds what Attune says of every bundled run against what a competent engineer would answer
 * ({@code sample-runs/expected.yaml}): the right rule speaks, with the right property and a sane
 * value; every other rule is silent.
 */
class BundledRunsTest {
  private static final Path SAMPLES = Path.of("..", "sample-runs");

  @TestFactory
  Stream<DynamicTest> the_right_rule_speaks_and_the_others_are_silent() throws IOException {
    JsonNode expected =
        new ObjectMapper(new YAMLFactory()).readTree(SAMPLES.resolve("expected.yaml").toFile());
    List<JsonNode> runs = new java.util.ArrayList<>();
    expected.required("runs").forEach(runs::add);
    assertThat(runs).hasSizeGreaterThanOrEqualTo(10);
    return runs.stream()
        .map(run -> DynamicTest.dynamicTest(run.required("run").asText(), () -> check(run)));
  }

  private static void check(JsonNode expected) {
    Run run = read(SAMPLES.resolve("logs").resolve(expected.required("log").asText()));
    Assessment assessment =
        Advisor.standard(RuleTable.standard()).assess(run, WorkloadHistory.empty());
    List<Recommendation> said = assessment.recommendations();

    assertThat(assessment.workload()).isEqualTo(expected.required("run").asText());
    Set<String> allowed = new TreeSet<>();
    expected.required("mayAlso").forEach(rule -> allowed.add(rule.asText()));
    for (JsonNode demand : expected.required("must")) {
      demand.required("anyOf").forEach(answer -> allowed.add(answer.required("rule").asText()));
      assertThat(said)
          .as(demand.required("why").asText())
          .anySatisfy(
              recommendation ->
                  assertThat(demand.required("anyOf"))
                      .anyMatch(answer -> meets(recommendation, answer)));
    }
    assertThat(said).extracting(Recommendation::getRuleId).allMatch(allowed::contains);
  }

  private static boolean meets(Recommendation recommendation, JsonNode answer) {
    if (!recommendation.getRuleId().equals(answer.required("rule").asText())) {
      return false;
    }
    if (answer.required("property").isNull()) {
      return recommendation.getProperty() == null;
    }
    if (!answer.required("property").asText().equals(recommendation.getProperty())) {
      return false;
    }
    String recommended = recommendation.getRecommended();
    long value =
        switch (answer.required("unit").asText()) {
          case "bytes" -> SparkUnits.bytes(recommended, 1).orElseThrow();
          case "seconds" -> Long.parseLong(recommended.replace("s", ""));
          default -> Long.parseLong(recommended);
        };
    return answer.required("low").asLong() <= value && value <= answer.required("high").asLong();
  }

  private static Run read(Path path) {
    List<EventLog> logs = EventLogs.find(List.of(path));
    assertThat(logs).hasSize(1);
    RunCollector collector = new RunCollector();
    new EventLogReader().read(logs.get(0), collector, ReadProgress.NONE);
    return collector.run().orElseThrow();
  }
}

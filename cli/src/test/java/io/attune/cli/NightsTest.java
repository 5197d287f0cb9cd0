package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nights of one report, recorded on real Spark. The harmful advice is planted by numbers that
 * take one partition for enough however long its task runs; that the next run is worse is Spark's
 * own doing.
 */
class NightsTest {
  private static final Path NIGHTS = Path.of("..", "sample-runs", "nights");
  private static final String PARTITIONS = "spark.sql.shuffle.partitions";

  @TempDir private Path directory;
  private Path rules;

  @BeforeEach
  void plant() throws IOException {
    rules = directory.resolve("rules.yaml");
    Files.writeString(
        rules,
        """
        shuffle-partitions.small-task-ms: 1000000000
        shuffle-partitions.min-overhead-share: 0
        partitions.max-merged-task-ms: 1000000000
        partitions.min-useful-bytes: 1000000000000
        """);
  }

  private JsonNode secondNight(String name) throws IOException {
    Session session =
        Session.of(
            "analyze",
            "--format",
            "json",
            "--rules",
            rules.toString(),
            NIGHTS.resolve("1-before.zstd").toString(),
            NIGHTS.resolve(name).toString());
    assertThat(session.exitCode()).as(session.err()).isZero();
    JsonNode reports = new ObjectMapper().readTree(session.out());
    assertThat(recommended(reports.get(0))).as("the harmful advice").isEqualTo("1");
    assertThat(reports.get(0).has("outcomes")).as("nothing before the first run").isFalse();
    return reports.get(1);
  }

  private static String recommended(JsonNode report) {
    for (JsonNode recommendation : report.get("recommendations")) {
      if (PARTITIONS.equals(recommendation.get("property").asText())) {
        return recommendation.get("recommended").asText();
      }
    }
    return null;
  }

  private static JsonNode outcome(JsonNode report) {
    for (JsonNode outcome : report.path("outcomes")) {
      if (PARTITIONS.equals(outcome.get("property").asText())) {
        return outcome;
      }
    }
    throw new AssertionError("no outcome of " + PARTITIONS + " in " + report.path("outcomes"));
  }

  @Test
  void aValueThatHurtsIsFoundOnTheNextRunAndTheOldOneAdvisedBack() throws IOException {
    JsonNode night = secondNight("2-one-partition.zstd");

    assertThat(outcome(night).get("state").asText()).isEqualTo("REGRESSED");
    assertThat(outcome(night).get("previous").asText()).isEqualTo("8");
    assertThat(outcome(night).get("applied").asText()).isEqualTo("1");
    assertThat(outcome(night).get("timeShare").asDouble()).isGreaterThan(0.2);
    assertThat(recommended(night)).isEqualTo("8");
  }

  @Test
  void aDayThreeTimesAsBigIsNoRegression() throws IOException {
    JsonNode night = secondNight("2-bigger-day.zstd");

    assertThat(outcome(night).get("state").asText()).isNotEqualTo("REGRESSED");
    assertThat(outcome(night).get("inPart").asBoolean()).isTrue();
    assertThat(outcome(night).get("inputRatio").asDouble()).isCloseTo(3, within(0.05));
    assertThat(recommended(night)).as("the value from before").isNotEqualTo("8");
  }
}

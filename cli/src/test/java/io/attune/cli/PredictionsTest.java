package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time and cost at other sizes, as {@code analyze} shows them. */
class PredictionsTest {
  private static final String LOG =
      Path.of("..", "sample-runs", "logs", "healthy-report.zstd").toString();

  @TempDir private Path directory;

  @Test
  void jsonHasTheSizesAskedFor() throws IOException {
    Session session = Session.of("analyze", "--format", "json", "--slots", "1,4,6", LOG);

    assertThat(session.exitCode()).as(session.err()).isZero();
    JsonNode predictions = new ObjectMapper().readTree(session.out()).required("predictions");
    assertThat(predictions).hasSize(3);
    assertThat(predictions).extracting(p -> p.required("slots").asInt()).containsExactly(1, 4, 6);
    assertThat(predictions)
        .allSatisfy(
            p -> {
              assertThat(p.fieldNames())
                  .toIterable()
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
              assertThat(p.required("executors").asInt() * p.required("coresPerExecutor").asInt())
                  .isEqualTo(p.required("slots").asInt());
              assertThat(p.required("cost").asDouble()).isPositive();
            });
  }

  @Test
  void theTableShowsAShortFrontInTheUsersUnit() throws IOException {
    Path prices = directory.resolve("prices.yaml");
    Files.writeString(prices, "unit: EUR\nprice.core-hour: 0.05\n");

    Session session = Session.of("analyze", "--prices", prices.toString(), LOG);

    assertThat(session.exitCode()).as(session.err()).isZero();
    assertThat(session.out()).contains("SLOTS", "EXECUTORS", "time", "EUR", "AS IT RAN", "  now");
  }

  @Test
  void aPriceTableThatCannotBeUsedIsToldInOneSentence() throws IOException {
    Path prices = directory.resolve("prices.yaml");
    Files.writeString(prices, "price.core-hours: 1\n");

    Session unknown = Session.of("analyze", "--prices", prices.toString(), LOG);
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err())
        .contains("has no number 'price.core-hours'; did you mean 'price.core-hour'?")
        .hasLineCount(1);

    Session missing = Session.of("analyze", "--prices", prices + ".old", LOG);
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("does not exist; check --prices").hasLineCount(1);
  }
}

package io.attune.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The table of expected advice is complete and well-formed; other modules test that Attune gives
 * that advice.
 */
class ExpectedAnswersTest {
  private static final Set<String> UNITS = Set.of("count", "bytes", "seconds");

  private final JsonNode runs = runs();

  @Test
  void everyRunHasAnAnswer() {
    List<String> names = new ArrayList<>();
    runs.forEach(run -> names.add(run.path("run").asText()));

    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(SampleRun.values()).map(SampleRun::runName).toList());
  }

  @Test
  void everyLogIsThere() {
    for (JsonNode run : runs) {
      assertThat(Path.of("logs", run.path("log").asText())).as(run.path("run").asText()).exists();
    }
  }

  @Test
  void everyDemandNamesItsRulesAndASaneRange() {
    for (JsonNode run : runs) {
      String name = run.path("run").asText();
      assertThat(run.path("must").isArray()).as(name).isTrue();
      for (JsonNode demand : run.path("must")) {
        assertThat(demand.path("why").asText()).as(name).isNotBlank();
        assertThat(demand.path("anyOf")).as(name).isNotEmpty();
        demand.path("anyOf").forEach(answer -> isAnswer(name, answer));
      }
    }
  }

  private static void isAnswer(String run, JsonNode answer) {
    assertThat(answer.path("rule").asText()).as(run).matches("[a-z]+(-[a-z]+)*");
    if (answer.path("property").isNull()) {
      assertThat(answer.has("low")).as("%s: a range without a property", run).isFalse();
      return;
    }
    assertThat(answer.path("property").asText()).as(run).startsWith("spark.");
    assertThat(UNITS).as(run).contains(answer.path("unit").asText());
    assertThat(answer.path("low").asLong()).as(run).isPositive();
    assertThat(answer.path("high").asLong())
        .as(run)
        .isGreaterThanOrEqualTo(answer.path("low").asLong());
  }

  @Test
  void theHealthyRunsWantNothing() {
    for (JsonNode run : runs) {
      if (run.path("run").asText().startsWith("healthy-")) {
        assertThat(run.path("must")).isEmpty();
        assertThat(run.path("mayAlso")).isEmpty();
      } else {
        assertThat(run.path("must")).isNotEmpty();
      }
    }
  }

  private static JsonNode runs() {
    try {
      return new ObjectMapper(new YAMLFactory())
          .readTree(Files.readString(Path.of("expected.yaml")))
          .path("runs");
    } catch (IOException e) {
      throw new AssertionError("cannot read expected.yaml", e);
    }
  }
}

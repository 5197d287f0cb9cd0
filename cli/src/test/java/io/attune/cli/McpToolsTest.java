package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.StandardRules;
import io.attune.advisor.offline.Analysis;
import io.attune.advisor.render.Format;
import io.attune.advisor.table.RuleTable;
import io.attune.eventlog.EventLogReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tools of the MCP server answer with what the commands print, on real runs. */
class McpToolsTest {
  private static final Path LOGS = Path.of("..", "sample-runs", "logs");
  private static final String SICK = "too-many-partitions";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private LogSource logs;
  private List<McpTool> tools;

  @AfterEach
  void close() {
    if (logs != null) {
      logs.close();
    }
  }

  private void answerFrom(String... names) throws IOException {
    for (String name : names) {
      Files.copy(LOGS.resolve(name), directory.resolve(name));
    }
    PrintStream err = new PrintStream(said, true);
    Terminal terminal = Terminal.plain(err, err, Session.COLUMNS);
    logs =
        new LogSource(
            terminal,
            () -> Places.all().list(List.of(directory.toString())),
            new EventLogReader(),
            slots -> new Analysis(new Advisor(StandardRules.all(), RuleTable.standard()), slots));
    tools = new McpTools(List.of(logs)).all();
  }

  private List<String> call(String tool, Map<String, Object> arguments) {
    return tools.stream()
        .filter(one -> one.name().equals(tool))
        .findFirst()
        .orElseThrow()
        .call(new ToolArguments(arguments));
  }

  private JsonNode json(String tool, Map<String, Object> arguments) throws IOException {
    List<String> texts = call(tool, arguments);
    assertThat(texts).hasSize(1);
    return JSON.readTree(texts.get(0));
  }

  private static String printed(String... arguments) {
    Session session = Session.of(arguments);
    assertThat(session.exitCode()).as(session.err()).isZero();
    return session.out();
  }

  @Test
  void answersWithTheNumbersThatTheCommandsPrint() throws IOException {
    answerFrom(SICK + ".zstd", "healthy-orders.zstd");
    String path = directory.resolve(SICK + ".zstd").toString();

    assertThat(json("list_workloads", Map.of()))
        .isEqualTo(JSON.readTree(printed("workloads", directory.toString(), "--json")));
    assertThat(json("list_recommendations", Map.of("workload", SICK)).at("/recommendations/0"))
        .isEqualTo(JSON.readTree(printed("export", path, "--format", "jsonl")));
    assertThat(
            json("forecast", Map.of("workload", SICK, "slots", List.of(2, 16))).get("predictions"))
        .hasSize(2)
        .isEqualTo(
            JSON.readTree(printed("analyze", path, "--format", "json", "--slots", "2,16"))
                .get("predictions"));
    assertThat(json("forecast", Map.of("workload", SICK)).get("predictions"))
        .isEqualTo(JSON.readTree(printed("analyze", path, "--format", "json")).get("predictions"));
    assertThat(call("get_configuration", Map.of("workload", SICK)))
        .containsExactly(printed("analyze", path, "--format", "spark-defaults"));
    List<String> submit =
        call("get_configuration", Map.of("workload", SICK, "format", "spark-submit"));
    assertThat(submit).hasSize(2);
    assertThat(submit.get(0)).isEqualTo(printed("analyze", path, "--format", "spark-submit"));
    assertThat(submit.get(1)).contains("Doubt: ");
  }

  @Test
  void explainsRulesAndTheEvidenceBehindAdvice() throws IOException {
    answerFrom(SICK + ".zstd", "healthy-orders.zstd");

    assertThat(call("explain", Map.of("subject", "skew")))
        .containsExactly(printed("explain", "skew", "--full"));
    String property = "spark.sql.shuffle.partitions";
    String id =
        json("list_recommendations", Map.of()).at("/recommendations/0/recommendationId").asText();
    assertThat(call("explain", Map.of("subject", property)).get(0))
        .contains("Evidence: ", "Doubt: ", "to go back")
        .isEqualTo(call("explain", Map.of("subject", id)).get(0));
    assertThat(call("explain", Map.of("subject", "skew", "workload", SICK)).get(0))
        .contains("silent, ");
    assertThatThrownBy(() -> call("explain", Map.of("subject", "spark.nonsense")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("there is advice of shuffle-partitions");
  }

  @Test
  void comparesTwoRuns() throws IOException {
    answerFrom(SICK + ".zstd", "healthy-orders.zstd");
    JsonNode runs = json("list_runs", Map.of("workload", "healthy-orders"));
    assertThat(runs.get("total").asInt()).isEqualTo(1);
    String healthy = runs.at("/runs/0/applicationId").asText();

    assertThat(call("compare_runs", Map.of("before", healthy, "after", SICK + ".zstd")).get(0))
        .contains("What the difference is made of:")
        .contains("Set differently:");
    assertThatThrownBy(
            () -> call("compare_runs", Map.of("before", healthy + "1", "after", healthy)))
        .hasMessageContaining("did you mean '" + healthy + "'?");
  }

  @Test
  void readsWhatHasComeSinceTheLastQuestion() throws IOException {
    answerFrom(SICK + ".zstd");
    assertThat(json("list_workloads", Map.of()).at("/totals/workloads").asInt()).isEqualTo(1);
    Files.copy(LOGS.resolve("few-partitions.zstd"), directory.resolve("few-partitions.zstd"));
    Files.writeString(directory.resolve("broken.zstd"), "no log");

    JsonNode list = json("list_workloads", Map.of("limit", 1));
    assertThat(list.get("workloads")).hasSize(1);
    assertThat(list.at("/totals/workloads").asInt()).isEqualTo(2);
    assertThat(list.at("/leftOut/0").asText()).contains("broken.zstd");
    Files.delete(directory.resolve(SICK + ".zstd"));
    assertThat(json("list_workloads", Map.of()).at("/workloads/0/workload").asText())
        .isEqualTo("few-partitions");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "list_workloads    | limit    | 0     | from 1 to 1000",
        "list_workloads    | newest   | 1     | 'newest' is no argument of list_workloads; it takes",
        "list_runs         | limit    | 5     | 'workload' is missing",
        "list_runs         | workload | x     | there is no workload 'x'",
        "list_runs         | workload | too-many-partition | did you mean 'too-many-partitions'?",
        "get_configuration | format   | excel | 'workload' is missing",
        "explain           | subject  | ''    | must be a text"
      })
  void saysWhatIsWrongInASentence(String tool, String argument, String value, String sentence)
      throws IOException {
    answerFrom(SICK + ".zstd");
    Object given = value.matches("\\d+") ? (Object) Integer.valueOf(value) : value;

    assertThatThrownBy(() -> call(tool, Map.of(argument, given)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void asksWhichOfTwoSources() throws IOException {
    answerFrom(SICK + ".zstd");
    AttuneClient nobody =
        new AttuneClient("http://127.0.0.1:9", Optional.empty(), Optional.empty());
    LiveSource live = new LiveSource(nobody, new Format.Display(Session.COLUMNS, false, true));
    tools = new McpTools(List.of(live, logs)).all();

    assertThat(tools).allMatch(tool -> tool.properties().containsKey("source"));
    assertThat(json("list_workloads", Map.of("source", "logs")).get("workloads")).hasSize(1);
    assertThatThrownBy(() -> call("list_workloads", Map.of()))
        .hasMessageContaining("no Attune answers");
  }
}

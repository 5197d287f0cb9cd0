package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.advisor.render.Format;
import io.attune.eventlog.EventLog;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.ReadProgress;
import io.attune.load.ReplaySpeed;
import io.attune.load.Replayer;
import io.attune.local.LocalPorts;
import io.attune.local.LocalStack;
import io.attune.local.Shutdown;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code attune conf} says of a running Attune. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ConfIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;

  private static Shutdown shutdown;
  private static Path sick;
  private static String url;

  @BeforeAll
  static void startAndReplay() throws Exception {
    shutdown = Shutdown.atExit();
    LocalStack stack = LocalStack.start(LocalPorts.FREE, directory.resolve("data"), shutdown);
    url = stack.dashboardUrl();
    Path runs = directory.resolve("runs");
    BundledRuns.copyTo(runs);
    sick = runs.resolve("too-many-partitions.zstd");
    List<EventLog> logs = EventLogs.find(List.of(sick, runs.resolve("healthy-orders.zstd")));
    try (Replayer replayer =
        Replayer.open(
            stack.clientProperties(), stack.topics(), ReplaySpeed.MAX, Connections.PATIENCE)) {
      replayer.replay(logs, log -> ReadProgress.NONE);
    }
    assertThat(stack.awaitCaughtUp(PATIENCE)).isTrue();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (conf("too-many-partitions", "spark-submit").out().isEmpty()) {
      assertThat(System.nanoTime()).as("advice never came").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  @AfterAll
  static void stop() {
    shutdown.close();
  }

  private static Session conf(String workload, String format) {
    return Session.of("conf", workload, "--format", format, "--url", url);
  }

  @Test
  void printsTheArgumentsThatAnAnalysisOfTheSameRunPrints() {
    Session conf = conf("too-many-partitions", "spark-submit");

    assertThat(conf.exitCode()).isZero();
    assertThat(conf.out()).matches("(--conf spark[.\\w]+=[\\w.]+ ?)+\n");
    assertThat(conf.out())
        .isEqualTo(Session.of("analyze", sick.toString(), "--format", "spark-submit").out());
    assertThat(conf.err()).contains("spark.sql.shuffle.partitions = ", "Doubt: ", "to go back");
  }

  @Test
  void printsEveryFormat() {
    for (String format : new OutputFormat.Candidates()) {
      Session conf = conf("too-many-partitions", format);

      assertThat(conf.exitCode()).as(conf.err()).isZero();
      assertThat(conf.out()).as(format).contains("spark.sql.shuffle.partitions");
    }
  }

  @Test
  void listsWorkloadsWithTheNumbersOfAnAnalysis() throws Exception {
    JsonNode published =
        JSON.readTree(Session.of("workloads", "--json", "--url", url).out()).at("/workloads/0");
    JsonNode analysed =
        JSON.readTree(Session.of("workloads", sick.toString(), "--json").out()).at("/workloads/0");

    for (String field : List.of("workload", "verdict", "changes", "savedCost", "savedTimeMs")) {
      assertThat(published.get(field)).as(field).isEqualTo(analysed.get(field));
    }
    for (String field : List.of("savedCostShare", "savedTimeShare")) {
      assertThat(published.get(field).asDouble())
          .as(field)
          .isPositive()
          .isCloseTo(analysed.get(field).asDouble(), withinPercentage(0.1));
    }
    assertThat(Session.of("workloads", "--url", url).out())
        .startsWith("WORKLOAD")
        .contains("too-many-partitions", "healthy-orders", "2 workloads, 2 runs");
  }

  @Test
  void explainsWhatIsPublished() {
    String property = "spark.sql.shuffle.partitions";
    Session published = Session.of("explain", property, "--url", url);

    assertThat(published.exitCode()).as(published.err()).isZero();
    assertThat(published.out())
        .contains("Evidence: ", "Doubt: ")
        .isEqualToIgnoringNewLines(Session.of("explain", property, sick.toString()).out());
    assertThat(Session.of("explain", "skew", "--workload", "healthy-orders", "--url", url).out())
        .startsWith("healthy-orders: silent, ");
    assertThat(Session.of("explain", "spark.none", "--url", url).err())
        .contains("nothing there is called 'spark.none'; there is advice of shuffle-partitions")
        .hasLineCount(1);
  }

  /** The tools of {@code attune mcp}, which ask the same Attune. */
  @Test
  void answersAnAssistantWithWhatItPublishes() throws Exception {
    AttuneClient client = new AttuneClient(url, Optional.empty(), Optional.empty());
    LiveSource live = new LiveSource(client, new Format.Display(Session.COLUMNS, false, true));
    Map<String, McpTool> tools =
        new McpTools(List.of(live))
            .all().stream().collect(Collectors.toMap(McpTool::name, tool -> tool));
    Map<String, Object> sick = Map.of("workload", "too-many-partitions");

    JsonNode published = answer(tools.get("list_recommendations"), sick).at("/recommendations/0");
    JsonNode analysed =
        JSON.readTree(Session.of("export", ConfIT.sick.toString(), "--format", "jsonl").out());
    assertThat(published.get("savedCost")).isEqualTo(analysed.get("savedCost"));
    assertThat(published.get("recommendationId")).isEqualTo(analysed.get("recommendationId"));
    JsonNode predictions = answer(tools.get("forecast"), sick).get("predictions");
    assertThat(predictions)
        .isNotEmpty()
        .allSatisfy(point -> assertThat(point.get("spanMs").asLong()).isPositive());
    assertThat(answer(tools.get("list_runs"), sick).get("total").asInt()).isEqualTo(1);
    assertThat(tools.get("get_configuration").call(new ToolArguments(sick)).get(0))
        .isEqualTo(conf("too-many-partitions", "spark-defaults").out());
    assertThat(
            tools
                .get("explain")
                .call(new ToolArguments(Map.of("subject", "skew", "workload", "healthy-orders")))
                .get(0))
        .startsWith("healthy-orders: silent, ");
  }

  private static JsonNode answer(McpTool tool, Map<String, Object> arguments) throws Exception {
    return JSON.readTree(tool.call(new ToolArguments(arguments)).get(0));
  }

  @Test
  void hasNothingToSetForAHealthyWorkload() {
    Session conf = conf("healthy-orders", "spark-submit");

    assertThat(conf.exitCode()).isZero();
    assertThat(conf.out()).isEmpty();
    assertThat(conf.err()).contains("nothing to change").hasLineCount(1);
  }

  @Test
  void suggestsTheWorkloadThatWasMeant() {
    Session conf = conf("to-many-partition", "spark-submit");

    assertThat(conf.exitCode()).isEqualTo(1);
    assertThat(conf.out()).isEmpty();
    assertThat(conf.err())
        .contains("'to-many-partition'", "did you mean 'too-many-partitions'?")
        .hasLineCount(1);
    assertThat(conf("zzz", "emr").err()).contains("'zzz'", "/api/v1/workloads").hasLineCount(1);
  }
}

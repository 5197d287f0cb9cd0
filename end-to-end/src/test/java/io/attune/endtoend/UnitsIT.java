package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.attune.samples.DataForgeQueue;
import io.attune.samples.FourUnits;
import io.attune.samples.SparkHome;
import io.attune.samples.SparkRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real application of four units, and each of the faulty ones in an application of its own: live,
 * through Kafka with the agent, and from the event logs of the same runs.
 */
class UnitsIT {
  private static final String MASTER = "local-cluster[1,4,768]";
  private static final Map<String, String> CLUSTER =
      Map.of(
          "spark.executor.memory", "768m",
          "spark.executor.cores", "4",
          "spark.scheduler.minRegisteredResourcesRatio", "1.0",
          "spark.sql.adaptive.enabled", "false",
          "spark.sql.shuffle.partitions", "80");
  private static final String WHOLE = "four-units-all";
  private static final String SESSION = "session=spark.sql.shuffle.partitions";

  @TempDir Path scratch;

  @ParameterizedTest
  @ValueSource(strings = {"spark-3.5-scala-2.13", "spark-4-scala-2.13"})
  void eachUnitHearsWhatItWouldHearAlone(String home) throws Exception {
    Map<String, String> live;
    Analyses offline;
    Path logs;
    try (LiveSpark spark = LiveSpark.start(scratch)) {
      SparkRun.Result result =
          spark
              .run(home, MASTER, FourUnits.class)
              .arguments("all", "rollup", "orders", "session")
              .conf(CLUSTER)
              .run();
      assertThat(result.succeeded()).as(result.output()).isTrue();
      live = spark.standing();
      offline = spark.offline();
      logs = spark.logs();
    }

    assertThat(live).isNotEmpty().isEqualTo(offline.etags());
    heardAsAlone(offline, "group=rollup", "rollup");
    heardAsAlone(offline, "group=orders", "orders");
    heardAsAlone(offline, SESSION, "session");
    assertThat(offline.advice(WHOLE + "/" + SESSION))
        .containsEntry("partition-cluster-fit spark.sql.shuffle.partitions", "4");
    assertThat(offline.advice(WHOLE + "/group=rollup"))
        .containsEntry("shuffle-partitions spark.sql.shuffle.partitions", "4");
    assertThat(offline.advice(WHOLE + "/group=orders")).containsKey("skew null");
    assertThat(offline.advice(WHOLE).keySet()).noneMatch(key -> key.contains("spark.sql."));
    sumsUp(offline.of(WHOLE), logs);
  }

  @Test
  void theProcessTypeThatNeedsItGetsAnOverride() throws Exception {
    Path logs = Files.createDirectories(scratch.resolve("events"));
    Path home = Path.of("target", "units");
    SparkRun.Result result =
        SparkRun.on(SparkHome.link(Checkout.sparkClasspath("spark-3.5-scala-2.13"), home))
            .master(MASTER)
            .application(Checkout.sampleApplications(), DataForgeQueue.class.getName())
            .scratch(scratch.resolve("run"))
            .timeout(LiveSpark.PATIENCE)
            .conf(CLUSTER)
            .conf(LiveSpark.eventLog(logs))
            .conf("spark.attune.workload", "job-run")
            .conf("spark.attune.dataforge.cluster.configuration", "Default")
            .run();
    assertThat(result.succeeded()).as(result.output()).isTrue();
    Analyses analyses = Analyses.of(logs, scratch);

    assertThat(analyses.advice("job-run/dataforge=orders/Enrichment"))
        .containsKey("shuffle-partitions spark.sql.shuffle.partitions");
    for (String healthy : List.of("crm/Ingestion", "orders/Ingestion", "orders/Refresh")) {
      assertThat(analyses.advice("job-run/dataforge=" + healthy)).as(healthy).isEmpty();
    }
    YAMLMapper yaml = new YAMLMapper();
    List<JsonNode> overrides = new ArrayList<>();
    for (String document : Analyses.rendered(logs, scratch, "dataforge").split("(?m)^---$")) {
      JsonNode override = yaml.readTree(document).path("process-configuration").path("overrides");
      if (!override.isMissingNode()) {
        overrides.add(override);
      }
    }
    assertThat(overrides)
        .containsExactly(yaml.readTree("{Enrichment: Default for Enrichment of orders}"));
  }

  @Test
  void usersOfSparkConnectAreToldApart() throws Exception {
    Path logs = Files.createDirectories(scratch.resolve("events"));
    Map<String, String> conf = new HashMap<>(CLUSTER);
    conf.putAll(LiveSpark.eventLog(logs));
    conf.put("spark.master", MASTER);
    conf.put("spark.attune.workload", "shared-server");
    try (ConnectServer server = ConnectServer.start(scratch, conf)) {
      assertThat(server.run("ann", "rollup")).contains("rows: 24");
      assertThat(server.run("bob", "healthy")).contains("rows: 800");
    }
    Analyses analyses = Analyses.of(logs, scratch);

    assertThat(analyses.advice("shared-server/connect=ann"))
        .containsKey("shuffle-partitions spark.sql.shuffle.partitions");
    assertThat(analyses.advice("shared-server/connect=bob")).isEmpty();
    assertThat(analyses.of("shared-server").path("shares").findValuesAsText("unit"))
        .containsExactlyInAnyOrder("connect=ann", "connect=bob", "null");
  }

  private static void heardAsAlone(Analyses analyses, String unit, String alone) {
    Map<String, String> own = analyses.advice("four-units-" + alone);
    own.keySet().removeAll(analyses.advice(WHOLE).keySet());
    assertThat(analyses.advice(WHOLE + "/" + unit)).as(unit).isNotEmpty().isEqualTo(own);
  }

  /**
   * Slot-time of the units and of idle slots is what the executors lived for, times their cores.
   */
  private static void sumsUp(JsonNode whole, Path logs) throws IOException {
    JsonNode shares = whole.path("shares");
    assertThat(shares).hasSize(5);
    assertThat(shares.findValuesAsText("unit"))
        .contains("group=rollup", "group=orders", SESSION, "null");
    long sum = 0;
    for (JsonNode share : shares) {
      assertThat(share.path("slotTimeMs").asLong()).isPositive();
      sum += share.path("slotTimeMs").asLong();
    }
    assertThat(sum).isEqualTo(lifetimeMs(logs, whole.path("application").path("id").asText()));
  }

  /** Cores × lifetime of the executors, by the raw events of an application. */
  private static long lifetimeMs(Path logs, String application) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Map<String, JsonNode> added = new HashMap<>();
    long total = 0;
    long end = 0;
    for (String line : Files.readAllLines(logs.resolve(application))) {
      JsonNode event = json.readTree(line);
      switch (event.path("Event").asText()) {
        case "SparkListenerExecutorAdded" -> added.put(event.path("Executor ID").asText(), event);
        case "SparkListenerApplicationEnd" -> end = event.path("Timestamp").asLong();
        default -> assertThat(event.path("Event").asText()).doesNotContain("ExecutorRemoved");
      }
    }
    for (JsonNode executor : added.values()) {
      long cores = executor.path("Executor Info").path("Total Cores").asLong();
      total += cores * (end - executor.path("Timestamp").asLong());
    }
    return total;
  }
}

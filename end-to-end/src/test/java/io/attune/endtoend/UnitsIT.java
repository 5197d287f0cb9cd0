package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.attune.samples.DataForgeQueue;
import io.attune.samples.FourUnits;
import io.attune.samples.SparkRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real applications of several units: each unit hears what it would hear alone, live through Kafka
 * as from the event logs of the same runs, and what they cost sums up.
 */
@Tag("units")
class UnitsIT {
  private static final String MASTER = "local-cluster[1,4,768]";
  private static final Map<String, String> CLUSTER =
      Map.of(
          "spark.executor.memory", "768m",
          "spark.executor.cores", "4",
          "spark.scheduler.minRegisteredResourcesRatio", "1.0",
          "spark.sql.adaptive.enabled", "false",
          "spark.sql.autoBroadcastJoinThreshold", "-1",
          "spark.sql.shuffle.partitions", "4");
  private static final String WHOLE = "four-units-all";
  private static final String SESSION = "session=spark.sql.shuffle.partitions";
  private static final String LIMIT = "broadcast spark.sql.autoBroadcastJoinThreshold";

  @TempDir Path scratch;

  @ParameterizedTest
  @ValueSource(strings = {"spark-3.5-scala-2.13", "spark-4-scala-2.13"})
  void eachUnitHearsWhatItWouldHearAlone(String home) throws Exception {
    try (LiveSpark spark = LiveSpark.start(scratch)) {
      SparkRun.Result result =
          spark
              .run(home, MASTER, FourUnits.class)
              .arguments("all", "rollup", "orders", "session", "plain")
              .conf(CLUSTER)
              .run();
      assertThat(result.succeeded()).as(result.output()).isTrue();
      Analyses offline = spark.offline();

      assertThat(spark.standing()).isNotEmpty().isEqualTo(offline.etags());
      hears(offline, "group=rollup", "rollup", Map.of(LIMIT, "1m"));
      hears(offline, "group=orders", "orders", Map.of("skew", ""));
      hears(
          offline,
          SESSION,
          "session",
          Map.of("partition-cluster-fit spark.sql.shuffle.partitions", "4"));
      assertThat(offline.unitAdvice(WHOLE)).as("the jobs without a name").isEmpty();
      assertThat(offline.unitAdvice("four-units-plain")).isEmpty();
      sumsUp(offline.of(WHOLE), spark.logs());
      assertThat(spark.shares(WHOLE)).isEqualTo(Analyses.shares(offline.of(WHOLE)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark-3.5-scala-2.13", "spark-4-scala-2.13"})
  void theProcessTypeThatNeedsItGetsAnOverride(String home) throws Exception {
    try (LiveSpark spark = LiveSpark.start(scratch)) {
      SparkRun.Result result =
          spark
              .run(home, MASTER, DataForgeQueue.class)
              .conf(CLUSTER)
              .conf("spark.attune.workload", "job-run")
              .conf("spark.attune.dataforge.cluster.configuration", "Default")
              .run();
      assertThat(result.succeeded()).as(result.output()).isTrue();
      Analyses offline = spark.offline();

      assertThat(spark.standing()).isNotEmpty().isEqualTo(offline.etags());
      assertThat(offline.unitAdvice("job-run/dataforge=orders/Enrichment"))
          .isEqualTo(Map.of(LIMIT, "1m"));
      for (String healthy : List.of("crm/Ingestion", "orders/Ingestion", "orders/Refresh")) {
        assertThat(offline.unitAdvice("job-run/dataforge=" + healthy)).as(healthy).isEmpty();
      }
      assertThat(overrides(Analyses.rendered(spark.logs(), scratch, "dataforge")))
          .containsExactly(Map.of("Enrichment", "Default for Enrichment of orders"));
    }
  }

  private static List<Map<String, String>> overrides(String rendered) throws IOException {
    YAMLMapper yaml = new YAMLMapper();
    List<Map<String, String>> overrides = new ArrayList<>();
    for (String document : rendered.split("(?m)^---$")) {
      JsonNode override = yaml.readTree(document).path("process-configuration").path("overrides");
      if (!override.isMissingNode()) {
        overrides.add(yaml.convertValue(override, new TypeReference<Map<String, String>>() {}));
      }
    }
    return overrides;
  }

  @Test
  void usersOfSparkConnectAreToldApart() throws Exception {
    try (LiveSpark spark = LiveSpark.start(scratch)) {
      Map<String, String> conf = spark.conf();
      conf.putAll(CLUSTER);
      conf.put("spark.master", MASTER);
      conf.put("spark.attune.workload", "shared-server");
      try (ConnectServer server = ConnectServer.start(scratch, conf)) {
        assertThat(server.run("ann", "join")).contains("done: join");
        assertThat(server.run("bob", "healthy")).contains("done: healthy");
      }
      Analyses offline = spark.offline();

      assertThat(spark.standing()).isNotEmpty().isEqualTo(offline.etags());
      assertThat(offline.unitAdvice("shared-server/connect=ann")).isEqualTo(Map.of(LIMIT, "1m"));
      assertThat(offline.unitAdvice("shared-server/connect=bob")).isEmpty();
      assertThat(spark.shares("shared-server"))
          .isEqualTo(Analyses.shares(offline.of("shared-server")));
      assertThat(offline.of("shared-server").path("shares").findValuesAsText("unit"))
          .containsExactlyInAnyOrder("connect=ann", "connect=bob", "null");
    }
  }

  private static void hears(
      Analyses analyses, String unit, String alone, Map<String, String> advice) {
    assertThat(analyses.unitAdvice(WHOLE + "/" + unit)).as(unit).isEqualTo(advice);
    assertThat(analyses.unitAdvice("four-units-" + alone)).as(unit + " alone").isEqualTo(advice);
  }

  /**
   * Slot-time of the units and of idle slots is what the executors lived for, times their cores.
   */
  private static void sumsUp(JsonNode whole, Path logs) throws IOException {
    JsonNode shares = whole.path("shares");
    assertThat(shares.findValuesAsText("unit"))
        .containsExactly("group=rollup", SESSION, "null", "group=orders", "null");
    long sum = 0;
    for (JsonNode share : shares) {
      assertThat(share.path("slotTimeMs").asLong()).isPositive();
      assertThat(share.path("costMillionths").asLong()).isPositive();
      sum += share.path("slotTimeMs").asLong();
      System.out.printf(
          "%s %s: %d ms of slots%n",
          whole.path("application").path("sparkVersion").asText(),
          share.path("workload").asText("idle"),
          share.path("slotTimeMs").asLong());
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

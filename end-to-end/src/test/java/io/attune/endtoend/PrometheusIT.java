package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.attune.eventlog.EventLogs;
import io.attune.eventlog.ReadProgress;
import io.attune.load.ReplaySpeed;
import io.attune.load.Replayer;
import io.attune.local.LocalPorts;
import io.attune.local.LocalStack;
import io.attune.local.Shutdown;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prometheus, as Debian packages it, scrapes a running Attune: every expression of every dashboard
 * and rule has data, and the alerts fire when they should.
 */
class PrometheusIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Path RULES =
      Checkout.top().resolve("dashboards/prometheus/attune-rules.yml");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What one scrape may have, bytes: it is asked for every 15 s, for years. */
  private static final int MOST_BYTES = 64 << 10;

  @TempDir private static Path directory;

  private static Shutdown shutdown;
  private static Process prometheus;
  private static String api;
  private static String metrics;

  @BeforeAll
  static void scrape() throws Exception {
    assumeTrue(
        isInstalled("prometheus") && isInstalled("promtool"),
        "Skipped: prometheus and promtool are not installed (apt-get install prometheus)");
    shutdown = Shutdown.atExit();
    LocalStack stack = LocalStack.start(LocalPorts.FREE, directory.resolve("data"), shutdown);
    startPrometheus(URI.create(stack.dashboardUrl()));
    metrics = stack.dashboardUrl() + "metrics";
    await("up{job=\"attune\"} == 1");
    try (Replayer replayer =
        Replayer.open(
            stack.clientProperties(), stack.topics(), ReplaySpeed.MAX, Duration.ofMinutes(1))) {
      replayer.replay(
          EventLogs.find(
              List.of(Checkout.top().resolve("sample-runs/logs/too-many-partitions.zstd"))),
          log -> ReadProgress.NONE);
    }
    assertThat(stack.awaitCaughtUp(PATIENCE)).isTrue();
    await("attune_recommendations_current > 0");
    await("increase(attune_completeness_count[5m]) > 0");
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (prometheus != null) {
      prometheus.destroy();
      prometheus.waitFor(1, TimeUnit.MINUTES);
    }
    if (shutdown != null) {
      shutdown.close();
    }
  }

  private static void startPrometheus(URI attune) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path config =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            Files.readString(RULES.resolveSibling("prometheus.yml"))
                .replace("15s", "1s")
                .replace("attune-rules.yml", RULES.toString())
                .replace("attune:8480", attune.getAuthority()));
    prometheus =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
    api = "http://127.0.0.1:" + port + "/api/v1/query?query=";
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static String get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static JsonNode query(String expression) throws Exception {
    return JSON.readTree(get(api + URLEncoder.encode(expression, StandardCharsets.UTF_8)));
  }

  private static void await(String expression) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String answer = "none";
    while (System.nanoTime() < deadline) {
      try {
        JsonNode result = query(expression);
        answer = result.toString();
        if (!result.at("/data/result").isEmpty()) {
          return;
        }
        assertThat(answer).as(expression).contains("success");
      } catch (IOException e) {
        // It has not started yet.
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
    fail(expression + " has no data, last answer " + answer);
  }

  /** By where it stands. */
  private static Map<String, String> expressions() throws IOException {
    Map<String, String> expressions = new TreeMap<>();
    try (Stream<Path> files = Files.list(Checkout.top().resolve("dashboards/grafana/dashboards"))) {
      for (Path file : files.toList()) {
        for (JsonNode panel : JSON.readTree(file.toFile()).path("panels")) {
          for (JsonNode target : panel.path("targets")) {
            expressions.put(
                file.getFileName()
                    + "/"
                    + panel.path("title").asText()
                    + "/"
                    + target.path("refId"),
                target.path("expr").asText());
          }
        }
      }
    }
    JsonNode rules = new ObjectMapper(new YAMLFactory()).readTree(RULES.toFile());
    for (JsonNode rule : rules.at("/groups/0/rules")) {
      // A comparison keeps nothing while all is well; with bool it says 0.
      expressions.put(
          rule.path("alert").asText(),
          rule.path("expr").asText().replaceAll(" (==|>|<) (?=[0-9.]+$)", " $1 bool "));
    }
    return expressions;
  }

  @Test
  void every_expression_has_data() throws Exception {
    Map<String, String> expressions = expressions();

    assertThat(expressions).hasSizeGreaterThan(35);
    for (String expression : expressions.values()) {
      // A rate needs two scrapes that saw its counter, and some count scrapes themselves.
      await(expression);
    }
    assertThat(query("count(ALERTS{alertstate=\"firing\"})").at("/data/result")).isEmpty();
  }

  @Test
  void the_metrics_are_small_and_name_no_application() throws Exception {
    String text = get(metrics);

    assertThat(text.length()).isLessThan(MOST_BYTES);
    assertThat(text)
        .doesNotContain("too-many-partitions", "kafka_stream", "kafka_consumer", "rocksdb");
  }

  @Test
  void the_alerts_are_valid_and_fire() throws Exception {
    promtool("check", "rules", RULES.getFileName().toString());
    promtool("test", "rules", "attune-rules-test.yml");
    String tests = Files.readString(RULES.resolveSibling("attune-rules-test.yml"));
    JsonNode rules = new ObjectMapper(new YAMLFactory()).readTree(RULES.toFile());
    for (JsonNode rule : rules.at("/groups/0/rules")) {
      assertThat(tests).contains("- name: " + rule.path("alert").asText() + " fires\n");
      assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
      assertThat(rule.at("/annotations/description").asText()).isNotBlank();
    }
  }

  private static void promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(RULES.getParent().toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}

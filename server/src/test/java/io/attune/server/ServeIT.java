package io.attune.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.advisor.application.SlotUse;
import io.attune.advisor.offline.RunCollector;
import io.attune.schemas.ExecutorMetrics;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.TaskMetrics;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.testing.Cluster;
import io.attune.streams.testing.StreamStories;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeIT {
  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void whatIsPublishedIsServedAndAnnounced() throws Exception {
    try (Cluster cluster = new Cluster(directory)) {
      AttuneConfig config = cluster.config(Map.of());
      try (AttuneServer attune = new AttuneServer(config)) {
        attune.start();
        String base = "http://127.0.0.1:" + attune.httpPort();
        assertThat(json(base + "/health/live").get("status").asText()).isEqualTo("UP");
        Cluster.await("ready", () -> status(base + "/health/ready") == 200);

        HttpResponse<InputStream> stream =
            client.send(
                HttpRequest.newBuilder(URI.create(base + "/api/v1/events")).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.headers().firstValue("content-type").orElse(""))
            .startsWith("text/event-stream");
        String topic = config.topics().recommendations().name();
        cluster.sendRaw(config, topic, "skewed-join/garbage".getBytes(UTF_8), new byte[] {1, 2, 3});
        cluster.send(config, StreamStories.skewedJoin().events());
        try (BufferedReader events =
            new BufferedReader(new InputStreamReader(stream.body(), UTF_8))) {
          String line = events.readLine();
          while (!line.startsWith("data: ")) {
            line = events.readLine();
          }
          assertThat(line).contains("\"key\":\"skewed-join/");
        }

        Cluster.await("everything worked off", attune.streams()::isCaughtUp);
        assertThat(items(base + "/api/v1/recommendations?workload=skewed-join")).isNotEmpty();
        assertThat(items(base + "/api/v1/recommendations?workload=other")).isEmpty();
        Cluster.await(
            "the end is committed",
            () -> items(base + "/api/v1/applications?state=ended").size() == 1);
        JsonNode application = items(base + "/api/v1/applications").get(0);
        assertThat(application.get("workload").asText()).isEqualTo("skewed-join");
        JsonNode stages =
            items(base + "/api/v1/stages?application=" + application.get("id").asText());
        assertThat(stages).hasSize(2);
        assertThat(stages.get(1).get("tasksSeen").asInt()).isEqualTo(40);
        assertThat(slotsBusy(base, application.get("id").asText())).isEqualTo(slotsBusyOffline());
        assertThat(items(base + "/api/v1/workloads").get(0).get("recommendations").asInt())
            .isPositive();
        assertThat(get(base + "/metrics").body())
            .contains("attune_events_total{topic=\"task-metrics\"} 48.0")
            .contains("attune_failures_total{where=\"recommendation-record\"} 1.0")
            .doesNotContain("kafka_")
            .hasSizeLessThan(50_000);
        for (String asset :
            new String[] {"/", "/workload", "/dashboard.css", "/app.js", "/lit-html.js"}) {
          assertThat(get(base + asset).statusCode()).as(asset).isEqualTo(200);
        }
      }
    }
  }

  private double slotsBusy(String base, String application) {
    JsonNode use = json(base + "/api/v1/application?application=" + application).get("slotUse");
    assertThat(use.get("stages")).hasSize(2);
    return use.get("busyShare").asDouble();
  }

  /** As {@code attune analyze} gathers it. */
  private static double slotsBusyOffline() {
    RunCollector offline = new RunCollector();
    for (SpecificRecord event : StreamStories.skewedJoin().events()) {
      if (event instanceof TaskMetrics task) {
        offline.task(task);
      } else if (event instanceof LifecycleEvent lifecycle) {
        offline.lifecycle(lifecycle);
      } else {
        offline.executor((ExecutorMetrics) event);
      }
    }
    return SlotUse.of(offline.run().orElseThrow()).orElseThrow().busyShare().orElseThrow();
  }

  @Test
  void kafkasFiguresAreThereWhenAskedFor() throws Exception {
    try (Cluster cluster = new Cluster(directory);
        AttuneServer attune =
            new AttuneServer(cluster.config(Map.of("http.metrics.kafka", "true")))) {
      attune.start();
      assertThat(get("http://127.0.0.1:" + attune.httpPort() + "/metrics").body())
          .contains("kafka_stream");
    }
  }

  @Test
  void portInUseIsOneSentence() throws Exception {
    try (Cluster cluster = new Cluster(directory);
        ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      AttuneConfig config =
          cluster.config(Map.of("http.port", Integer.toString(taken.getLocalPort())));
      try (AttuneServer attune = new AttuneServer(config)) {
        assertThatThrownBy(attune::start)
            .isInstanceOf(ConfigurationException.class)
            .hasMessageContaining("Port " + taken.getLocalPort())
            .hasMessageContaining("http.port");
      }
    }
  }

  private JsonNode json(String url) {
    try {
      return new ObjectMapper().readTree(get(url).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode items(String url) {
    return json(url).get("items");
  }

  private int status(String url) {
    return get(url).statusCode();
  }

  private HttpResponse<String> get(String url) {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.testing.Cluster;
import io.attune.streams.testing.StreamStories;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
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
        assertThat(json(base + "/health").get("running").asBoolean()).isTrue();

        HttpResponse<InputStream> stream =
            client.send(
                HttpRequest.newBuilder(URI.create(base + "/api/events")).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.headers().firstValue("content-type").orElse(""))
            .startsWith("text/event-stream");
        cluster.send(config, StreamStories.skewedJoin().events());
        try (BufferedReader events =
            new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
          String line = events.readLine();
          while (!line.startsWith("data: ")) {
            line = events.readLine();
          }
          assertThat(line).contains("\"key\":\"skewed-join/");
        }

        Cluster.await("everything worked off", attune.streams()::isCaughtUp);
        assertThat(json(base + "/api/recommendations?workload=skewed-join")).isNotEmpty();
        assertThat(json(base + "/api/recommendations?workload=other")).isEmpty();
        JsonNode application = json(base + "/api/applications").get(0);
        assertThat(application.get("workload").asText()).isEqualTo("skewed-join");
        assertThat(application.get("ended").asBoolean()).isTrue();
        JsonNode stages = json(base + "/api/stages?application=" + application.get("id").asText());
        assertThat(stages).hasSize(2);
        assertThat(stages.get(1).get("tasksSeen").asInt()).isEqualTo(40);
        assertThat(json(base + "/api/workloads").get(0).get("recommendations").asInt())
            .isPositive();
        assertThat(get(base + "/metrics").body())
            .contains("attune_events_total{topic=\"task-metrics\"} 48.0")
            .contains("kafka_stream");
        for (String asset :
            new String[] {"/", "/dashboard.css", "/dashboard.js", "/uplot.js", "/uplot.css"}) {
          assertThat(get(base + asset).statusCode()).as(asset).isEqualTo(200);
        }
        assertThat(get(base + "/api/stages").statusCode()).isEqualTo(400);
        assertThat(get(base + "/../secret").statusCode()).isEqualTo(404);
        assertThat(
                client
                    .send(
                        HttpRequest.newBuilder(URI.create(base + "/api/workloads"))
                            .DELETE()
                            .build(),
                        HttpResponse.BodyHandlers.ofString())
                    .statusCode())
            .isEqualTo(405);
      }
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

  private JsonNode json(String url) throws Exception {
    return new ObjectMapper().readTree(get(url).body());
  }

  private HttpResponse<String> get(String url) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }
}

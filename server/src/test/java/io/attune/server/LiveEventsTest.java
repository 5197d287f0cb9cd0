package io.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.testing.AdviceSheets;
import io.attune.server.testing.ServedApi;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class LiveEventsTest {
  private final HttpClient client = HttpClient.newHttpClient();

  private BufferedReader follow(ServedApi served) throws Exception {
    HttpResponse<InputStream> response =
        client.send(
            served.request("/api/v1/events").build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .hasValue("text/event-stream; charset=utf-8");
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  private static String data(BufferedReader events) throws Exception {
    String line = events.readLine();
    while (!line.startsWith("data: ")) {
      line = events.readLine();
    }
    return line;
  }

  @Test
  void twoHundredViewersAreToldWithoutAThreadEach() throws Exception {
    try (ServedApi served = new ServedApi(Map.of("http.viewers", "200"))) {
      List<BufferedReader> viewers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        viewers.add(follow(served));
      }
      HttpResponse<String> refused = served.get("/api/v1/events");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("200 viewers follow already", "too-many-viewers");

      served.recommendations.publish(AdviceSheets.recommendation("spark.executor.cores=4"));

      for (BufferedReader viewer : viewers) {
        assertThat(data(viewer)).contains("\"key\":\"story/spark.executor.cores\"");
      }
      assertThat(
              Thread.getAllStackTraces().keySet().stream()
                  .filter(thread -> thread.getName().startsWith("attune-http"))
                  .count())
          .isLessThanOrEqualTo(24);
      assertThat(served.get("/metrics").body()).contains("attune_http_viewers 200");
    }
  }

  @Test
  void closingEndsTheStream() throws Exception {
    BufferedReader events;
    try (ServedApi served = new ServedApi()) {
      events = follow(served);
      assertThat(events.readLine()).isEqualTo("retry: 5000");
    }
    assertThat(events.lines().toList()).allMatch(line -> line.isEmpty() || line.startsWith(":"));
  }
}

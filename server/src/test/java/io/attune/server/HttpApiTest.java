package io.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.advisor.testing.AdviceSheets;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import io.attune.server.testing.ServedApi;
import io.attune.streams.PipelineHealth;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.health.Finding;
import io.attune.streams.testing.StreamStories;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered, over fakes: no Kafka, one real HTTP server on loopback. */
class HttpApiTest {
  private final ServedApi served = new ServedApi();

  @BeforeEach
  void fill() {
    served.runs.add(StreamStories.skewedJoin().build()).add(StreamStories.begun("live").build());
    publish("skewed-join", "spark.sql.shuffle.partitions=48", Severity.LOW);
    publish("skewed-join", "spark.executor.memory=6144m", Severity.CRITICAL);
    publish("other", "spark.executor.cores=4", Severity.MODERATE);
  }

  @AfterEach
  void close() {
    served.close();
  }

  private void publish(String workload, String setting, Severity severity) {
    Recommendation recommendation = AdviceSheets.recommendation(setting);
    recommendation.setWorkload(workload);
    recommendation.setSeverity(severity);
    served.recommendations.publish(recommendation);
  }

  private static PipelineHealth pipeline(String state, boolean running, boolean alive) {
    return new PipelineHealth(state, running, alive, Optional.empty());
  }

  private List<String> column(String path, String name) throws Exception {
    List<String> values = new ArrayList<>();
    served.json(path).get("items").forEach(row -> values.add(row.get(name).asText()));
    return values;
  }

  private static JsonNode problem(HttpResponse<String> response) throws Exception {
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    JsonNode problem = new ObjectMapper().readTree(response.body());
    assertThat(problem.get("status").asInt()).isEqualTo(response.statusCode());
    assertThat(problem.get("type").asText()).startsWith("urn:attune:problem:");
    assertThat(problem.get("detail").asText()).matches("[A-Z'].*[.?]");
    return problem;
  }

  @Test
  void listsRecommendationsTheMostSevereFirst() throws Exception {
    JsonNode page = served.json("/api/v1/recommendations");

    assertThat(page.get("total").asInt()).isEqualTo(3);
    assertThat(page.get("complete").asBoolean()).isTrue();
    assertThat(page.get("next").isNull()).isTrue();
    assertThat(column("/api/v1/recommendations", "severity"))
        .containsExactly("CRITICAL", "MODERATE", "LOW");
    assertThat(page.get("items").get(0).get("key").asText())
        .isEqualTo("skewed-join/spark.executor.memory");
  }

  @Test
  void filtersSortsAndCuts() throws Exception {
    assertThat(column("/api/v1/recommendations?workload=other", "property"))
        .containsExactly("spark.executor.cores");
    assertThat(column("/api/v1/recommendations?severity=LOW&severity=MODERATE", "severity"))
        .containsExactly("MODERATE", "LOW");
    assertThat(column("/api/v1/recommendations?search=MEMORY", "property"))
        .containsExactly("spark.executor.memory");
    assertThat(column("/api/v1/recommendations?sort=property", "property"))
        .containsExactly(
            "spark.executor.cores", "spark.executor.memory", "spark.sql.shuffle.partitions");
    assertThat(column("/api/v1/applications?state=running", "workload")).containsExactly("live");
    assertThat(column("/api/v1/applications?sort=-workload", "workload"))
        .containsExactly("skewed-join", "live");
    assertThat(column("/api/v1/workloads?sort=-severity", "workload"))
        .containsExactly("skewed-join", "other", "live");
  }

  @Test
  void goesOnWhereThePageBeforeEnded() throws Exception {
    JsonNode first = served.json("/api/v1/recommendations?sort=property&limit=2");
    publish("new", "spark.default.parallelism=48", Severity.LOW);
    String cursor = first.get("next").asText();

    assertThat(first.get("items")).hasSize(2);
    assertThat(first.get("total").asInt()).isEqualTo(3);
    assertThat(column("/api/v1/recommendations?sort=property&cursor=" + cursor, "property"))
        .containsExactly("spark.sql.shuffle.partitions");
    assertThat(
            problem(served.get("/api/v1/recommendations?cursor=" + cursor)).get("detail").asText())
        .contains("cursor", "sort=-severity");
  }

  @Test
  void showsApplicationsWorkloadsAndStages() throws Exception {
    JsonNode application =
        served.json("/api/v1/applications?workload=skewed-join").get("items").get(0);
    assertThat(application.get("ended").asBoolean()).isTrue();
    assertThat(application.get("stages").asInt()).isEqualTo(2);
    JsonNode workload = served.json("/api/v1/workloads?workload=skewed-join").get("items").get(0);
    assertThat(workload.get("recommendations").asInt()).isEqualTo(2);
    assertThat(workload.get("severity").asText()).isEqualTo("CRITICAL");
    assertThat(
            served
                .json("/api/v1/workloads?workload=live")
                .get("items")
                .get(0)
                .get("running")
                .asInt())
        .isEqualTo(1);
    String id = application.get("id").asText();
    assertThat(column("/api/v1/stages?sort=-tasksSeen&application=" + id, "tasksSeen"))
        .containsExactly("40", "8");
  }

  @Test
  void writesConfigurationAsJsonOrAsText() throws Exception {
    String path = "/api/v1/conf?workload=skewed-join&format=spark-submit";
    JsonNode json = served.json(path);
    HttpResponse<String> text = served.get(path, "Accept", "text/plain, application/json;q=0.5");

    assertThat(json.get("text").asText()).contains("--conf spark.executor.memory=6144m");
    assertThat(json.get("notes")).isNotEmpty();
    assertThat(text.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
    assertThat(text.headers().firstValue("vary").orElse("")).contains("Accept");
    assertThat(text.body()).isEqualTo(json.get("text").asText());
  }

  @Test
  void suggestsTheWorkloadThatWasMeant() throws Exception {
    JsonNode problem = problem(served.get("/api/v1/conf?workload=skewd-join"));

    assertThat(problem.get("type").asText()).isEqualTo("urn:attune:problem:unknown-workload");
    assertThat(problem.get("nearest").get(0).asText()).isEqualTo("skewed-join");
    assertThat(problem.get("workloads").asInt()).isEqualTo(3);
    assertThat(served.json("/api/v1/conf?workload=live").get("workload").asText())
        .isEqualTo("live");
  }

  @Test
  void saysThatItIsStillReading() throws Exception {
    served.recommendations.caughtUp = false;

    assertThat(served.json("/api/v1/recommendations").get("complete").asBoolean()).isFalse();
    HttpResponse<String> conf = served.get("/api/v1/conf?workload=other");
    assertThat(conf.statusCode()).isEqualTo(503);
    assertThat(problem(conf).get("detail").asText()).contains("still reading");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|/api/v1/recommendations?workloads=a|unknown-parameter|did you mean workload?",
        "400|/api/v1/openapi.json?x=1|unknown-parameter|this path has none",
        "400|/api/v1/recommendations?limit=0|bad-parameter|from 1 to 1000",
        "400|/api/v1/recommendations?limit=many|bad-parameter|a whole number",
        "400|/api/v1/recommendations?limit=1&limit=2|bad-parameter|given 2 times",
        "400|/api/v1/recommendations?severity=MEDIUM|bad-parameter|one of UNKNOWN, LOW, MODERATE",
        "400|/api/v1/recommendations?sort=etag|bad-parameter|one of severity, -severity",
        "400|/api/v1/recommendations?cursor=xyz|bad-parameter|leave it out",
        "400|/api/v1/recommendations?workload=|bad-parameter|not empty",
        "400|/api/v1/recommendations?workload=%ff%fe%zz|bad-request|not well formed",
        "400|/api/v1/stages|bad-parameter|application is missing",
        "400|/api/v1/conf?workload=a&format=yarn|bad-parameter|one of table, json",
        "400|/api/v1/conf?workload=a&colour=maybe|bad-parameter|true or false",
        "404|/api/v1/stages?application=none|unknown-application|'none'",
        "404|/api/v1/nothing|not-found|Nothing is served",
        "404|/api/v1/workloads/|not-found|Nothing is served",
        "404|/api/recommendations|not-found|see /api/v1/recommendations",
        "404|/api/conf?workload=a|not-found|see /api/v1/conf",
        "404|/index.html|not-found|Nothing is served",
        "404|/META-INF/MANIFEST.MF|not-found|Nothing is served",
      })
  void refusesInOneShape(int status, String path, String type, String sentence) throws Exception {
    HttpResponse<String> response = served.get(path.replace("%zz", ""), "Accept", "text/html");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonNode problem = problem(response);
    assertThat(problem.get("type").asText()).isEqualTo("urn:attune:problem:" + type);
    assertThat(problem.get("detail").asText()).contains(sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../etc/passwd",
        "/api/v1/../../etc/passwd",
        "/%2e%2e/etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/app.js%00",
        "//etc/passwd",
        "/dashboard.css/../../HttpApi.class",
        "/..;/etc/passwd",
      })
  void servesNothingOutsideItsTable(String path) throws Exception {
    String answer =
        served.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(answer).matches("(?s)HTTP/1.1 (400|404) .*").contains("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"})
  void whatIsOnlyReadIsNotChanged(String method) throws Exception {
    HttpResponse<String> response =
        served.send(
            served
                .request("/api/v1/workloads")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString("{}"))
                .build());

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).hasValue("GET, HEAD");
    assertThat(problem(response).get("type").asText()).endsWith("method-not-allowed");
  }

  @Test
  void answersHeadWithoutBody() throws Exception {
    for (String path : List.of("/", "/api/v1/workloads", "/health", "/metrics", "/api/v1/events")) {
      HttpResponse<String> head =
          served.send(
              served.request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()).build());

      assertThat(head.statusCode()).as(path).isEqualTo(200);
      assertThat(head.body()).as(path).isEmpty();
    }
  }

  @Test
  void sendsNothingThatTheClientHas() throws Exception {
    HttpResponse<String> first = served.get("/api/v1/recommendations");
    String tag = first.headers().firstValue("etag").orElseThrow();

    assertThat(tag).matches("\"[\\w-]{22}\"");
    HttpResponse<String> second =
        served.get("/api/v1/recommendations", "If-None-Match", "\"other\", W/" + tag);
    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
    assertThat(second.headers().firstValue("etag")).hasValue(tag);
    publish("new", "spark.default.parallelism=48", Severity.LOW);
    assertThat(served.get("/api/v1/recommendations", "If-None-Match", tag).statusCode())
        .isEqualTo(200);
    HttpResponse<String> packed = served.get("/app.js", "Accept-Encoding", "gzip");
    assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(
            served
                .get(
                    "/app.js",
                    "Accept-Encoding",
                    "gzip",
                    "If-None-Match",
                    packed.headers().firstValue("etag").orElseThrow())
                .statusCode())
        .isEqualTo(304);
  }

  @Test
  void everyAnswerCarriesTheHeadersThatKeepBrowsersSafe() throws Exception {
    for (String path :
        List.of("/", "/nothing", "/api/v1/workloads", "/metrics", "/api/v1/stages")) {
      Map<String, List<String>> headers = served.get(path).headers().map();

      assertThat(headers.get("x-content-type-options")).as(path).containsExactly("nosniff");
      assertThat(headers.get("content-security-policy").get(0))
          .as(path)
          .contains("default-src 'none'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(headers).doesNotContainKey("server");
    }
    assertThat(served.raw("NONSENSE\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("nosniff", "urn:attune:problem:bad-request");
  }

  @Test
  void thePageHasNoInlineCode() throws Exception {
    String page = served.get("/").body();

    assertThat(page)
        .contains("<script type=\"module\" src=\"app.js\"")
        .doesNotContain("style=", "onclick");
    assertThat(page).doesNotContainPattern("<script>|<style>");
  }

  @Test
  void refusesWhatIsTooLarge() throws Exception {
    String long20k = "x".repeat(20_000);

    assertThat(served.get("/api/v1/workloads?workload=" + long20k).statusCode()).isIn(414, 431);
    assertThat(served.get("/", "X-Long", long20k).statusCode()).isEqualTo(431);
    HttpResponse<String> body =
        served.send(
            served
                .request("/api/v1/workloads")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(long20k))
                .build());
    assertThat(body.statusCode()).isEqualTo(413);
    assertThat(problem(body).get("type").asText()).isEqualTo("urn:attune:problem:too-large");
  }

  @Test
  void hostileNamesPassThroughUnharmed() throws Exception {
    String name = "<script>alert('1')</script>\u0000\u001b[31m\u202e\"\\ü" + "n".repeat(2_000);
    publish(name, "spark.executor.cores=4", Severity.LOW);
    String query = java.net.URLEncoder.encode(name, java.nio.charset.StandardCharsets.UTF_8);

    JsonNode row = served.json("/api/v1/recommendations?workload=" + query).get("items").get(0);

    assertThat(row.get("workload").asText()).isEqualTo(name);
    assertThat(served.get("/api/v1/conf?format=json&workload=" + query).statusCode())
        .isEqualTo(200);
  }

  @Test
  void healthHasItsReasons() throws Exception {
    assertThat(served.json("/health/ready").get("status").asText()).isEqualTo("UP");
    served.pipeline = pipeline("REBALANCING", false, true);
    HttpResponse<String> ready = served.get("/health/ready");

    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).contains("state is being restored", "\"DOWN\"");
    assertThat(served.json("/health/live").get("status").asText()).isEqualTo("UP");
    served.pipeline = pipeline("ERROR", false, false);
    assertThat(served.get("/health/live").statusCode()).isEqualTo(503);
    assertThat(served.get("/health").body()).contains("does not come back by itself");
    served.pipeline =
        new PipelineHealth("ERROR", false, false, Optional.of("Store a cannot be read."));
    assertThat(served.get("/health").body()).contains("Store a cannot be read.");
    served.pipeline = pipeline("RUNNING", true, true);
    served.recommendations.failure = "Topic x cannot be read: no.";
    assertThat(served.get("/health/ready").body()).contains("Topic x cannot be read");
  }

  @Test
  void statusTellsWhatIsToBeLookedAtAndOnlyWhatIsDownFails() throws Exception {
    served.pipeline =
        new PipelineHealth(
            "RUNNING",
            true,
            true,
            Optional.empty(),
            false,
            List.of(new Finding("lag", Finding.Level.WARN, "7 records wait.")));
    assertThat(served.json("/health/status").get("status").asText()).isEqualTo("WARN");
    assertThat(served.get("/health/status").body()).contains("7 records wait.");
    assertThat(served.get("/health/ready").statusCode()).isEqualTo(200);
    Finding down = new Finding("progress", Finding.Level.DOWN, "Partition a-0 has not moved.");
    served.pipeline =
        new PipelineHealth("RUNNING", true, true, Optional.empty(), false, List.of(down));
    assertThat(served.get("/health/status").statusCode()).isEqualTo(200);
    assertThat(served.json("/health/status").get("status").asText()).isEqualTo("DOWN");
    assertThat(served.get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(served.get("/health/ready").body()).contains("Partition a-0 has not moved.");
    assertThat(served.get("/health/live").statusCode()).isEqualTo(200);
    served.pipeline =
        new PipelineHealth("RUNNING", true, true, Optional.empty(), true, List.of(down));
    assertThat(served.get("/health/live").statusCode()).isEqualTo(503);
    assertThat(served.get("/health/live").body()).contains("Partition a-0 has not moved.");
  }

  @Test
  void countsRequestsWithBoundedLabels() throws Exception {
    served.get("/api/v1/workloads");
    served.get("/api/v1/workloads?workload=a");
    for (int i = 0; i < 50; i++) {
      served.get("/nothing/" + i);
    }

    assertThat(served.get("/metrics").body())
        .contains("attune_http_requests_seconds_count{path=\"/api/v1/workloads\",status=\"200\"} 2")
        .contains("attune_http_requests_seconds_count{path=\"other\",status=\"404\"} 50")
        .contains("attune_recommendations_current 3")
        .doesNotContain("nothing");
  }

  @Test
  void aHundredPagesReadTheStoresOnce() throws Exception {
    for (int i = 0; i < 100; i++) {
      served.get("/api/v1/applications?limit=" + (i + 1));
    }

    assertThat(served.runs.asked.get()).isBetween(1, 50);
  }

  @Test
  void tooShortATimeIsOneSentence() {
    assertThatThrownBy(() -> new ServedApi(Map.of("http.request.timeout", "10ms")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("http.request.timeout");
  }

  @Test
  void anUnknownHostIsOneSentence() {
    assertThatThrownBy(() -> new ServedApi(Map.of("http.host", "no such host")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("http.host");
  }
}

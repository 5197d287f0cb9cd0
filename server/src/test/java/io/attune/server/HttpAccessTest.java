package io.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.advisor.testing.AdviceSheets;
import io.attune.server.access.Audit;
import io.attune.server.access.Credential;
import io.attune.server.http.Role;
import io.attune.server.testing.ServedApi;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Logins, decisions and refusals over a real server. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class HttpAccessTest {
  private static final String READER = Credential.newToken();
  private static final String OPERATOR = Credential.newToken();

  /** Made once: it takes a tenth of a second of a calm machine. */
  private static final String ADA =
      Credential.ofPassword("ada", Role.OPERATE, "correct horse").line();

  private static final String DISMISSAL =
      "{\"workload\": \"story\", \"subject\": \"spark.executor.cores\", \"reason\": \"a\\nb\"}";

  @TempDir private Path directory;
  private final ListAppender<ILoggingEvent> audit = new ListAppender<>();
  private ServedApi served;

  @BeforeEach
  void serve() throws Exception {
    Path file = directory.resolve("credentials");
    Files.write(
        file,
        List.of(
            Credential.ofToken("reader", Role.READ, READER).line(),
            Credential.ofToken("operator", Role.OPERATE, OPERATOR).line(),
            ADA));
    served = new ServedApi(Map.of("http.credentials.file", file.toString()));
    served.recommendations.publish(AdviceSheets.recommendation("spark.executor.cores=4"));
    audit.start();
    Logger logger = (Logger) LoggerFactory.getLogger(Audit.LOGGER);
    logger.setLevel(Level.INFO);
    logger.addAppender(audit);
  }

  @AfterEach
  void close() {
    ((Logger) LoggerFactory.getLogger(Audit.LOGGER)).detachAppender(audit);
    served.close();
  }

  private HttpResponse<String> write(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        served
            .request(path)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return served.send(request.build());
  }

  private static String type(HttpResponse<String> response) throws Exception {
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    return new ObjectMapper().readTree(response.body()).get("type").asText();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/recommendations",
        "/api/v1/workloads",
        "/api/v1/applications",
        "/api/v1/events",
        "/api/v1/conf?workload=story",
        "/api/v1/openapi.json",
        "/metrics"
      })
  void whatIsKnownIsShownToWhomItMay(String path) throws Exception {
    HttpResponse<String> refused = served.get(path);
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(type(refused)).isEqualTo("urn:attune:problem:unauthenticated");
    assertThat(refused.headers().allValues("www-authenticate").toString())
        .contains("Bearer", "Basic");
    HttpRequest.Builder head =
        served.request(path).method("HEAD", HttpRequest.BodyPublishers.noBody());
    assertThat(served.send(head.build()).statusCode()).isEqualTo(401);
    head.header("Authorization", "Bearer " + READER);
    assertThat(served.send(head.build()).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/app.js", "/dashboard.css", "/health", "/health/ready"})
  void thePageAndTheProbesNeedNoLogin(String path) throws Exception {
    assertThat(served.get(path).statusCode()).isEqualTo(200);
  }

  @Test
  void aScriptIsNotAskedToOpenADialog() throws Exception {
    assertThat(
            served
                .get("/api/v1/workloads", "Sec-Fetch-Mode", "cors")
                .headers()
                .allValues("www-authenticate")
                .toString())
        .contains("Bearer")
        .doesNotContain("Basic");
  }

  @Test
  void aBrowserLogsInAndDismissesAndLogsOut() throws Exception {
    assertThat(served.json("/api/v1/session").get("role").asText()).isEqualTo("NOBODY");
    String login = "{\"name\": \"ada\", \"password\": \"correct horse\"}";
    HttpResponse<String> loggedIn = write("POST", "/api/v1/session", login);
    assertThat(loggedIn.statusCode()).as(loggedIn.body()).isEqualTo(200);
    String header = loggedIn.headers().firstValue("set-cookie").orElseThrow();
    assertThat(header).contains("HttpOnly", "SameSite=Strict").doesNotContain("correct");
    String cookie = header.split(";")[0];

    HttpResponse<String> session = served.get("/api/v1/session", "Cookie", cookie);
    assertThat(session.body()).contains("\"ada\"", "\"OPERATE\"");
    HttpResponse<String> dismissed =
        write(
            "POST",
            "/api/v1/decisions",
            DISMISSAL,
            "Cookie",
            cookie,
            "Origin",
            "http://127.0.0.1:" + served.port(),
            "Sec-Fetch-Site",
            "same-origin");
    assertThat(dismissed.statusCode()).as(dismissed.body()).isEqualTo(200);
    assertThat(served.decided).containsExactly("story spark.executor.cores dismissed by ada");

    HttpResponse<String> bye = write("DELETE", "/api/v1/session", "", "Cookie", cookie);
    assertThat(bye.statusCode()).isEqualTo(204);
    assertThat(bye.headers().firstValue("set-cookie").orElse("")).contains("Max-Age=0");
  }

  @Test
  void decisionsAreMadeByWhoMayAndAreAudited() throws Exception {
    String path = "/api/v1/decisions";
    assertThat(write("POST", path, DISMISSAL).statusCode()).isEqualTo(401);
    HttpResponse<String> reader =
        write("POST", path, DISMISSAL, "Authorization", "Bearer " + READER);
    assertThat(reader.statusCode()).isEqualTo(403);
    assertThat(reader.body()).contains("'reader' may read, but not operate.");
    assertThat(served.decided).isEmpty();

    String[] operator = {"Authorization", "Bearer " + OPERATOR};
    JsonNode decision =
        new ObjectMapper().readTree(write("POST", path, DISMISSAL, operator).body());
    assertThat(decision.get("decidedBy").asText()).isEqualTo("operator");
    String which = path + "?workload=story&subject=spark.executor.cores";
    assertThat(write("DELETE", which, "", operator).statusCode()).isEqualTo(204);
    assertThat(served.decided)
        .containsExactly(
            "story spark.executor.cores dismissed by operator",
            "story spark.executor.cores undone");
    served.kafkaRefuses = true;
    HttpResponse<String> failed = write("POST", path, DISMISSAL, operator);
    assertThat(failed.statusCode()).isEqualTo(503);
    assertThat(type(failed)).endsWith(":unavailable");

    List<String> lines = audit.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    assertThat(lines)
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).doesNotContain("\n", OPERATOR));
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertThat(first.get("action").asText()).isEqualTo("dismiss");
    assertThat(first.get("by").asText()).isEqualTo("operator");
    assertThat(first.get("from").asText()).isEqualTo("127.0.0.1");
    assertThat(first.get("reason").asText()).isEqualTo("a\nb");
    assertThat(lines.get(1)).contains("undo dismissal");
    assertThat(lines.get(2)).contains("dismiss failed");
  }

  @Test
  void aDismissalHasToMakeSense() throws Exception {
    String[] operator = {"Authorization", "Bearer " + OPERATOR};
    Map<String, Integer> bodies =
        Map.of(
            "{\"workload\": \"story\", \"subject\": \"spark.executor.core\"}",
            404,
            "{\"workload\": \"story\"}",
            400,
            "{\"workload\": 1, \"subject\": \"a\"}",
            400,
            "[]",
            400,
            "",
            400,
            "{",
            400,
            DISMISSAL.replace("reason", "validUntil"),
            400,
            DISMISSAL.replace("reason\": \"a\\nb", "validUntil\": \"2001-01-01T00:00:00Z"),
            400,
            DISMISSAL.replace("a\\nb", "x".repeat(9_000)),
            413);

    for (Map.Entry<String, Integer> body : bodies.entrySet()) {
      HttpResponse<String> response = write("POST", "/api/v1/decisions", body.getKey(), operator);
      assertThat(response.statusCode()).as(body.getKey()).isEqualTo(body.getValue());
      type(response);
    }
    assertThat(served.decided).isEmpty();
    served.recommendations.caughtUp = false;
    assertThat(write("POST", "/api/v1/decisions", DISMISSAL, operator).statusCode()).isEqualTo(503);
  }

  @Test
  void anyOtherHostIsRefused() throws Exception {
    for (String path : List.of("/", "/api/v1/workloads", "/health", "/nothing", "/metrics")) {
      String answer =
          served.raw(
              "GET " + path + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
      assertThat(answer)
          .as(path)
          .startsWith("HTTP/1.1 421")
          .contains("urn:attune:problem:misdirected", "'evil.example'", "http.hosts");
    }
  }

  @Test
  void aBodyThatNeverComesWholeIsNotWaitedFor() throws Exception {
    served.close();
    served =
        new ServedApi(
            Map.of(
                "http.request.timeout",
                "1s",
                "http.credentials.file",
                directory.resolve("credentials").toString()));
    List<Socket> halves = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Socket socket = served.connect();
      socket
          .getOutputStream()
          .write(
              ("POST /api/v1/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
                      + "Content-Type: application/json\r\nAuthorization: Bearer "
                      + OPERATOR
                      + "\r\n\r\n{")
                  .getBytes(StandardCharsets.US_ASCII));
      halves.add(socket);
    }

    assertThat(served.get("/health").statusCode()).isEqualTo(200);
    for (Socket socket : halves) {
      assertThat(socket.getInputStream().readAllBytes())
          .satisfiesAnyOf(
              nothing -> assertThat(nothing).isEmpty(),
              refusal ->
                  assertThat(new String(refusal, StandardCharsets.US_ASCII))
                      .contains("HTTP/1.1 4"));
    }
    assertThat(served.decided).isEmpty();
  }

  @Test
  void moreHalfRequestsThanConnectionsHoldNobodyUp() throws Exception {
    served.close();
    served = new ServedApi(Map.of("http.viewers", "1", "http.request.timeout", "60s"));
    List<Socket> halves = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Socket socket = served.connect();
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\nX: ".getBytes(StandardCharsets.US_ASCII));
      halves.add(socket);
    }

    assertThat(served.get("/health").statusCode()).isEqualTo(200);
    for (Socket socket : halves) {
      socket.close();
    }
  }
}

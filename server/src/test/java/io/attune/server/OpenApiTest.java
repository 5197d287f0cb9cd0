package io.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.AdviceSheets;
import io.attune.server.testing.GeneratedFleet;
import io.attune.server.testing.ServedApi;
import io.attune.streams.PipelineHealth;
import io.attune.streams.testing.StreamStories;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The OpenAPI document and the answers agree. Run with {@code -Dattune.update=true} to write {@code
 * docs/openapi.json} anew.
 */
class OpenApiTest {
  private static final Path GOLDEN = Path.of("..", "docs", "openapi.json");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ServedApi served = new ServedApi();
  private JsonNode document;

  @BeforeEach
  void fill() throws Exception {
    var run = StreamStories.skewedJoin().build();
    served.runs.add(run).add(StreamStories.begun("live").build());
    Advisor.standard(RuleTable.standard())
        .assess(run, WorkloadHistory.empty())
        .recommendations()
        .forEach(served.recommendations::publish);
    GeneratedFleet.fill(served, 8, 1, 1);
    AdviceSheets.EVERYTHING.forEach(
        setting -> served.recommendations.publish(AdviceSheets.recommendation(setting)));
    document = served.json("/api/v1/openapi.json");
  }

  @AfterEach
  void close() {
    served.close();
  }

  @Test
  void documentChangesOnlyWhenThatIsSaid() throws Exception {
    String wanted =
        MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(document) + "\n";
    if (Boolean.getBoolean("attune.update")) {
      Files.writeString(GOLDEN, wanted);
    }

    assertThat(GOLDEN)
        .as("docs/openapi.json; within v1 only add, then run this test with -Dattune.update=true")
        .hasContent(wanted);
  }

  @Test
  void aWellKeptParserTakesTheDocumentWithoutComplaint() {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    SwaggerParseResult result =
        new OpenAPIV3Parser().readContents(document.toString(), null, options);

    assertThat(result.getMessages()).isEmpty();
    assertThat(result.getOpenAPI().getPaths()).hasSameSizeAs(document.get("paths"));
  }

  @Test
  void everyPathAnswersAsItsSchemaSays() throws Exception {
    String application = served.runs.applications(2).get(1).id();
    Map<String, String> needed =
        Map.of(
            "/api/v1/stages", "?application=" + application,
            "/api/v1/application", "?application=" + application,
            "/api/v1/workload", "?workload=" + GeneratedFleet.name(0),
            "/api/v1/conf", "?workload=live");
    Set<String> paths = new TreeSet<>();
    document.get("paths").fieldNames().forEachRemaining(paths::add);

    for (String path : paths) {
      if (!document.at("/paths/" + escape(path)).has("get")) {
        continue;
      }
      JsonNode content = document.at("/paths/" + escape(path) + "/get/responses/200/content");
      assertThat(content.size()).as(path).isPositive();
      String mediaType = content.fieldNames().next();
      HttpResponse<InputStream> response = open(path + needed.getOrDefault(path, ""));

      assertThat(response.statusCode()).as(path).isEqualTo(200);
      assertThat(response.headers().firstValue("content-type").orElse(""))
          .as(path)
          .startsWith(mediaType);
      assertThat(response.headers().firstValue("etag").isPresent())
          .as(path)
          .isEqualTo(document.at("/paths/" + escape(path) + "/get/responses").has("304"));
      if (mediaType.equals("application/json")) {
        JsonNode body = MAPPER.readTree(response.body());
        assertThat(body.path("items").isEmpty()).as(path).isEqualTo(!body.has("items"));
        assertValid(path, body, content.at("/application~1json/schema/$ref").asText());
      }
    }
  }

  /** With units, a streaming query, stages that run, failures and losses. */
  @Test
  void applicationsOfEveryKindAreAsTheirSchemaSays() throws Exception {
    GeneratedFleet.fillStories(served);
    for (String name : new String[] {"clicks", "shared", "live-orders"}) {
      assertValid(
          name,
          served.json("/api/v1/application?application=app-" + name + "-0001"),
          "#/components/schemas/ApplicationDetail");
    }
    assertValid(
        "a unit",
        served.json("/api/v1/workload?workload=shared/group=etl"),
        "#/components/schemas/WorkloadDetail");
    assertValid("all", served.json("/api/v1/running"), "#/components/schemas/Running");
  }

  @Test
  void everyFailureAnswersAsItsSchemaSays() throws Exception {
    Map<String, Integer> failures = new LinkedHashMap<>();
    document.get("paths").properties().stream()
        .filter(path -> path.getValue().has("get"))
        .forEach(path -> failures.put(path.getKey() + "?no=such", 400));
    failures.put("/api/v1/stages?application=none", 404);
    failures.put("/api/v1/application?application=none", 404);
    failures.put("/api/v1/workload?workload=liv", 404);
    failures.put("/api/v1/conf?workload=liv", 404);
    served.recommendations.caughtUp = false;
    failures.put("/api/v1/conf?workload=live", 503);

    for (Map.Entry<String, Integer> failure : failures.entrySet()) {
      served.recommendations.caughtUp = failure.getValue() != 503;
      String path = failure.getKey();
      HttpResponse<String> response = served.get(path);

      assertThat(response.statusCode()).as(path).isEqualTo(failure.getValue());
      String where =
          "/paths/"
              + escape(path.split("[?]")[0])
              + "/get/responses/"
              + failure.getValue()
              + "/content/application~1problem+json/schema/$ref";
      assertValid(path, MAPPER.readTree(response.body()), document.at(where).asText());
    }
  }

  @Test
  void healthThatIsDownAnswersAsItsSchemaSays() throws Exception {
    served.pipeline = new PipelineHealth("ERROR", false, false, Optional.empty());

    for (String path : new String[] {"/health", "/health/live", "/health/ready"}) {
      HttpResponse<String> response = served.get(path);
      assertThat(response.statusCode()).isEqualTo(503);
      String where =
          "/paths/" + escape(path) + "/get/responses/503/content/application~1json/schema/$ref";
      assertValid(path, MAPPER.readTree(response.body()), document.at(where).asText());
    }
  }

  @Test
  void liveChangesAreAsTheirSchemaSays() throws Exception {
    try (BufferedReader events =
        new BufferedReader(
            new InputStreamReader(open("/api/v1/events").body(), StandardCharsets.UTF_8))) {
      served.recommendations.publish(AdviceSheets.withoutSetting("some-rule", "measured"));
      served.recommendations.withdraw("story/spark.executor.cores");
      String line = events.readLine();
      while (!line.startsWith("data: ")) {
        line = events.readLine();
      }
      JsonNode data = MAPPER.readTree(line.substring("data: ".length()));

      assertThat(data.get("published")).hasSize(1);
      assertThat(data.get("withdrawn")).hasSize(1);
      assertValid("event", data, "#/components/schemas/RecommendationChanges");
    }
  }

  private HttpResponse<InputStream> open(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(served.request(path).build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  private static String escape(String path) {
    return path.replace("~", "~0").replace("/", "~1");
  }

  private void assertValid(String what, JsonNode body, String reference) {
    assertThat(reference).as(what).startsWith("#/components/schemas/");
    ObjectNode schema = MAPPER.createObjectNode().put("$ref", reference);
    JsonNode components = document.get("components").deepCopy();
    if (!reference.endsWith("/OpenApiDocument")) {
      components.get("schemas").forEach(OpenApiTest::close);
    }
    schema.set("components", components);
    Set<ValidationMessage> complaints =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(schema)
            .validate(body);
    assertThat(complaints).as(what).isEmpty();
  }

  /** Clients have to bear with more fields; the document itself may not lack one. */
  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object && object.has("properties")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(OpenApiTest::close);
  }
}

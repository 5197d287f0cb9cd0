package io.attune.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.registry.testing.SchemaRegistryContract;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedSchemaRegistryTest extends SchemaRegistryContract {
  private static EmbeddedSchemaRegistry registry;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws IOException {
    registry = EmbeddedSchemaRegistry.start(0);
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Override
  protected SchemaRegistryClient newClient() {
    return new HttpSchemaRegistryClient(
        new RegistryConfig(Map.of(RegistryConfig.URL, registry.url())));
  }

  @Test
  void remembersSchemasIdsAndLevelsAcrossARestart() throws IOException {
    Schema one = SchemaBuilder.record("A").fields().requiredInt("a").endRecord();
    Schema two = SchemaBuilder.record("A").fields().requiredInt("a").requiredInt("b").endRecord();
    int oneId;
    int twoId;
    try (EmbeddedSchemaRegistry first = EmbeddedSchemaRegistry.start(0, directory)) {
      first.client().setCompatibility(CompatibilityLevel.FULL);
      first.client().setCompatibility("s", CompatibilityLevel.NONE);
      oneId = first.client().register("s", one);
      twoId = first.client().register("s", two);
      first.client().register("t", one);
    }
    try (EmbeddedSchemaRegistry second = EmbeddedSchemaRegistry.start(0, directory)) {
      SchemaRegistryClient client = second.client();
      assertThat(client.compatibility()).isEqualTo(CompatibilityLevel.FULL);
      assertThat(client.compatibility("s")).isEqualTo(CompatibilityLevel.NONE);
      assertThat(client.versions("s")).containsExactly(1, 2);
      assertThat(client.schemaById(oneId)).isEqualTo(one);
      assertThat(client.register("s", two)).isEqualTo(twoId);
      assertThat(client.lookup("t", one).id()).isEqualTo(oneId);
      assertThat(client.register("u", Schema.create(Schema.Type.INT)))
          .isGreaterThan(Math.max(oneId, twoId));
    }
  }

  @Test
  void dropsALineThatACrashCutOff() throws IOException {
    int id;
    try (EmbeddedSchemaRegistry first = EmbeddedSchemaRegistry.start(0, directory)) {
      id = first.client().register("s", Schema.create(Schema.Type.INT));
    }
    Path file = directory.resolve(SchemaJournal.FILE_NAME);
    Files.write(
        file,
        ("{\"subject\":\"" + "s".repeat(5_000)).getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.APPEND);
    try (EmbeddedSchemaRegistry second = EmbeddedSchemaRegistry.start(0, directory)) {
      assertThat(second.client().versions("s")).containsExactly(1);
      second.client().register("t", Schema.create(Schema.Type.LONG));
    }
    assertThat(Files.readAllLines(file)).hasSize(2);
    try (EmbeddedSchemaRegistry third = EmbeddedSchemaRegistry.start(0, directory)) {
      assertThat(third.client().subjects()).containsExactly("s", "t");
      assertThat(third.client().schemaById(id)).isEqualTo(Schema.create(Schema.Type.INT));
    }
  }

  @Test
  void namesTheDamagedLine() throws IOException {
    Path file = directory.resolve(SchemaJournal.FILE_NAME);
    Files.write(file, "{\"compatibility\":\"FULL\"}\nnonsense\n".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> EmbeddedSchemaRegistry.start(0, directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Line 2 of")
        .hasMessageContaining("restore the file");
    Files.write(file, new byte[0]);
    EmbeddedSchemaRegistry.start(0, directory).close();
  }

  @Test
  void lendsItsDirectoryToNobodyElse() throws IOException {
    try (EmbeddedSchemaRegistry first = EmbeddedSchemaRegistry.start(0, directory)) {
      assertThat(first.port()).isPositive();
      assertThatThrownBy(() -> EmbeddedSchemaRegistry.start(0, directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Another schema registry is using");
    }
  }

  @Test
  void saysThatAPortIsInUse() {
    assertThatThrownBy(() -> EmbeddedSchemaRegistry.start(registry.port()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot start on port " + registry.port() + " of 127.0.0.1")
        .hasMessageContaining("choose another port");
  }

  @Test
  void answersBadRequestsWithTheProtocolsCodes() throws Exception {
    assertAnswer("POST", "/subjects/bad/versions", "{\"schema\":\"{}\"}", 422, "42201");
    assertAnswer("POST", "/subjects/bad/versions", "no json", 400, "400");
    assertAnswer(
        "POST",
        "/subjects/bad/versions",
        "{\"schemaType\":\"PROTOBUF\",\"schema\":\"x\"}",
        422,
        "42201");
    assertAnswer("PUT", "/config", "{\"compatibility\":\"BANANA\"}", 422, "42203");
    assertAnswer("GET", "/config/none", null, 404, "40408");
    assertAnswer("GET", "/subjects/none/versions/latest", null, 404, "40401");
    assertAnswer("DELETE", "/subjects/none", null, 404, "404");
    registry.client().register("good", Schema.create(Schema.Type.INT));
    assertAnswer("GET", "/subjects/good/versions/x", null, 422, "42202");
    assertAnswer("GET", "/subjects/good/versions/9", null, 404, "40402");
  }

  private static void assertAnswer(
      String method, String path, String body, int status, String errorCode) throws Exception {
    HttpRequest.BodyPublisher publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(registry.url() + path))
                    .method(method, publisher)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.body()).contains("\"error_code\":" + errorCode);
  }
}

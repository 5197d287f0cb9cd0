package io.attune.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpSchemaRegistryClientTest {
  private static final Schema INT = Schema.create(Schema.Type.INT);

  private final List<Duration> waits = new ArrayList<>();
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = FakeServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpSchemaRegistryClient client(String url, String... more) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(RegistryConfig.URL, url);
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    RegistryConfig config = new RegistryConfig(properties);
    Backoff backoff =
        new Backoff(
            config.millis(RegistryConfig.RETRIES_WAIT_MS),
            config.millis(RegistryConfig.RETRIES_MAX_WAIT_MS),
            () -> 1.0,
            waits::add);
    return new HttpSchemaRegistryClient(config, new RegistryHttp(config, backoff));
  }

  @Test
  void triesAgainAfterAFailureOfTheServer() {
    server.answerFirst(500, 503, 429);
    assertThat(client(server.url()).schemaById(1)).isEqualTo(INT);
    assertThat(server.requests()).hasSize(4);
    assertThat(waits)
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
  }

  @Test
  void givesUpWithARetriableExceptionThatIsNoBadRecord() {
    server.answer(503, "");
    AttuneAvroDeserializer<Object> deserializer =
        new AttuneAvroDeserializer<>(client(server.url(), RegistryConfig.MAX_RETRIES, "2"));
    byte[] message = {0, 0, 0, 0, 1, 2};
    assertThatThrownBy(() -> deserializer.deserialize("t", message))
        .isInstanceOf(RetriableException.class)
        .isInstanceOf(RegistryUnavailableException.class)
        .isNotInstanceOf(BadRecordException.class)
        .hasMessage(
            "The schema registry at "
                + server.url()
                + " did not answer after 3 tries (last: HTTP status 503 at "
                + server.url()
                + "); check that it is running and that schema.registry.url is right.")
        .satisfies(e -> assertThat(BadRecords.isBadRecord(e)).isFalse());
    assertThat(server.requests()).hasSize(3);

    server.answer(200, "{\"schema\":\"\\\"int\\\"\"}");
    assertThat(deserializer.deserialize("t", message)).isEqualTo(1);
  }

  @Test
  void aSerializerPassesTheOutageOn() {
    server.answer(500, "");
    assertThatThrownBy(
            () ->
                new AttuneAvroSerializer<>(client(server.url(), RegistryConfig.MAX_RETRIES, "0"))
                    .serialize("t", 5))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("after 1 try (");
  }

  @Test
  void goesToTheNextUrlWhenOneIsDead() throws IOException {
    String dead;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      dead = "http://localhost:" + socket.getLocalPort();
    }
    HttpSchemaRegistryClient client = client(dead + "," + server.url() + "/");
    assertThat(client.schemaById(1)).isEqualTo(INT);
    assertThat(client.schemaById(2)).isEqualTo(INT);
    assertThat(server.requests()).containsExactly("GET /schemas/ids/1", "GET /schemas/ids/2");
    assertThat(waits).isEmpty();

    assertThatThrownBy(() -> client(dead, RegistryConfig.MAX_RETRIES, "1").schemaById(1))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("ConnectException");
  }

  @Test
  void staysWithTheUrlThatAnsweredLast() throws IOException {
    try (FakeServer second = FakeServer.start()) {
      HttpSchemaRegistryClient client = client(server.url() + "," + second.url());
      server.answerFirst(503);
      client.schemaById(1);
      client.schemaById(2);
      assertThat(server.requests()).containsExactly("GET /schemas/ids/1");
      assertThat(second.requests()).containsExactly("GET /schemas/ids/1", "GET /schemas/ids/2");
      second.answerFirst(503);
      client.schemaById(3);
      assertThat(server.requests()).endsWith("GET /schemas/ids/3");
      assertThat(waits).isEmpty();
    }
  }

  @Test
  void aServerThatDoesNotAnswerInTimeIsAnOutage() {
    server.answer(FakeServer.SILENCE, "");
    assertThatThrownBy(
            () ->
                client(
                        server.url(),
                        RegistryConfig.MAX_RETRIES,
                        "0",
                        RegistryConfig.READ_TIMEOUT_MS,
                        "50")
                    .schemaById(1))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("timed out");
  }

  @Test
  void anUnknownIdIsABadRecordAndAWrongUrlIsNot() {
    AttuneAvroDeserializer<Object> deserializer =
        new AttuneAvroDeserializer<>(client(server.url()));
    byte[] message = {0, 0, 0, 0, 1, 2};
    server.answer(404, "{\"error_code\":40403,\"message\":\"Schema 1 not found\"}");
    assertThatThrownBy(() -> deserializer.deserialize("t", message))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("names schema id 1, which the schema registry at " + server.url());
    for (String body : new String[] {"<html>", "{\"error_code\":404}", ""}) {
      server.answer(404, body);
      assertThatThrownBy(() -> deserializer.deserialize("t", message))
          .isInstanceOf(RegistryException.class)
          .satisfies(e -> assertThat(BadRecords.isBadRecord(e)).isFalse());
    }
    server.answer(200, "<html>sign in</html>");
    assertThatThrownBy(() -> deserializer.deserialize("t", message))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("something other than JSON");
    server.answer(200, "{\"hello\":1}");
    assertThatThrownBy(() -> deserializer.deserialize("t", message))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("without the field schema");
  }

  @Test
  void aSchemaThatIsNotAvroIsABadRecord() {
    AttuneAvroDeserializer<Object> deserializer =
        new AttuneAvroDeserializer<>(client(server.url()));
    byte[] message = {0, 0, 0, 0, 1, 2};
    server.answer(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"x\"}");
    assertThatThrownBy(() -> deserializer.deserialize("t", message))
        .isInstanceOf(BadRecordException.class)
        .hasMessage(
            "The value on topic t cannot be read: schema id 1 is of type PROTOBUF, not AVRO.");
    server.answer(200, "{\"schema\":\"{}\"}");
    assertThatThrownBy(() -> deserializer.deserialize("t", message))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("schema id 1 is not valid Avro");
  }

  @Test
  void refusedCredentialsAreNeitherBadRecordNorOutage() {
    server.answer(401, "");
    assertThatThrownBy(() -> client(server.url()).schemaById(1))
        .isInstanceOf(AuthenticationException.class)
        .satisfies(e -> assertThat(BadRecords.isBadRecord(e)).isFalse());
    server.answer(403, "no");
    assertThatThrownBy(() -> client(server.url()).schemaById(1))
        .isInstanceOf(AuthorizationException.class);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void sendsTheCredentialsThatAreConfigured() {
    client(server.url()).schemaById(1);
    client("http://us%20er:p%3Ass@localhost:" + server.port()).schemaById(1);
    client(
            server.url(),
            RegistryConfig.BASIC_SOURCE,
            "USER_INFO",
            RegistryConfig.BASIC_USER_INFO,
            "user:pass")
        .schemaById(1);
    client(
            server.url(),
            RegistryConfig.BASIC_SOURCE,
            "SASL_INHERIT",
            "sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required"
                + " username=\"sasl\" password=\"secret\";")
        .schemaById(1);
    client(
            server.url(),
            RegistryConfig.BEARER_SOURCE,
            "STATIC_TOKEN",
            RegistryConfig.BEARER_TOKEN,
            "abc")
        .schemaById(1);
    assertThat(server.authorizations())
        .containsExactly(
            "null", basic("us er:p:ss"), basic("user:pass"), basic("sasl:secret"), "Bearer abc");
  }

  private static String basic(String text) {
    return "Basic " + java.util.Base64.getEncoder().encodeToString(text.getBytes());
  }

  @Test
  void saysWhatIsWrongWithTheCredentials() {
    assertConfig(
        "Both basic.auth.credentials.source and bearer.auth.credentials.source are set",
        RegistryConfig.BASIC_SOURCE,
        "URL",
        RegistryConfig.BEARER_SOURCE,
        "STATIC_TOKEN");
    assertConfig("basic.auth.user.info is not set", RegistryConfig.BASIC_SOURCE, "USER_INFO");
    assertConfig("it can be URL, USER_INFO or SASL_INHERIT", RegistryConfig.BASIC_SOURCE, "X");
    assertConfig("bearer.auth.token is not set", RegistryConfig.BEARER_SOURCE, "STATIC_TOKEN");
    assertConfig("which is not supported", RegistryConfig.BEARER_SOURCE, "OAUTHBEARER");
    assertConfig("gives no user and password", RegistryConfig.BASIC_SOURCE, "SASL_INHERIT");
  }

  @Test
  void saysWhatIsWrongWithTheConnection() {
    assertThatThrownBy(() -> client("ftp://u:secret@host"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("which is not an http, https or mock URL")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> client("localhost:8081")).isInstanceOf(ConfigException.class);
    assertThatThrownBy(
            () ->
                SchemaRegistryClients.from(
                    new RegistryConfig(Map.of(RegistryConfig.URL, "mock://a,http://b"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("a mock registry stands alone");
    assertConfig(
        "host names are always checked",
        "schema.registry.ssl.endpoint.identification.algorithm",
        "");
    assertConfig(
        "schema.registry.ssl.* cannot be used",
        "schema.registry.ssl.truststore.location",
        "no-such-file.p12");
  }

  private void assertConfig(String sentence, String... properties) {
    assertThatThrownBy(() -> client(server.url(), properties))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void remembersIdsAndSchemas() {
    HttpSchemaRegistryClient client = client(server.url());
    server.answer(200, "{\"id\":7,\"schema\":\"\\\"int\\\"\"}");
    assertThat(client.register("s", INT)).isEqualTo(7);
    assertThat(client.register("s", INT)).isEqualTo(7);
    assertThat(client.schemaById(7)).isSameAs(client.schemaById(7));
    assertThat(server.requests())
        .containsExactly("POST /subjects/s/versions", "GET /schemas/ids/7");
  }

  @Test
  void asksForNormalizationWhereConfigured() {
    server.answer(200, "{\"id\":7}");
    client(server.url(), RegistryConfig.NORMALIZE, "true").register("s", INT);
    assertThat(server.requests()).containsExactly("POST /subjects/s/versions?normalize=true");
  }

  @Test
  void anInterruptedWaitIsKafkasInterruption() {
    server.answer(503, "");
    RegistryConfig config = new RegistryConfig(Map.of(RegistryConfig.URL, server.url()));
    Backoff backoff =
        new Backoff(
            Duration.ZERO,
            Duration.ZERO,
            () -> 0,
            wait -> {
              throw new InterruptedException();
            });
    HttpSchemaRegistryClient client =
        new HttpSchemaRegistryClient(config, new RegistryHttp(config, backoff));
    assertThatThrownBy(() -> client.schemaById(1)).isInstanceOf(InterruptException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void waitsLongerFromRetryToRetryUpToALimit() {
    Backoff backoff =
        new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), () -> 0.5, wait -> {});
    assertThat(backoff.wait(1)).isEqualTo(Duration.ofMillis(50));
    assertThat(backoff.wait(2)).isEqualTo(Duration.ofMillis(100));
    assertThat(backoff.wait(60)).isEqualTo(Duration.ofMillis(500));
  }
}

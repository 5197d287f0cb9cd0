package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import kafka.server.KafkaConfig;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** Checks {@code docker-compose.yml} without Docker. */
class ComposeFileTest {
  private final ComposeFile compose;

  ComposeFileTest() throws IOException {
    compose = ComposeFile.read();
  }

  @Test
  void everythingThatIsReferredToExists() {
    JsonNode services = compose.root().path("services");
    services
        .properties()
        .forEach(
            service -> {
              JsonNode definition = service.getValue();
              assertThat(definition.has("image")).as(service.getKey()).isTrue();
              definition
                  .path("depends_on")
                  .fieldNames()
                  .forEachRemaining(name -> assertThat(services.has(name)).as(name).isTrue());
              definition
                  .path("volumes")
                  .forEach(
                      volume -> {
                        String source = volume.asText().split(":")[0];
                        assertThat(
                                source.startsWith("./")
                                    ? Files.isDirectory(Checkout.top().resolve(source))
                                    : compose.root().path("volumes").has(source))
                            .as(volume.asText())
                            .isTrue();
                      });
              definition
                  .path("ports")
                  .forEach(port -> assertThat(port.asText()).matches("127\\.0\\.0\\.1:\\d+:\\d+"));
              if (definition.has("build")) {
                assertThat(
                        Files.isRegularFile(
                            Checkout.top()
                                .resolve(definition.path("build").path("dockerfile").asText())))
                    .isTrue();
              }
            });
  }

  @Test
  void everyServiceComesBackAndThoseThatLastSayHowTheyAre() {
    compose
        .root()
        .path("services")
        .properties()
        .forEach(
            service -> {
              assertThat(service.getValue().path("restart").asText())
                  .as(service.getKey())
                  .isEqualTo("on-failure");
              assertThat(service.getValue().has("healthcheck"))
                  .as(service.getKey())
                  .isEqualTo(!service.getValue().has("profiles"));
            });
  }

  @Test
  void brokerAndRegistryAreThoseOfTheBuild() throws IOException {
    assertThat(compose.service("kafka").path("image").asText())
        .isEqualTo("apache/kafka:" + property("kafka.version"));
    assertThat(compose.service("registry").path("image").asText())
        .isEqualTo("apicurio/apicurio-registry:" + property("apicurio.version"));
  }

  private static String property(String name) throws IOException {
    String pom = Files.readString(Checkout.top().resolve("pom.xml"));
    return pom.split("<" + name + ">")[1].split("</")[0];
  }

  @Test
  void theBrokerAcceptsItsSettings() {
    Map<String, String> properties = new TreeMap<>();
    compose
        .environment("kafka")
        .forEach(
            (name, value) ->
                properties.put(
                    name.substring("KAFKA_".length()).toLowerCase().replace('_', '.'), value));

    KafkaConfig config = new KafkaConfig(properties);

    assertThat(config.nodeId()).isEqualTo(1);
    assertThat(config.autoCreateTopicsEnable()).isFalse();
    assertThat(CollectionConverters.asJava(KafkaConfig.configNames()))
        .containsAll(properties.keySet());
  }
}

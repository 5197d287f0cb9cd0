package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.schemas.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Run with {@code -Dattune.update=true} to write the document anew. */
class AsyncApiTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "asyncapi.json");

  private static JsonNode document() throws Exception {
    return new ObjectMapper().readTree(Files.readString(DOCUMENT));
  }

  @Test
  void documentIsWhatTopicsAndSchemasSay() throws Exception {
    String wanted = AsyncApiDocument.text();
    if (Boolean.getBoolean("attune.update")) {
      Files.writeString(DOCUMENT, wanted);
    }
    assertThat(DOCUMENT)
        .as("docs/asyncapi.json; run this test with -Dattune.update=true to write it anew")
        .hasContent(wanted);
  }

  @Test
  void everyTopicOfTheCatalogueIsInIt() {
    assertThat(AsyncApiDocument.channels())
        .extracting(channel -> channel.topic().name())
        .containsExactlyElementsOf(
            new Topics(Topics.DEFAULT_PREFIX).all().stream().map(Topics.Topic::name).toList());
  }

  @Test
  void everyReferenceLeadsSomewhere() throws Exception {
    JsonNode document = document();
    List<JsonNode> references = document.findValues("$ref");
    assertThat(references).hasSize(2 * document.get("channels").size());
    references.forEach(
        reference ->
            assertThat(document.at(reference.asText().substring(1)).isMissingNode())
                .as(reference.asText())
                .isFalse());
  }

  @Test
  void aSchemaOfItIsTheSchemaOfTheTopic() throws Exception {
    JsonNode messages = document().at("/components/messages");
    AsyncApiDocument.channels().stream()
        .filter(channel -> channel.value() != null)
        .forEach(
            channel ->
                assertThat(
                        new Schema.Parser()
                            .parse(
                                messages
                                    .at("/" + channel.message() + "/payload/schema")
                                    .toString()))
                    .isEqualTo(channel.value()));
  }
}

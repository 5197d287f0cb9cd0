package io.attune.sources.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/** JSON answers. */
public final class JsonDocument {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonDocument() {}

  /**
   * Reads an answer.
   *
   * @throws IOException when it is no JSON; the message has nothing of it
   */
  public static JsonNode read(byte[] body) throws IOException {
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IOException("it is no JSON"); // NOPMD: the cause quotes the text
    }
  }

  /** A text of an object; empty when it is missing or blank. */
  public static Optional<String> text(JsonNode object, String name) {
    JsonNode value = object.path(name);
    return value.isValueNode() && !value.isNull() && !value.asText().isBlank()
        ? Optional.of(value.asText())
        : Optional.empty();
  }

  /** A text of an object that has to be there. */
  public static String required(JsonNode object, String name) throws IOException {
    return text(object, name).orElseThrow(() -> new IOException("it lacks \"" + name + "\""));
  }
}

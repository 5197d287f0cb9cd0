package io.attune.server.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.schemas.text.VisibleText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is sent.
 *
 * @param status status code
 * @param mediaType such as {@code application/json}; text is UTF-8
 * @param body the bytes, not to be changed any more
 * @param headers further headers
 * @param tagged whether it carries an entity tag, so that it need not be sent again while it stays
 *     the same; otherwise no cache may store it
 */
public record Answer(
    int status, String mediaType, byte[] body, Map<String, String> headers, boolean tagged) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Checks the fields. */
  public Answer {
    requireNonNull(mediaType, "mediaType is null");
    requireNonNull(body, "body is null");
    headers = Map.copyOf(headers);
  }

  /** JSON, status 200; what somebody's terminal would obey or hide is escaped in it. */
  public static Answer json(JsonNode node) {
    try {
      return text("application/json", VisibleText.ofJson(MAPPER.writeValueAsString(node)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes cannot be written", e);
    }
  }

  /** Text of a media type, status 200. */
  public static Answer text(String mediaType, String text) {
    return new Answer(200, mediaType, text.getBytes(StandardCharsets.UTF_8), Map.of(), true);
  }

  /** Nothing but that it is done, status 204. */
  public static Answer done() {
    return new Answer(204, "application/json", new byte[0], Map.of(), false);
  }

  /** The same with another status. */
  public Answer withStatus(int other) {
    return new Answer(other, mediaType, body, headers, tagged);
  }

  /** The same with another media type. */
  public Answer withType(String other) {
    return new Answer(status, other, body, headers, tagged);
  }

  /** The same with a header more. */
  public Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, mediaType, body, more, tagged);
  }

  /** The same, without an entity tag and not to be cached: it differs each time. */
  public Answer notStored() {
    return new Answer(status, mediaType, body, headers, false);
  }
}

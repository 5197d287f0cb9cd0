package io.attune.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The last row of a page: its sort key and id. The next page begins with what comes after that, so
 * rows that come or go in between are neither shown twice nor passed over.
 *
 * @param sort what the list is sorted by
 * @param key the row's key
 * @param id the row's id
 */
record Cursor(String sort, SortKey key, String id) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  String text() {
    ArrayNode parts = JsonNodeFactory.instance.arrayNode().add(sort).add(key.json()).add(id);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(parts.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Reads what {@link #text} wrote; empty for anything else. */
  static Optional<Cursor> of(String text) {
    try {
      JsonNode parts = MAPPER.readTree(Base64.getUrlDecoder().decode(text));
      if (!parts.isArray()
          || parts.size() != 3
          || !parts.get(0).isTextual()
          || !parts.get(2).isTextual()) {
        return Optional.empty();
      }
      return SortKey.of(parts.get(1))
          .map(key -> new Cursor(parts.get(0).textValue(), key, parts.get(2).textValue()));
    } catch (IllegalArgumentException | IOException e) {
      return Optional.empty();
    }
  }
}

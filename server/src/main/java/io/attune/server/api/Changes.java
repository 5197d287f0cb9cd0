package io.attune.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.server.view.Recommendations.Update;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What changed since the last message to a viewer, the newest of each key; more than {@value #MOST}
 * changes are not listed, and the message says that there are many. Immutable; its message is
 * encoded once for all viewers.
 */
final class Changes {
  static final int MOST = 200;
  static final Changes NONE = new Changes(Map.of(), false);
  private static final Changes MANY = new Changes(Map.of(), true);
  private static final byte[] RESET = "event: reset\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8);

  private final Map<String, Update> byKey;
  private final boolean many;
  private byte[] message;

  private Changes(Map<String, Update> byKey, boolean many) {
    this.byKey = byKey;
    this.many = many;
  }

  /** The changes in a map, which the caller does not change afterwards. */
  static Changes of(Map<String, Update> byKey) {
    if (byKey.isEmpty()) {
      return NONE;
    }
    return byKey.size() > MOST ? MANY : new Changes(byKey, false);
  }

  boolean isNone() {
    return byKey.isEmpty() && !many;
  }

  /** These and then those. */
  Changes then(Changes newer) {
    if (many || newer.isNone()) {
      return this;
    }
    if (newer.many || isNone()) {
      return newer;
    }
    Map<String, Update> both = new LinkedHashMap<>(byKey);
    both.putAll(newer.byKey);
    return of(both);
  }

  /** As a server-sent event. */
  synchronized byte[] message() {
    if (message == null) {
      message = many ? RESET : encode();
    }
    return message;
  }

  private byte[] encode() {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ArrayNode published = data.putArray("published");
    ArrayNode withdrawn = data.putArray("withdrawn");
    byKey.forEach(
        (key, change) ->
            change
                .published()
                .ifPresentOrElse(
                    row -> published.add(RecommendationList.json(row)), () -> withdrawn.add(key)));
    return ("event: recommendations\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  static ObjectNode schema() {
    ObjectNode schema =
        Schemas.object(
            "Data of an event named recommendations: what changed since the event before it.");
    ObjectNode published =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "array")
            .put("description", "What is new or changed, as the list has it but for its gain.");
    Schemas.property(
        schema, "published", published.<ObjectNode>set("items", Schemas.ref("Recommendation")));
    ObjectNode withdrawn =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "array")
            .put("description", "Keys of what is gone.");
    withdrawn.putObject("items").put("type", "string");
    Schemas.property(schema, "withdrawn", withdrawn);
    return schema;
  }
}

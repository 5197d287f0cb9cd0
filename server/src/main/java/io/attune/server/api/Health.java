package io.attune.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.server.http.Answer;
import java.util.List;

/** {@code /health/…}: 200 while every check is up, else 503; the body has the reasons. */
final class Health {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String UP = "UP";
  private static final String DOWN = "DOWN";

  private final List<HealthCheck> checks;

  Health(List<HealthCheck> checks) {
    this.checks = List.copyOf(checks);
  }

  Answer answer() {
    ArrayNode list = NODES.arrayNode();
    boolean up = true;
    for (HealthCheck check : checks) {
      HealthCheck.State state = check.look().get();
      up &= state.up();
      list.addObject()
          .put("name", check.name())
          .put("status", status(state.up()))
          .put("reason", state.reason());
    }
    ObjectNode body = NODES.objectNode().put("status", status(up));
    body.set("checks", list);
    return Answer.json(body).withStatus(up ? 200 : 503).notStored();
  }

  private static String status(boolean up) {
    return up ? UP : DOWN;
  }

  static ObjectNode schema() {
    ObjectNode check = Schemas.object("One thing that has to be well.");
    Schemas.property(check, "name", type("string", "Its name."));
    Schemas.property(check, "status", status("How it is."));
    Schemas.property(check, "reason", type("string", "One sentence, also when it is up."));
    ObjectNode schema = Schemas.object("How this instance is.");
    Schemas.property(schema, "status", status("DOWN when any check is."));
    Schemas.property(
        schema, "checks", type("array", "What was looked at.").<ObjectNode>set("items", check));
    return schema;
  }

  private static ObjectNode status(String doc) {
    ObjectNode schema = type("string", doc);
    schema.putArray("enum").add(UP).add(DOWN);
    return schema;
  }

  private static ObjectNode type(String name, String doc) {
    return NODES.objectNode().put("type", name).put("description", doc);
  }
}

package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.server.api.HealthCheck.Level;
import io.attune.server.http.Answer;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code /health/…}: 503 when a check is down, else 200; or always 200, where it is only to be
 * read. The body has the reasons.
 */
final class Health {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DOWN_STATUS = 503;

  private final Supplier<List<HealthCheck>> checks;
  private final boolean failing;

  /**
   * @param failing whether the answer's status says it, too
   */
  Health(Supplier<List<HealthCheck>> checks, boolean failing) {
    this.checks = requireNonNull(checks, "checks is null");
    this.failing = failing;
  }

  Answer answer() {
    ArrayNode list = NODES.arrayNode();
    Level worst = Level.UP;
    for (HealthCheck check : checks.get()) {
      Level level = check.state().level();
      worst = level.compareTo(worst) > 0 ? level : worst;
      list.addObject()
          .put("name", check.name())
          .put("status", level.name())
          .put("reason", check.state().reason());
    }
    ObjectNode body = NODES.objectNode().put("status", worst.name());
    body.set("checks", list);
    return Answer.json(body)
        .withStatus(failing && worst == Level.DOWN ? DOWN_STATUS : 200)
        .notStored();
  }

  static ObjectNode schema() {
    ObjectNode check = Schemas.object("One thing that has to be well.");
    Schemas.property(check, "name", type("string", "Its name."));
    Schemas.property(check, "status", status("How it is."));
    Schemas.property(check, "reason", type("string", "One sentence, also when it is up."));
    ObjectNode schema = Schemas.object("How this instance is.");
    Schemas.property(schema, "status", status("The worst of any check."));
    Schemas.property(
        schema, "checks", type("array", "What was looked at.").<ObjectNode>set("items", check));
    return schema;
  }

  private static ObjectNode status(String doc) {
    ObjectNode schema = type("string", doc);
    ArrayNode names = schema.putArray("enum");
    for (Level level : Level.values()) {
      names.add(level.name());
    }
    return schema;
  }

  private static ObjectNode type(String name, String doc) {
    return NODES.objectNode().put("type", name).put("description", doc);
  }
}

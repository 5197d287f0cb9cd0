package io.attune.server.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.server.access.Login;
import io.attune.server.http.Role;
import java.util.Arrays;

/** The JSON schemas of login and session. */
final class SessionSchemas {
  private SessionSchemas() {}

  static void addTo(Schemas schemas) {
    ObjectNode login = Schemas.object("A token, or a name with its password.");
    ObjectNode properties = (ObjectNode) login.get("properties");
    properties.set("token", text("A token."));
    properties.set("name", text("The name of whoever has a password."));
    properties.set("password", text("The password."));
    schemas.add(Login.LOGIN, login);
    ObjectNode session = Schemas.object("Who the caller is.");
    Schemas.property(session, "name", text("Its name; empty when it is not known."));
    ObjectNode role = text("What it may do: read, or decide about advice as well.");
    Arrays.stream(Role.values()).map(Role::name).forEach(role.putArray("enum")::add);
    Schemas.property(session, "role", role);
    schemas.add(Login.SESSION, session);
  }

  private static ObjectNode text(String description) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "string")
        .put("description", description);
  }
}

package io.attune.server.access;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.server.http.Answer;
import io.attune.server.http.Caller;
import io.attune.server.http.Exchange;
import io.attune.server.http.ProblemException;
import io.attune.server.http.ProblemType;
import io.attune.server.http.Role;
import io.attune.server.http.Route;
import java.util.List;
import java.util.Map;

/** {@code /api/v1/session}: who one is, login into a cookie, and logout. */
public final class Login {
  /** Name of the schema of what is sent to log in. */
  public static final String LOGIN = "Login";

  /** Name of the schema of who one is. */
  public static final String SESSION = "Session";

  /** Name of the cookie. */
  public static final String COOKIE = Sessions.COOKIE;

  private static final String JSON = "application/json";

  private final Access access;

  /** Of what is admitted by this. */
  public Login(Access access) {
    this.access = requireNonNull(access, "access is null");
  }

  /** The three routes. */
  public List<Route> routes(String path) {
    return List.of(
        Route.at(path, "session", "Who the caller is and what it may do.")
            .open()
            .described("The role is NOBODY when a login is needed.")
            .producing(JSON, SESSION)
            .served(exchange -> exchange.send(session(access.whoIs(exchange.incoming())))),
        Route.of("POST", path, Role.NOBODY, "login", "Log a browser in.")
            .described("The answer sets a cookie that pages of other origins cannot use.")
            .taking(LOGIN)
            .producing(JSON, SESSION)
            .failing(
                ProblemType.BAD_REQUEST,
                ProblemType.UNAUTHENTICATED,
                ProblemType.UNSUPPORTED_MEDIA_TYPE)
            .served(exchange -> exchange.answer(sent -> begin(exchange, sent))),
        Route.of("DELETE", path, Role.NOBODY, "logout", "Log the browser out.")
            .served(
                exchange -> {
                  String cookie = Sessions.end(access.isSecure(exchange.incoming()));
                  exchange.send(Answer.done().with("Set-Cookie", cookie));
                }));
  }

  private Answer begin(Exchange exchange, JsonNode sent) {
    String address = exchange.caller().address();
    try {
      Credential credential =
          access.login(
              exchange.incoming(),
              sent.path("token").asText(""),
              sent.path("name").asText(""),
              sent.path("password").asText(""));
      Caller caller = new Caller(credential.name(), credential.role(), address);
      Audit.log(caller, "login", Map.of());
      return session(caller).with("Set-Cookie", access.begin(exchange.incoming(), credential));
    } catch (ProblemException e) {
      Audit.log(new Caller("", Role.NOBODY, address), "login refused", Map.of());
      throw e;
    }
  }

  private static Answer session(Caller caller) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("name", caller.name());
    body.put("role", caller.role().name());
    return Answer.json(body).notStored();
  }
}

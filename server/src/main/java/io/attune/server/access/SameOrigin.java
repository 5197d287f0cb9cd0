package io.attune.server.access;

import io.attune.server.http.Incoming;
import io.attune.server.http.Problem;
import io.attune.server.http.ProblemException;
import io.attune.server.http.ProblemType;
import java.util.Locale;
import java.util.Optional;

/**
 * Refuses changes that a page of another origin makes a browser ask for (cross-site request
 * forgery). Browsers say where a request comes from in {@code Sec-Fetch-Site} and {@code Origin};
 * JSON cannot be sent across origins without being asked first, which is never allowed here.
 */
final class SameOrigin {
  private final TrustedProxies proxies;

  SameOrigin(TrustedProxies proxies) {
    this.proxies = proxies;
  }

  /** Does nothing for requests that change nothing. */
  void check(Incoming request) {
    if (!request.isWrite()) {
      return;
    }
    Optional<String> site = request.header("Sec-Fetch-Site");
    if (site.isPresent() && !site.get().equals("same-origin") && !site.get().equals("none")) {
      throw elsewhere();
    }
    Optional<String> origin = request.header("Origin");
    if (origin.isPresent() && !isOwn(origin.get(), request)) {
      throw elsewhere();
    }
    if (!request.method().equals("DELETE") && !isJson(request.header("Content-Type"))) {
      throw Problem.of(
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              "Changes are sent as application/json; set the header Content-Type.")
          .exception();
    }
  }

  private boolean isOwn(String origin, Incoming request) {
    String scheme = proxies.isSecure(request) ? "https://" : "http://";
    String host = request.header("Host").orElse("");
    if (proxies.sent(request)) {
      host = request.header("X-Forwarded-Host").orElse(host);
    }
    return withPort(origin).equals(withPort(scheme + host));
  }

  /** With the port that the scheme has when none is given. */
  private static String withPort(String origin) {
    String small = origin.toLowerCase(Locale.ROOT);
    return small.matches(".*:\\d+") ? small : small + (small.startsWith("https:") ? ":443" : ":80");
  }

  private static boolean isJson(Optional<String> contentType) {
    return contentType
        .map(type -> type.split(";", 2)[0].strip())
        .filter("application/json"::equalsIgnoreCase)
        .isPresent();
  }

  private static ProblemException elsewhere() {
    return Problem.of(
            ProblemType.FORBIDDEN,
            "A page of another origin made the browser ask for this change; make it from Attune's"
                + " own page, or with a program.")
        .exception();
  }
}

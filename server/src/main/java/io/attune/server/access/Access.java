package io.attune.server.access;

import static java.util.Objects.requireNonNull;

import io.attune.server.http.Caller;
import io.attune.server.http.Guard;
import io.attune.server.http.Incoming;
import io.attune.server.http.Problem;
import io.attune.server.http.ProblemException;
import io.attune.server.http.ProblemType;
import io.attune.server.http.Role;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * Admits requests: under a name that is served, over a way that is allowed, not too often, not made
 * by a page of another origin, from somebody who may. In this order, so that the cheap comes first
 * and a refusal tells a stranger nothing.
 */
public final class Access implements Guard {
  /** What orchestrators ask, who have neither names nor logins. */
  private static final String PROBES = "/health";

  /** How a script of a page asks, in {@code Sec-Fetch-Mode}. */
  private static final Set<String> SCRIPTS = Set.of("cors", "same-origin", "no-cors");

  private static final String BASIC = ", Basic realm=\"attune\", charset=\"UTF-8\"";

  private final HostNames hosts;
  private final TrustedProxies proxies;
  private final boolean onlyProxies;
  private final SameOrigin sameOrigin;
  private final Rate requests;
  private final Rate failures;
  private final Optional<Logins> logins;
  private final ProxyUsers proxyUsers;

  /** What passwords, tokens and sessions are checked with. */
  record Logins(CredentialFile credentials, Passwords passwords, Sessions sessions) {}

  /**
   * @param onlyProxies whether nobody but a trusted proxy and this machine may ask
   * @param requests how often a client may ask
   * @param failures how often its token or password may be wrong
   * @param logins empty when there is no credentials file
   */
  Access(
      HostNames hosts,
      TrustedProxies proxies,
      boolean onlyProxies,
      Rate requests,
      Rate failures,
      Optional<Logins> logins,
      ProxyUsers proxyUsers) {
    this.hosts = requireNonNull(hosts, "hosts is null");
    this.proxies = requireNonNull(proxies, "proxies is null");
    this.onlyProxies = onlyProxies;
    this.sameOrigin = new SameOrigin(proxies);
    this.requests = requireNonNull(requests, "requests is null");
    this.failures = requireNonNull(failures, "failures is null");
    this.logins = requireNonNull(logins, "logins is null");
    this.proxyUsers = requireNonNull(proxyUsers, "proxyUsers is null");
  }

  @Override
  public Caller admit(Incoming request, Role needed) {
    boolean probe = request.path().startsWith(PROBES);
    checkHost(request);
    if (onlyProxies && !probe && !proxies.sent(request) && !request.peer().isLoopbackAddress()) {
      throw refusal(
          ProblemType.FORBIDDEN,
          "Attune is served through its proxy only; this did not come from an address in"
              + " http.trusted.proxies.");
    }
    String client = proxies.client(request);
    if (!probe && !requests.take(client)) {
      throw tooMany(
          "One client may send no more requests than http.rate; ask less often.", requests);
    }
    sameOrigin.check(request);
    if (needed == Role.NOBODY) {
      return new Caller("", Role.NOBODY, client);
    }
    Caller caller = whoIs(request);
    if (caller.role() == Role.NOBODY) {
      throw unauthenticated(
          request, "This needs a login; send a token, or log in on the dashboard.");
    }
    if (!caller.role().covers(needed)) {
      throw refusal(ProblemType.FORBIDDEN, mayNot(caller));
    }
    return caller;
  }

  private void checkHost(Incoming request) {
    Optional<String> host = request.header("Host");
    if (proxies.sent(request)) {
      host = request.header("X-Forwarded-Host").or(() -> request.header("Host"));
    }
    // A request of HTTP/1.0 has none; browsers do not send such.
    if (host.isPresent() && !hosts.allow(host.get())) {
      throw refusal(
          ProblemType.MISDIRECTED,
          "Attune is not served under the name "
              + Problem.quoted(HostNames.nameOf(host.get()))
              + "; if it should be, add that to http.hosts.");
    }
  }

  private String mayNot(Caller caller) {
    return isOpen()
        ? "Nobody may change anything here, because nobody logs in; set http.credentials.file."
        : "The login " + Problem.quoted(caller.name()) + " may read, but not operate.";
  }

  /** Whether everybody may read. */
  private boolean isOpen() {
    return logins.isEmpty() && !proxyUsers.areNamed();
  }

  /**
   * Who asks.
   *
   * @throws ProblemException when a token or password is wrong
   */
  Caller whoIs(Incoming request) {
    String client = proxies.client(request);
    if (isOpen()) {
      return new Caller("", Role.READ, client);
    }
    if (proxies.sent(request)) {
      Optional<Caller> named = proxyUsers.of(request, client);
      if (named.isPresent()) {
        return named.get();
      }
    }
    Optional<Credential> credential = Optional.empty();
    Optional<String> authorization = request.header("Authorization");
    if (authorization.isPresent()) {
      credential = Optional.of(authorized(request, authorization.get()));
    } else if (logins.isPresent()) {
      credential = logins.get().sessions().of(request);
    }
    return credential
        .map(known -> new Caller(known.name(), known.role(), client))
        .orElse(new Caller("", Role.NOBODY, client));
  }

  private Credential authorized(Incoming request, String authorization) {
    String[] parts = authorization.split("\\s+", 2);
    String value = parts.length == 2 ? parts[1].strip() : "";
    if (parts[0].equalsIgnoreCase("Bearer")) {
      return login(request, value, "", "");
    }
    if (parts[0].equalsIgnoreCase("Basic")) {
      try {
        String pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        if (colon > 0) {
          return login(request, "", pair.substring(0, colon), pair.substring(colon + 1));
        }
      } catch (IllegalArgumentException e) {
        throw malformed();
      }
    }
    throw malformed();
  }

  private static ProblemException malformed() {
    return refusal(
        ProblemType.BAD_REQUEST, "The header Authorization is neither a Bearer token nor Basic.");
  }

  /**
   * The credential of a token, or else of a name and password.
   *
   * @throws ProblemException when it is wrong, or was too often
   */
  Credential login(Incoming request, String token, String name, String password) {
    String client = proxies.client(request);
    if (!failures.allows(client)) {
      throw tooMany("Too many wrong tokens or passwords came from here; wait a while.", failures);
    }
    Optional<Credential> credential =
        logins.flatMap(
            known ->
                token.isEmpty()
                    ? known.passwords().check(name, password)
                    : known.credentials().withToken(token));
    return credential.orElseThrow(
        () -> {
          failures.take(client);
          return unauthenticated(
              request,
              token.isEmpty()
                  ? "The name or the password is wrong."
                  : "The token is not known; it may have been taken back.");
        });
  }

  /** A header that begins a session. */
  String begin(Incoming request, Credential credential) {
    return logins.orElseThrow().sessions().begin(credential, isSecure(request));
  }

  /** Whether the client's own connection is encrypted, as far as is known. */
  boolean isSecure(Incoming request) {
    return proxies.isSecure(request);
  }

  /** Browsers that are told of Basic open a dialog of their own; the dashboard has a form. */
  private static ProblemException unauthenticated(Incoming request, String detail) {
    boolean script = request.header("Sec-Fetch-Mode").filter(SCRIPTS::contains).isPresent();
    return Problem.of(ProblemType.UNAUTHENTICATED, detail)
        .header("WWW-Authenticate", "Bearer realm=\"attune\"" + (script ? "" : BASIC))
        .exception();
  }

  private static ProblemException tooMany(String detail, Rate rate) {
    return Problem.of(ProblemType.TOO_MANY_REQUESTS, detail)
        .header("Retry-After", Long.toString(rate.secondsUntilNext()))
        .exception();
  }

  private static ProblemException refusal(ProblemType type, String detail) {
    return Problem.of(type, detail).exception();
  }
}

package io.attune.registry;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/**
 * Says in one sentence why Kafka or a schema registry does not let this process in: a password, a
 * certificate, a right. Each names which and where, and quotes no setting's value. Trying again
 * gives the same answer, so programs end with it instead.
 */
public final class ConnectionFailure {
  private static final int DEEPEST = 20;
  private static final Pattern MECHANISM = Pattern.compile("SASL mechanism ([\\w-]+)");
  private static final Pattern NAME =
      Pattern.compile("(?:DNS name matching|IP address|name matching) (\\S+) found");

  /** Alerts with which the other side refuses this side's certificate. */
  private static final Pattern REFUSED =
      Pattern.compile(
          "(?:fatal alert: |alert: )"
              + "(bad_certificate|certificate_required|certificate_unknown|certificate_expired"
              + "|unknown_ca|unsupported_certificate)");

  private final String where;
  private final String prefix;
  private final String operation;
  private final List<Throwable> causes = new ArrayList<>();

  private ConnectionFailure(String where, String prefix, String operation, Throwable failure) {
    this.where = where;
    this.prefix = prefix;
    this.operation = operation;
    for (Throwable t = failure; t != null && causes.size() < DEEPEST; t = t.getCause()) {
      causes.add(t);
    }
  }

  /**
   * Why Kafka does not let this process in.
   *
   * @param servers {@code bootstrap.servers}
   * @param operation what was to be done, as ACLs call it: {@code READ}, {@code WRITE} …
   * @param failure what Kafka's client threw
   * @return empty when it is something else
   */
  public static Optional<String> ofKafka(String servers, String operation, Throwable failure) {
    return new ConnectionFailure("Kafka at " + servers, "", operation, failure).sentence();
  }

  /**
   * Why a schema registry does not let this process in.
   *
   * @param url its URL, without user and password
   * @param failure what the client threw
   * @return empty when it is something else
   */
  static Optional<String> ofRegistry(String url, Throwable failure) {
    return new ConnectionFailure(
            "The schema registry at " + url, RegistryConfig.SSL_NAMESPACE, "", failure)
        .tls();
  }

  private Optional<String> sentence() {
    Optional<AuthorizationException> right = cause(AuthorizationException.class);
    if (right.isPresent()) {
      return Optional.of(missingRight(right.get()));
    }
    Optional<String> tls = tls();
    if (tls.isPresent()) {
      return tls;
    }
    Optional<LoginException> login = cause(LoginException.class);
    return login.isPresent()
        ? login.map(this::impossibleLogin)
        : cause(AuthenticationException.class).map(this::refusedLogin);
  }

  private String missingRight(AuthorizationException e) {
    String on;
    if (e instanceof TopicAuthorizationException) {
      on = topics(((TopicAuthorizationException) e).unauthorizedTopics());
    } else if (e instanceof GroupAuthorizationException) {
      on = "group " + ((GroupAuthorizationException) e).groupId();
    } else if (e instanceof TransactionalIdAuthorizationException) {
      on = "the transactional id";
    } else {
      on = "the cluster";
    }
    return where
        + " does not allow this user "
        + operation
        + " on "
        + on
        + "; \"attune acls\" lists the rights that are needed.";
  }

  private static String topics(Iterable<String> names) {
    TreeSet<String> sorted = new TreeSet<>();
    names.forEach(sorted::add);
    return (sorted.size() == 1 ? "topic " : "topics ") + String.join(", ", sorted);
  }

  /** Kafka is not asked before this side has a token or a ticket. */
  private String impossibleLogin(LoginException e) {
    String message = String.valueOf(e.getMessage());
    String reason =
        message
            .lines()
            .findFirst()
            .orElse("")
            .replaceFirst("^(?:[\\w.$]+(?:Exception|Error): )+", "")
            .replace(" was encountered reading the token endpoint response", "")
            .replace("; will not attempt further retries", "");
    return where
        + (message.contains("oauthbearer")
            ? " is let in to with a token, and none could be had from"
                + " sasl.oauthbearer.token.endpoint.url ("
                + ErrorLine.oneLine(reason)
                + "); check that address, and clientId and clientSecret in sasl.jaas.config."
            : " cannot be logged in to ("
                + ErrorLine.oneLine(reason)
                + "); check sasl.jaas.config.");
  }

  private String refusedLogin(AuthenticationException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof UnsupportedSaslMechanismException || message.contains("not enabled in")) {
      return where
          + " does not offer what sasl.mechanism asks for ("
          + ErrorLine.oneLine(message)
          + "); set it to one that is enabled there.";
    }
    if (!(e instanceof SaslAuthenticationException)) {
      return where
          + " does not let this client in ("
          + ErrorLine.oneLine(message)
          + "); check security.protocol and sasl.*.";
    }
    Matcher mechanism = MECHANISM.matcher(message);
    boolean token = message.contains("invalid_token") || message.contains("OAUTHBEARER");
    return where
        + " does not accept this login"
        + (mechanism.find() ? " (" + mechanism.group(1) + ")" : "")
        + (token
            ? ": the token is not valid; check sasl.jaas.config and sasl.oauthbearer.*."
            : ": the user name or the password is wrong; check sasl.jaas.config.");
  }

  private Optional<String> tls() {
    Optional<CertificateExpiredException> expired = cause(CertificateExpiredException.class);
    if (expired.isPresent()) {
      return Optional.of(
          where
              + " shows a certificate that has expired ("
              + ErrorLine.oneLine(expired.get().getMessage())
              + "); it has to be renewed there.");
    }
    Optional<CertificateNotYetValidException> early = cause(CertificateNotYetValidException.class);
    if (early.isPresent()) {
      return Optional.of(
          where
              + " shows a certificate that is not valid yet ("
              + ErrorLine.oneLine(early.get().getMessage())
              + "); check the clocks.");
    }
    for (Throwable t : causes) {
      Optional<String> why = tls(String.valueOf(t.getMessage()), t);
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  private Optional<String> tls(String message, Throwable t) {
    Matcher name = NAME.matcher(message);
    if (name.find()) {
      return Optional.of(
          where
              + " shows a certificate that is not for "
              + name.group(1)
              + "; ask it by a name that stands in the certificate.");
    }
    if (message.contains("valid certification path")
        || message.contains("trustAnchors")
        || message.contains("Path does not chain with any of the trust anchors")) {
      return Optional.of(
          where
              + " shows a certificate that is signed by no authority that is trusted here; set "
              + prefix
              + "ssl.truststore.location to that authority's certificate.");
    }
    Matcher refused = REFUSED.matcher(message);
    if (refused.find()) {
      return Optional.of(
          where
              + " does not accept this client's certificate ("
              + refused.group(1).replace('_', ' ')
              + "); check "
              + prefix
              + "ssl.keystore.*.");
    }
    boolean plain =
        message.contains("plaintext connection") || message.contains("Unsupported or unrecognized");
    if (t instanceof SSLException && plain) {
      return Optional.of(
          where
              + " does not speak TLS there; check "
              + (prefix.isEmpty() ? "security.protocol" : RegistryConfig.URL)
              + " and the port.");
    }
    return Optional.empty();
  }

  private <T extends Throwable> Optional<T> cause(Class<T> type) {
    return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /**
   * Why a client cannot even be made: settings of TLS or SASL that cannot be used.
   *
   * @param failure what the client's constructor threw
   * @return one clause, without the value of any setting
   */
  public static String unusable(Throwable failure) {
    Throwable deepest = failure;
    for (int i = 0; i < DEEPEST && deepest.getCause() != null; i++) {
      deepest = deepest.getCause();
    }
    String message = ErrorLine.of(deepest);
    String small = message.toLowerCase(Locale.ROOT);
    if (small.contains("password was incorrect") || small.contains("bad key")) {
      return "the password of a keystore or of a key is wrong; check ssl.*.password";
    }
    if (message.contains("'KafkaClient' entry")) {
      return "sasl.jaas.config is not set";
    }
    return message;
  }
}

package io.attune.sources.http;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.LogPlaces;
import io.attune.eventlog.StoreException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * Says in one sentence what is wrong with a store, and what to do. Nothing of an answer's text is
 * in it but the server's short name for the error.
 *
 * @param service name of the service
 * @param host the host that is asked
 * @param credentials where the credentials come from, as a noun, or {@link #NONE}; asked when they
 *     matter
 * @param advice what to do when they are refused, as a clause
 */
public record Problems(String service, String host, Supplier<String> credentials, String advice) {

  /** How the noun begins where there is nothing to present. */
  public static final String NONE = "no credentials";

  /**
   * What servers call wrong, by their own names for it, where that tells more than a status. What
   * is no whole sentence is followed by the advice.
   */
  private static final Map<String, String> KNOWN =
      Map.of(
          "SignatureDoesNotMatch", "the secret is not that of the access key; ",
          "InvalidAccessKeyId", "there is no such access key; ",
          "InvalidToken", "it knows no such token; ",
          "RequestTimeTooSkewed", "set the clock of this machine right.");

  /** Checks the fields. */
  public Problems {
    requireNonNull(service, "service is null");
    requireNonNull(host, "host is null");
    requireNonNull(credentials, "credentials is null");
    requireNonNull(advice, "advice is null");
  }

  /**
   * The sentence for a failure.
   *
   * @param place what was asked for
   */
  public StoreException of(String place, IOException e) {
    if (e instanceof StoreException known) {
      return known;
    }
    String shown = LogPlaces.withoutSecrets(place);
    return new StoreException(
        e instanceof HttpFailure failure ? refused(shown, failure) : unreached(shown, e), e);
  }

  private String refused(String place, HttpFailure failure) {
    String answer = service + " answered " + failure.getMessage();
    String what =
        failure.isExpired() && failure.status() < 404
            ? "these have expired; "
            : KNOWN.getOrDefault(failure.code(), "");
    if (!what.isEmpty()) {
      return forbidden(place, answer) + what + (what.endsWith(".") ? "" : advice);
    }
    return switch (failure.status()) {
      case 401, 403 -> forbidden(place, answer) + advice;
      case 404 -> "There is nothing at " + place + " (" + answer + "): check its name.";
      default ->
          failure.isPassing()
              ? place
                  + " could not be read, also when tried again ("
                  + answer
                  + "): "
                  + host
                  + " is overloaded or out of order; try later."
              : place + " cannot be read (" + answer + "): check the address.";
    };
  }

  private String forbidden(String place, String answer) {
    String with = credentials.get();
    String how = with.startsWith(NONE) ? "without" + with.substring(2) : "with " + with;
    return place + " may not be read " + how + " (" + answer + "): ";
  }

  private String unreached(String place, IOException e) {
    String cannot = place + " cannot be read: ";
    if (e instanceof UnknownHostException) {
      return cannot
          + "there is no host "
          + host.replaceFirst(":\\d+$", "")
          + "; check the address.";
    }
    if (e instanceof SocketTimeoutException) {
      return cannot
          + host
          + " does not answer; check the network, or set "
          + RetryPatience.VARIABLE
          + " to wait longer.";
    }
    if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
      return cannot + "no connection to " + host + "; check the address, the port and the network.";
    }
    if (e instanceof SSLException) {
      return cannot + "no trusted connection to " + host + " (" + reason(e) + ").";
    }
    return cannot + "the connection to " + host + " failed (" + reason(e) + ").";
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null || message.contains("?") || message.length() > 200
        ? e.getClass().getSimpleName()
        : message;
  }
}

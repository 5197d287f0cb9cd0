package io.attune.sources.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer that is no success. Its message holds the status and the server's name for the error.
 */
public final class HttpFailure extends IOException {

  private static final long serialVersionUID = 1L;
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
  private static final Pattern CODE =
      Pattern.compile(
          "<Code>([\\w.-]{1,80})</Code>|\"(?:error|exception|code|reason)\"\\s*:\\s*\"([\\w.-]{1,80})\"");

  /** How services say that a token, or a signature in an address, was good until some time ago. */
  private static final Pattern EXPIRED =
      Pattern.compile(
          "expired|not valid in the specified time frame|lifetime validation failed",
          Pattern.CASE_INSENSITIVE);

  private final int status;
  private final String code;
  private final boolean expired;
  private final transient Map<String, String> headers;

  HttpFailure(int status, String body, Map<String, String> headers) {
    super(message(status, code(body, headers)));
    this.status = status;
    this.code = code(body, headers);
    this.expired = EXPIRED.matcher(body).find();
    this.headers = headers;
  }

  private static String message(int status, String code) {
    return "HTTP " + status + (code.isEmpty() ? "" : " " + code);
  }

  private static String code(String body, Map<String, String> headers) {
    Matcher matcher = CODE.matcher(body);
    if (matcher.find()) {
      return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    }
    String named = headers.getOrDefault("x-ms-error-code", "");
    return named.matches("[\\w.-]{1,80}") ? named : "";
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** The server's name for what is wrong; empty when it gives none. */
  public String code() {
    return code;
  }

  /** Whether the server says that the time of what was presented to it is over. */
  public boolean isExpired() {
    return expired;
  }

  /** A header of the answer; its name in lower case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers).map(all -> all.get(name));
  }

  /** Whether the same request may succeed later. */
  public boolean isPassing() {
    return PASSING.contains(status);
  }

  Optional<Duration> retryAfter() {
    return header("retry-after")
        .filter(text -> text.matches("\\d{1,4}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }
}

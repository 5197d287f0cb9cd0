package io.attune.sources.http;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request. Its text shows neither query nor headers, which may hold credentials.
 *
 * @param method method
 * @param uri address
 * @param headers headers
 * @param body body; empty for none
 */
public record Request(String method, URI uri, Map<String, String> headers, byte[] body) {

  /** Checks and copies. */
  public Request {
    requireNonNull(method, "method is null");
    requireNonNull(uri, "uri is null");
    headers = Map.copyOf(headers);
  }

  /** Asks for something. */
  public static Request get(URI uri) {
    return new Request("GET", uri, Map.of(), new byte[0]);
  }

  /** Sends a form. */
  public static Request post(URI uri, Map<String, String> form) {
    return new Request(
        "POST",
        uri,
        Map.of("Content-Type", "application/x-www-form-urlencoded"),
        Uris.query(form).getBytes(StandardCharsets.UTF_8));
  }

  /** With one more header. */
  public Request with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Request(method, uri, more, body);
  }

  /** With other headers besides. */
  public Request with(Map<String, String> others) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.putAll(others);
    return new Request(method, uri, more, body);
  }

  /** Asks for what comes after so many bytes. */
  public Request from(long offset) {
    return offset == 0 ? this : with("Range", "bytes=" + offset + "-");
  }

  /** Asks for so many bytes from the beginning. */
  public Request head(int bytes) {
    return with("Range", "bytes=0-" + (bytes - 1));
  }

  Request to(URI other) {
    boolean same = other.getAuthority() != null && other.getAuthority().equals(uri.getAuthority());
    return new Request(method, other, same ? headers : Uris.withoutCredentials(headers), body);
  }

  @Override
  public String toString() {
    return method + " " + uri.getScheme() + "://" + uri.getHost() + uri.getRawPath();
  }
}

package io.attune.sources.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Parts of addresses, written as RFC 3986 has it. */
public final class Uris {

  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

  private Uris() {}

  /** Everything but unreserved characters as percent signs with hexadecimal digits. */
  public static String encode(String text) {
    return encode(text, UNRESERVED);
  }

  /** The same for a path, whose slashes stay. */
  public static String encodePath(String path) {
    return encode(path, UNRESERVED + "/");
  }

  /** Names and values as a query, or as the body of a form. */
  public static String query(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  /** An address without a trailing slash. */
  public static String trimmed(String address) {
    String text = address;
    while (text.endsWith("/")) {
      text = text.substring(0, text.length() - 1);
    }
    return text;
  }

  /** Last part of a path. */
  public static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Host and, where it is given, port. */
  public static String host(URI uri) {
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }

  static Map<String, String> withoutCredentials(Map<String, String> headers) {
    Map<String, String> rest = new LinkedHashMap<>(headers);
    rest.keySet()
        .removeIf(
            name -> {
              String lower = name.toLowerCase(Locale.ROOT);
              return lower.equals("authorization")
                  || lower.equals("cookie")
                  || lower.contains("token");
            });
    return rest;
  }

  private static String encode(String text, String kept) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      if (octet > 0 && kept.indexOf(octet) >= 0) {
        encoded.append((char) octet);
      } else {
        encoded.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
      }
    }
    return encoded.toString();
  }
}

package io.attune.sources.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.attune.sources.http.Request;
import java.net.URI;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Azure Storage's signature with an account's key, for requests without a body. */
final class SharedKey {

  private final String account;
  private final byte[] key;

  /**
   * Creates a key.
   *
   * @throws IllegalArgumentException when the key is not in base 64
   */
  SharedKey(String account, String key) {
    this.account = requireNonNull(account, "account is null");
    this.key = Base64.getDecoder().decode(key.strip());
  }

  /** Adds the header that says who asks; the date and the version have to be there. */
  Request sign(Request request) {
    Map<String, String> special = new TreeMap<>();
    request
        .headers()
        .forEach(
            (name, value) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (lower.startsWith("x-ms-")) {
                special.put(lower, value.strip());
              }
            });
    StringBuilder text = new StringBuilder(request.method());
    // Encoding, language, length, MD5, type, date, if-modified-since; then these two and two more.
    text.append("\n\n\n\n\n\n\n\n")
        .append(request.headers().getOrDefault("If-Match", ""))
        .append("\n\n\n")
        .append(request.headers().getOrDefault("Range", ""))
        .append('\n');
    special.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    text.append('/').append(account).append(request.uri().getRawPath());
    parameters(request.uri())
        .forEach((name, value) -> text.append('\n').append(name).append(':').append(value));
    return request.with("Authorization", "SharedKey " + account + ":" + signature(text.toString()));
  }

  private static Map<String, String> parameters(URI uri) {
    Map<String, String> parameters = new TreeMap<>();
    String query = uri.getRawQuery();
    if (query != null) {
      for (String part : query.split("&")) {
        int equals = part.indexOf('=');
        parameters.put(
            URLDecoder.decode(part.substring(0, equals), UTF_8).toLowerCase(Locale.ROOT),
            URLDecoder.decode(part.substring(equals + 1), UTF_8));
      }
    }
    return parameters;
  }

  private String signature(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}

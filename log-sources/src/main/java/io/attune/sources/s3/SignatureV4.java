package io.attune.sources.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.attune.sources.http.Request;
import io.attune.sources.http.Uris;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * AWS's signature version 4 in a header, for requests without a body. Paths and queries have to be
 * encoded as {@link Uris} does.
 */
final class SignatureV4 {

  /** SHA-256 of nothing. */
  static final String NO_BODY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private SignatureV4() {}

  /** Adds the headers that say who asks. */
  static Request sign(
      Request request, AwsCredentials credentials, String region, String service, Instant now) {
    String time = TIME.format(now);
    Request timed = request.with("x-amz-date", time).with("x-amz-content-sha256", NO_BODY);
    if (credentials.sessionToken().isPresent()) {
      timed = timed.with("x-amz-security-token", credentials.sessionToken().get());
    }
    Map<String, String> headers = new TreeMap<>();
    timed
        .headers()
        .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value.trim()));
    headers.put("host", Uris.host(request.uri()));
    String signed = String.join(";", headers.keySet());
    String canonical =
        String.join(
            "\n",
            request.method(),
            request.uri().getRawPath().isEmpty() ? "/" : request.uri().getRawPath(),
            query(request.uri().getRawQuery()),
            headers.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining()),
            signed,
            NO_BODY);
    String scope = time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
    String text =
        String.join("\n", ALGORITHM, time, scope, HexFormat.of().formatHex(sha256(canonical)));
    byte[] key = ("AWS4" + credentials.secretKey()).getBytes(UTF_8);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    return timed.with(
        "Authorization",
        ALGORITHM
            + " Credential="
            + credentials.accessKey()
            + "/"
            + scope
            + ", SignedHeaders="
            + signed
            + ", Signature="
            + HexFormat.of().formatHex(hmac(key, text)));
  }

  private static String query(@Nullable String raw) {
    if (raw == null) {
      return "";
    }
    return Arrays.stream(raw.split("&"))
        .map(part -> part.contains("=") ? part : part + "=")
        .sorted()
        .collect(Collectors.joining("&"));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}

package io.attune.server.access;

import static java.util.Objects.requireNonNull;

import io.attune.server.http.Incoming;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Logins of browsers: a cookie that says who and until when, signed with a key that only this
 * process has. Nothing is kept, so there is nothing to fill up; a credential that is taken out of
 * its file ends the sessions that began with it.
 */
final class Sessions {
  static final String COOKIE = "attune-session";
  private static final String HMAC = "HmacSHA256";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final SecretKeySpec key;
  private final CredentialFile credentials;
  private final Duration lifetime;
  private final InstantSource clock;

  Sessions(CredentialFile credentials, Duration lifetime, InstantSource clock) {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    this.key = new SecretKeySpec(bytes, HMAC);
    this.credentials = requireNonNull(credentials, "credentials is null");
    this.lifetime = requireNonNull(lifetime, "lifetime is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** A header that begins a session. */
  String begin(Credential credential, boolean secure) {
    String text =
        credential.name()
            + "|"
            + Credential.sha256(credential.hash())
            + "|"
            + clock.instant().plus(lifetime).getEpochSecond();
    String value =
        BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8))
            + "."
            + BASE64.encodeToString(sign(text));
    return cookie(value, lifetime.toSeconds(), secure);
  }

  /** A header that ends one. */
  static String end(boolean secure) {
    return cookie("", 0, secure);
  }

  /** Whose session the cookie of a request is. */
  Optional<Credential> of(Incoming request) {
    return value(request).flatMap(this::verified);
  }

  private static Optional<String> value(Incoming request) {
    return request.headers().getOrDefault("Cookie", List.of()).stream()
        .flatMap(header -> Arrays.stream(header.split(";")))
        .map(String::strip)
        .filter(pair -> pair.startsWith(COOKIE + "="))
        .map(pair -> pair.substring(COOKIE.length() + 1))
        .findFirst();
  }

  private Optional<Credential> verified(String value) {
    String[] parts = value.split("[.]");
    if (parts.length != 2) {
      return Optional.empty();
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
      if (!MessageDigest.isEqual(sign(text), Base64.getUrlDecoder().decode(parts[1]))) {
        return Optional.empty();
      }
      String[] fields = text.split("[|]");
      boolean over = !clock.instant().isBefore(Instant.ofEpochSecond(Long.parseLong(fields[2])));
      return over
          ? Optional.empty()
          : credentials
              .named(fields[0])
              .filter(known -> Credential.sha256(known.hash()).equals(fields[1]));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String cookie(String value, long seconds, boolean secure) {
    return COOKIE
        + "="
        + value
        + "; Path=/; Max-Age="
        + seconds
        + "; HttpOnly; SameSite=Strict"
        + (secure ? "; Secure" : "");
  }

  private byte[] sign(String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC with SHA-256", e);
    }
  }
}

package io.attune.sources.s3;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Credentials of AWS. Their text shows only where they come from.
 *
 * @param accessKey access key id
 * @param secretKey secret access key
 * @param sessionToken session token, of temporary ones
 * @param expires when they end; null when they do not
 * @param source where they come from, as a noun
 */
record AwsCredentials(
    String accessKey,
    String secretKey,
    Optional<String> sessionToken,
    @Nullable Instant expires,
    String source) {

  AwsCredentials {
    requireNonNull(accessKey, "accessKey is null");
    requireNonNull(secretKey, "secretKey is null");
    requireNonNull(sessionToken, "sessionToken is null");
    requireNonNull(source, "source is null");
  }

  /** Whether they are good for some minutes more. */
  boolean isFresh(Instant now) {
    return expires == null || now.plusSeconds(300).isBefore(expires);
  }

  @Override
  public String toString() {
    return source;
  }
}

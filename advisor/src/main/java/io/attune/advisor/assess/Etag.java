package io.attune.advisor.assess;

import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Fingerprint of everything in a recommendation that is derived from the run: all fields but the
 * id, the etag itself, the revision, the state and the two times.
 */
final class Etag {
  private static final int HEX_DIGITS = 32;

  private Etag() {}

  static String of(Recommendation recommendation) {
    Recommendation bare = RecommendationCodec.copy(recommendation);
    bare.setRecommendationId("");
    bare.setEtag("");
    bare.setRevision(0);
    bare.setState(RecommendationState.ACTIVE);
    bare.setEventTime(Instant.EPOCH);
    bare.setValidUntil(null);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(RecommendationCodec.encode(bare));
      if (bare.getGroup() != null) {
        digest.update(bare.getGroup().getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, HEX_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

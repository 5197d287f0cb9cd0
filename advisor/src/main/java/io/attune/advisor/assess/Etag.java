package io.attune.advisor.assess;

import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
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
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(RecommendationCodec.encode(bare));
      return HexFormat.of().formatHex(digest).substring(0, HEX_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

package io.attune.advisor.advice;

import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Fingerprint of everything in a recommendation that is derived from the run: all fields but the
 * id, the etag itself, the revision, the state and the two times.
 */
final class Etag {
  private static final int HEX_DIGITS = 32;

  private Etag() {}

  static String of(Recommendation recommendation) {
    Recommendation bare =
        Recommendation.newBuilder(recommendation)
            .setRecommendationId("")
            .setEtag("")
            .setRevision(0)
            .setState(RecommendationState.ACTIVE)
            .setEventTime(Instant.EPOCH)
            .setValidUntil(null)
            .build();
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      new SpecificDatumWriter<>(Recommendation.class).write(bare, encoder);
      encoder.flush();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
      return HexFormat.of().formatHex(digest).substring(0, HEX_DIGITS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

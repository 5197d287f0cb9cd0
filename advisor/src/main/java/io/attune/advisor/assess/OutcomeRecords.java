package io.attune.advisor.assess;

import io.attune.schemas.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Keys and bytes of outcomes. */
public final class OutcomeRecords {
  private OutcomeRecords() {}

  /** Record key on the topic: {@code workload/property/run}. */
  public static String key(Outcome outcome) {
    return outcome.getWorkload() + "/" + outcome.getProperty() + "/" + outcome.getApplicationId();
  }

  /** Avro's binary form, without a schema id. */
  public static byte[] toBytes(Outcome outcome) {
    try {
      return RecommendationCodec.encode(outcome);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads {@link #toBytes}. */
  public static Outcome fromBytes(byte[] bytes) {
    try {
      return RecommendationCodec.decodeOutcome(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

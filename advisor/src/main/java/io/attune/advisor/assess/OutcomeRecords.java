package io.attune.advisor.assess;

import io.attune.schemas.Outcome;

/** Keys and bytes of outcomes. */
public final class OutcomeRecords {
  private OutcomeRecords() {}

  /** Record key on the topic: {@code workload/property/run}. */
  public static String key(Outcome outcome) {
    return outcome.getWorkload() + "/" + outcome.getProperty() + "/" + outcome.getApplicationId();
  }

  /** Avro's binary form, without a schema id. */
  public static byte[] toBytes(Outcome outcome) {
    return RecommendationCodec.encode(outcome);
  }

  /** Reads {@link #toBytes}. */
  public static Outcome fromBytes(byte[] bytes) {
    return RecommendationCodec.decodeOutcome(bytes);
  }
}

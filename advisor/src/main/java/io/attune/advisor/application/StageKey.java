package io.attune.advisor.application;

import java.util.Comparator;

/**
 * A stage attempt.
 *
 * @param stageId stage
 * @param stageAttempt attempt, from 0
 */
public record StageKey(int stageId, int stageAttempt) implements Comparable<StageKey> {
  private static final Comparator<StageKey> ORDER =
      Comparator.comparingInt(StageKey::stageId).thenComparingInt(StageKey::stageAttempt);

  @Override
  public int compareTo(StageKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return stageId + "." + stageAttempt;
  }
}

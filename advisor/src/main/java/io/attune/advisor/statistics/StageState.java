package io.attune.advisor.statistics;

/** Placeholder until the statistics land; replaced by the merge. */
public final class StageState {
  /** Creates it. */
  public StageState(int stageId, int stageAttempt) {}
}

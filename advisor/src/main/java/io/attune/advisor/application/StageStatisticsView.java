package io.attune.advisor.application;

import io.attune.advisor.statistics.StageState;
import io.attune.schemas.StageStatistics;

/** Placeholder until the statistics land; replaced by the merge. */
public final class StageStatisticsView {
  private StageStatisticsView() {}

  /** Published record of a stage. */
  public static StageStatistics of(Run run, StageState stage) {
    throw new UnsupportedOperationException();
  }
}

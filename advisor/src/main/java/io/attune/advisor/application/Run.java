package io.attune.advisor.application;

import io.attune.advisor.statistics.StageState;
import java.util.List;

/** Placeholder until the statistics land; replaced by the merge. */
public record Run(ApplicationState application, List<StageState> stages) {
  /** Share of tasks seen. */
  public double completeness() {
    return 1;
  }
}

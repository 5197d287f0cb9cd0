package io.attune.advisor.render;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.Run;
import io.attune.advisor.advice.Assessment;

/**
 * What a rendering shows: one run and what the rules made of it.
 *
 * @param run the run
 * @param assessment its assessment
 */
public record AnalysisReport(Run run, Assessment assessment) {
  public AnalysisReport {
    requireNonNull(run, "run is null");
    requireNonNull(assessment, "assessment is null");
  }
}

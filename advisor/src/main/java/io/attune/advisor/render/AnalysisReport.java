package io.attune.advisor.render;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.sizing.Front;
import io.attune.advisor.sizing.FrontPoint;
import java.util.List;

/**
 * What a rendering shows: one run and what the rules made of it.
 *
 * @param run the run
 * @param assessment its assessment
 * @param predictions time and cost at other sizes, the fewest slots first unless asked otherwise
 */
public record AnalysisReport(Run run, Assessment assessment, List<FrontPoint> predictions) {
  public AnalysisReport {
    requireNonNull(run, "run is null");
    requireNonNull(assessment, "assessment is null");
    predictions = List.copyOf(predictions);
  }

  /** With the sizes that the assessment has looked at. */
  public AnalysisReport(Run run, Assessment assessment) {
    this(run, assessment, assessment.front().map(Front::points).orElse(List.of()));
  }
}

package io.attune.advisor.render;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.sizing.Front;
import io.attune.advisor.sizing.FrontPoint;
import io.attune.advisor.worth.RunPace;
import java.util.List;
import java.util.Optional;

/**
 * What a rendering shows: one run and what the rules made of it.
 *
 * @param run the run
 * @param assessment its assessment
 * @param predictions time and cost at other sizes, the fewest slots first unless asked otherwise
 * @param pace how often its workload runs, by the runs up to this one; empty where they do not tell
 */
public record AnalysisReport(
    Run run, Assessment assessment, List<FrontPoint> predictions, Optional<RunPace> pace) {
  /** Copies the predictions. */
  public AnalysisReport {
    requireNonNull(run, "run is null");
    requireNonNull(assessment, "assessment is null");
    requireNonNull(pace, "pace is null");
    predictions = List.copyOf(predictions);
  }

  /** With the sizes that the assessment has looked at, of a workload whose pace is not known. */
  public AnalysisReport(Run run, Assessment assessment) {
    this(run, assessment, sizes(assessment), Optional.empty());
  }

  /** The sizes that an assessment has looked at. */
  public static List<FrontPoint> sizes(Assessment assessment) {
    return assessment.front().map(Front::points).orElse(List.of());
  }
}

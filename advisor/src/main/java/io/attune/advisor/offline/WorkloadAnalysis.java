package io.attune.advisor.offline;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.AdviceLedger;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.assess.PartFailure;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.render.AdviceSheet;
import io.attune.advisor.render.AnalysisReport;
import io.attune.advisor.sizing.Front;
import io.attune.advisor.sizing.FrontPoint;
import io.attune.advisor.worth.RunPace;
import io.attune.schemas.Recommendation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges the runs of one workload, given in the order in which they started: each with the earlier
 * ones as its history. Keeps of a run what the history keeps of it, and not the run.
 */
public final class WorkloadAnalysis {
  private final Advisor advisor;
  private final List<Integer> slots;
  private final AdviceLedger ledger = new AdviceLedger();
  private final Set<Instant> starts = new HashSet<>();
  private WorkloadHistory history = WorkloadHistory.empty();

  WorkloadAnalysis(Advisor advisor, List<Integer> slots) {
    this.advisor = requireNonNull(advisor, "advisor is null");
    this.slots = List.copyOf(slots);
  }

  /** Judges the next run. */
  public AnalysisReport assess(Run run) {
    WorkloadHistory before = history;
    run.application().start().ifPresent(starts::add);
    Assessment assessment = advisor.assess(run, before);
    if (assessment.ended()) {
      history = advisor.remember(before, run, assessment);
    }
    ledger.reconcile(assessment, assessment.ended(), assessment.eventTime());
    return report(run, before, assessment);
  }

  /** What is remembered of a run that was judged and has ended. */
  public Optional<RunSummary> summary(String applicationId) {
    return history.runs().stream()
        .filter(run -> run.applicationId().equals(applicationId))
        .findFirst();
  }

  /**
   * What stands for the workload after the runs so far: the newest one's advice, and earlier advice
   * that is in force.
   *
   * @param newest report of the newest run
   */
  public AdviceSheet standing(AnalysisReport newest) {
    Map<String, Recommendation> left = new LinkedHashMap<>(ledger.published());
    List<Recommendation> standing = new ArrayList<>();
    for (Recommendation advice : newest.assessment().recommendations()) {
      left.values().stream()
          .filter(each -> each.getRecommendationId().equals(advice.getRecommendationId()))
          .findFirst()
          .ifPresent(standing::add);
    }
    left.values().stream().filter(each -> !standing.contains(each)).forEach(standing::add);
    AdviceSheet sheet = AdviceSheet.of(newest);
    return new AdviceSheet(
        sheet.workload(),
        sheet.applicationId(),
        standing,
        sheet.warnings(),
        sheet.settings(),
        sheet.context());
  }

  private AnalysisReport report(Run run, WorkloadHistory before, Assessment assessment) {
    if (slots.isEmpty()) {
      return new AnalysisReport(
          run, assessment, AnalysisReport.sizes(assessment), RunPace.of(starts));
    }
    Advisor.Predicted predicted = advisor.predict(run, before, slots);
    List<PartFailure> more = new ArrayList<>(predicted.failures());
    more.removeIf(
        failure -> assessment.failures().stream().anyMatch(f -> f.what().equals(failure.what())));
    boolean sizeAdvised = assessment.front().flatMap(Front::chosen).isPresent();
    List<FrontPoint> points =
        sizeAdvised
            ? predicted.points()
            : predicted.points().stream().map(FrontPoint::notChosen).toList();
    return new AnalysisReport(run, assessment.withFailures(more), points, RunPace.of(starts));
  }
}

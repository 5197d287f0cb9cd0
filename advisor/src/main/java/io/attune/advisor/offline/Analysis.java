package io.attune.advisor.offline;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.assess.PartFailure;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.render.AnalysisReport;
import io.attune.advisor.sizing.Front;
import io.attune.advisor.sizing.FrontPoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges runs as the topology does: those of one workload in the order in which they started, each
 * with the earlier ones as its history.
 */
public final class Analysis {
  private final Advisor advisor;
  private final List<Integer> slots;

  public Analysis(Advisor advisor) {
    this(advisor, List.of());
  }

  /**
   * Judges, and predicts at particular sizes.
   *
   * @param slots sizes to predict at; empty: those that the advisor looks at anyway
   */
  public Analysis(Advisor advisor, List<Integer> slots) {
    this.advisor = requireNonNull(advisor, "advisor is null");
    this.slots = List.copyOf(slots);
  }

  /** One report a run, in the order in which the runs are given. */
  public List<AnalysisReport> assess(List<Run> runs) {
    Map<String, WorkloadHistory> histories = new HashMap<>();
    Map<Run, AnalysisReport> reports = new HashMap<>();
    List<Run> byStart = new ArrayList<>(runs);
    byStart.sort(
        Comparator.comparing((Run run) -> run.application().start().orElse(Instant.EPOCH))
            .thenComparing(run -> run.application().applicationId()));
    for (Run run : byStart) {
      String workload = run.application().workload();
      WorkloadHistory history = histories.getOrDefault(workload, WorkloadHistory.empty());
      Assessment assessment = advisor.assess(run, history);
      if (run.application().ended()) {
        histories.put(workload, advisor.remember(history, run, assessment));
      }
      reports.put(run, report(run, history, assessment));
    }
    return runs.stream().map(reports::get).toList();
  }

  private AnalysisReport report(Run run, WorkloadHistory history, Assessment assessment) {
    if (slots.isEmpty()) {
      return new AnalysisReport(run, assessment);
    }
    Advisor.Predicted predicted = advisor.predict(run, history, slots);
    List<PartFailure> more = new ArrayList<>(predicted.failures());
    more.removeIf(
        failure -> assessment.failures().stream().anyMatch(f -> f.what().equals(failure.what())));
    boolean sizeAdvised = assessment.front().flatMap(Front::chosen).isPresent();
    List<FrontPoint> points =
        sizeAdvised
            ? predicted.points()
            : predicted.points().stream().map(FrontPoint::notChosen).toList();
    return new AnalysisReport(run, assessment.withFailures(more), points);
  }
}

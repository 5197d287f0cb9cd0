package io.attune.advisor.offline;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Advisor;
import io.attune.advisor.render.AnalysisReport;
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
    Map<String, WorkloadAnalysis> workloads = new HashMap<>();
    Map<Run, AnalysisReport> reports = new HashMap<>();
    List<Run> byStart = new ArrayList<>(runs);
    byStart.sort(
        Comparator.comparing((Run run) -> run.application().start().orElse(Instant.EPOCH))
            .thenComparing(run -> run.application().applicationId()));
    for (Run run : byStart) {
      WorkloadAnalysis workload =
          workloads.computeIfAbsent(run.application().workload(), name -> workload());
      reports.put(run, workload.assess(run));
    }
    return runs.stream().map(reports::get).toList();
  }

  /** Judges the runs of one workload, one after the other. */
  public WorkloadAnalysis workload() {
    return new WorkloadAnalysis(advisor, slots);
  }
}

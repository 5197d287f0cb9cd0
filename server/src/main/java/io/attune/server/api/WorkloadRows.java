package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import io.attune.server.view.ApplicationSummary;
import io.attune.server.view.PastRuns;
import io.attune.server.view.Published;
import io.attune.server.view.Recommendations;
import io.attune.server.view.Runs;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All workloads that have recommendations, past runs in this instance, or applications that it
 * works on.
 */
final class WorkloadRows {
  private final Recommendations recommendations;
  private final Runs runs;
  private final Paces paces;

  /**
   * The rows as they are now.
   *
   * @param rows by name
   * @param complete whether all there are were looked at
   */
  record Now(Collection<WorkloadRow> rows, boolean complete) {}

  WorkloadRows(Recommendations recommendations, Runs runs, Paces paces) {
    this.recommendations = requireNonNull(recommendations, "recommendations is null");
    this.runs = requireNonNull(runs, "runs is null");
    this.paces = requireNonNull(paces, "paces is null");
  }

  Now now() {
    List<ApplicationSummary> newest = runs.applications(ApplicationList.LOOKED_AT + 1);
    Map<String, WorkloadRow> byName = new TreeMap<>();
    for (Published one : recommendations.current()) {
      row(byName, one.recommendation().getWorkload()).add(one);
    }
    for (ApplicationSummary application : newest) {
      row(byName, application.workload()).add(application);
    }
    for (PastRuns past : paces.byWorkload().values()) {
      row(byName, past.workload()).add(past);
    }
    byName.values().forEach(WorkloadRow::done);
    return new Now(
        byName.values(),
        newest.size() <= ApplicationList.LOOKED_AT
            && runs.isWhole()
            && recommendations.isCaughtUp());
  }

  private static WorkloadRow row(Map<String, WorkloadRow> rows, String name) {
    return rows.computeIfAbsent(name, WorkloadRow::new);
  }
}

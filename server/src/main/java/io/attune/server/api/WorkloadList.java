package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import io.attune.server.http.Answer;
import io.attune.server.http.Parameter;
import io.attune.server.http.Query;
import io.attune.server.view.ApplicationSummary;
import io.attune.server.view.Published;
import io.attune.server.view.Recommendations;
import io.attune.server.view.Runs;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code /api/v1/workloads}: what recurs. All that have recommendations, and those of the
 * applications of this instance.
 */
final class WorkloadList {
  private static final List<String> SEVERITIES =
      Arrays.stream(Severity.values()).map(Severity::name).toList();

  private static final Columns<WorkloadRow> COLUMNS =
      new Columns<WorkloadRow>("A workload: what recurs from run to run.")
          .text("workload", "Its name.", w -> w.name)
          .count("recommendations", "Recommendations that are published.", w -> w.recommendations)
          .optionalName(
              "severity",
              "The highest severity among them.",
              SEVERITIES,
              w -> w.severity == null ? null : w.severity.name())
          .count("applications", "Applications of it that this instance knows.", w -> w.known)
          .count("running", "Those of them that run.", w -> w.running)
          .time("lastEventTime", "Time of the newest event.", w -> w.lastEvent);

  private static final Listing<WorkloadRow> LISTING =
      new Listing<WorkloadRow>(w -> w.name, "workload")
          .filteredBy(Parameter.text("workload", "Only the workload of this name."), w -> w.name)
          .filteredBy(
              Parameter.choice("severity", SEVERITIES, "Only those with this highest severity."),
              w -> w.severity == null ? null : w.severity.name())
          .searched(
              "Only those with this text in their name, whatever its case.", w -> Stream.of(w.name))
          .sortedBy("workload", w -> SortKey.of(w.name))
          .sortedBy("recommendations", w -> SortKey.of(w.recommendations))
          .sortedBy(
              "severity", w -> w.severity == null ? SortKey.NONE : SortKey.of(w.severity.ordinal()))
          .sortedBy("running", w -> SortKey.of(w.running))
          .sortedBy("lastEventTime", w -> SortKey.of(w.lastEvent));

  private final Recommendations recommendations;
  private final Runs runs;

  /** What is known of one workload. */
  private static final class WorkloadRow {
    private final String name;
    private int recommendations;
    private Severity severity;
    private int known;
    private int running;
    private Instant lastEvent;

    WorkloadRow(String name) {
      this.name = name;
    }

    void add(Recommendation recommendation) {
      recommendations++;
      if (severity == null || recommendation.getSeverity().compareTo(severity) > 0) {
        severity = recommendation.getSeverity();
      }
      seen(recommendation.getEventTime());
    }

    void add(ApplicationSummary application) {
      known++;
      running += application.ended() ? 0 : 1;
      application.lastEvent().ifPresent(this::seen);
    }

    private void seen(Instant time) {
      lastEvent = lastEvent == null || time.isAfter(lastEvent) ? time : lastEvent;
    }
  }

  WorkloadList(Recommendations recommendations, Runs runs) {
    this.recommendations = requireNonNull(recommendations, "recommendations is null");
    this.runs = requireNonNull(runs, "runs is null");
  }

  static List<Parameter> parameters() {
    return LISTING.parameters();
  }

  static ObjectNode schema() {
    return COLUMNS.schema();
  }

  Answer answer(Query query) {
    List<ApplicationSummary> newest = runs.applications(ApplicationList.LOOKED_AT + 1);
    boolean complete = newest.size() <= ApplicationList.LOOKED_AT && recommendations.isCaughtUp();
    return LISTING.answer(workloads(newest), query, complete, COLUMNS::json);
  }

  private Collection<WorkloadRow> workloads(List<ApplicationSummary> applications) {
    Map<String, WorkloadRow> byName = new TreeMap<>();
    for (Published published : recommendations.current()) {
      Recommendation recommendation = published.recommendation();
      byName.computeIfAbsent(recommendation.getWorkload(), WorkloadRow::new).add(recommendation);
    }
    for (ApplicationSummary application : applications) {
      byName.computeIfAbsent(application.workload(), WorkloadRow::new).add(application);
    }
    return byName.values();
  }
}

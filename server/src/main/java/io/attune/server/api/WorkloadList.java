package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.Severity;
import io.attune.server.http.Answer;
import io.attune.server.http.Parameter;
import io.attune.server.http.Query;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code /api/v1/workloads}: what recurs. All that have recommendations, and those of the
 * applications of this instance.
 */
final class WorkloadList {
  static final String RULE = "rule";
  static final String OWNER = "owner";
  static final String PLATFORM = "platform";
  static final String SEVERITY = "severity";
  static final String STATE = "state";

  private static final List<String> SEVERITIES = names(Severity.values());

  static final Columns<WorkloadRow> COLUMNS =
      new Columns<WorkloadRow>("A workload: what recurs from run to run.")
          .text("workload", "Its name.", w -> w.name)
          .count("recommendations", "Recommendations that are published.", w -> w.published.size())
          .optionalName(
              SEVERITY,
              "The highest severity among them.",
              SEVERITIES,
              w -> w.severity == null ? null : w.severity.name())
          .count("applications", "Applications of it that this instance knows.", w -> w.known)
          .count("running", "Those of them that run.", w -> w.running)
          .time("lastEventTime", "Time of the newest event.", w -> w.lastEvent)
          .optionalText(OWNER, "Who is to hear of it, as it says itself.", w -> w.owner)
          .optionalText(PLATFORM, "What runs it; null when that is not known.", w -> w.platform)
          .texts("rules", "Rules that have advised something that is published.", w -> w.rules)
          .count("runs", "Past runs that are remembered.", w -> w.remembered)
          .number("runsPerDay", "How often it runs, by those.", WorkloadRow::runsPerDay)
          .flag(
              "paceAssumed",
              "Whether those do not tell, so that once a day is assumed.",
              w -> w.pace.isEmpty())
          .number("costPerDay", "What its runs cost a day.", WorkloadRow::costPerDay)
          .text("costUnit", "Unit of costs; empty when none is known.", w -> w.costUnit)
          .milliseconds(
              "spanMs", "Time of its newest run, first job start to last job end.", w -> w.spanMs)
          .number(
              "savedCostPerDay",
              "Cost that the open advice would save a day; null when no replay tells.",
              w -> w.gain.cost().isPresent() ? w.gain.costPerDay() : null)
          .number("savedCostShare", "The same as a share of the cost.", WorkloadRow::savedShare)
          .number(
              "savedTimeMsPerDay",
              "Time that it would save a day, milliseconds; null when no replay tells.",
              w -> w.gain.time().isPresent() ? w.gain.timeMsPerDay() : null)
          .number(
              "savedTimeMsAtMost",
              "Of each run, the most that one change could save where only a bound is known.",
              w -> w.gain.mostTimeMs());

  static final Listing<WorkloadRow> LISTING =
      new Listing<WorkloadRow>(w -> w.name, "workload")
          .filteredBy(Parameter.text("workload", "Only the workload of this name."), w -> w.name)
          .filteredBy(
              Parameter.choice(SEVERITY, SEVERITIES, "Only those with this highest severity."),
              w -> w.severity == null ? null : w.severity.name())
          .filteredByAny(
              Parameter.text(RULE, "Only those that this rule has advised something for."),
              w -> w.rules)
          .filteredBy(Parameter.text(OWNER, "Only those of this owner."), w -> w.owner)
          .filteredBy(Parameter.text(PLATFORM, "Only those on this platform."), w -> w.platform)
          .filteredByAny(
              Parameter.choice(
                  STATE,
                  names(RecommendationState.values()),
                  "Only those with a recommendation in this state of its life."),
              w -> w.states)
          .searched(
              "Only those with this text in their name, whatever its case.", w -> Stream.of(w.name))
          .sortedBy("workload", w -> SortKey.of(w.name))
          .sortedBy("recommendations", w -> SortKey.of(w.published.size()))
          .sortedBy(
              SEVERITY, w -> w.severity == null ? SortKey.NONE : SortKey.of(w.severity.ordinal()))
          .sortedBy("running", w -> SortKey.of(w.running))
          .sortedBy("lastEventTime", w -> SortKey.of(w.lastEvent))
          .sortedBy("costPerDay", w -> SortKey.ofNumber(w.costPerDay()))
          .sortedBy("runsPerDay", w -> SortKey.of(w.runsPerDay()))
          .sortedBy("savedCostPerDay", w -> SortKey.of(w.gain.costPerDay()))
          .sortedBy("savedTimeMsPerDay", w -> SortKey.of(w.gain.timeMsPerDay()));

  private final WorkloadRows rows;

  WorkloadList(WorkloadRows rows) {
    this.rows = requireNonNull(rows, "rows is null");
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }

  static List<Parameter> parameters() {
    return LISTING.parameters();
  }

  static ObjectNode schema() {
    return COLUMNS.schema();
  }

  Answer answer(Query query) {
    WorkloadRows.Now now = rows.now();
    return LISTING.answer(now.rows(), query, now.complete(), COLUMNS::json);
  }
}

package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.server.http.Answer;
import io.attune.server.http.Parameter;
import io.attune.server.http.Query;
import io.attune.server.view.ApplicationSummary;
import io.attune.server.view.Runs;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** {@code /api/v1/applications}: the applications that this instance works on. */
final class ApplicationList {
  /** At most so many of the newest are read; each is decoded from its store. */
  static final int LOOKED_AT = 2_000;

  private static final String RUNNING = "running";
  private static final String ENDED = "ended";

  private static final Columns<ApplicationSummary> COLUMNS =
      new Columns<ApplicationSummary>("A Spark application.")
          .text("id", "Spark's own id.", ApplicationSummary::id)
          .text("name", "spark.app.name; empty while it is not known.", ApplicationSummary::name)
          .text("workload", "What recurs from run to run.", ApplicationSummary::workload)
          .optionalText("sparkVersion", "Version of Spark.", a -> a.sparkVersion().orElse(null))
          .time("startTime", "Start.", a -> a.start().orElse(null))
          .time("endTime", "End; null while it runs.", a -> a.end().orElse(null))
          .time("lastEventTime", "Time of the newest event.", ApplicationList::lastEvent)
          .milliseconds(
              "durationMs", "From start to end, or to the newest event.", ApplicationList::duration)
          .flag("ended", "Whether its end was seen.", ApplicationSummary::ended)
          .count("executors", "Executors so far.", a -> a.executors())
          .count("stages", "Stage attempts so far.", a -> a.stages())
          .count("jobs", "Jobs so far.", a -> a.jobs())
          .optionalText("owner", "Who is to hear of it.", a -> a.owner().orElse(null))
          .optionalText("platform", "What runs it.", a -> a.platform().orElse(null))
          .flag(
              "thinned",
              "Whether it is beyond a limit, so that more was reported about it than is kept.",
              ApplicationSummary::thinned);

  private static final Listing<ApplicationSummary> LISTING =
      new Listing<>(ApplicationSummary::id, "-lastEventTime")
          .filteredBy(
              Parameter.text("id", "Only the application with this id."), ApplicationSummary::id)
          .filteredBy(
              Parameter.text("workload", "Only applications of this workload."),
              ApplicationSummary::workload)
          .filteredBy(
              Parameter.choice(
                  "state", List.of(RUNNING, ENDED), "Only those that run, or that have ended."),
              a -> a.ended() ? ENDED : RUNNING)
          .searched(
              "Only those with this text in id, name or workload, whatever its case.",
              a -> Stream.of(a.id(), a.name(), a.workload()))
          .sortedBy("lastEventTime", a -> SortKey.of(lastEvent(a)))
          .sortedBy("startTime", a -> SortKey.of(a.start().orElse(null)))
          .sortedBy("durationMs", a -> SortKey.ofNumber(duration(a)))
          .sortedBy("name", a -> SortKey.of(a.name()))
          .sortedBy("workload", a -> SortKey.of(a.workload()))
          .sortedBy("executors", a -> SortKey.of(a.executors()))
          .sortedBy("stages", a -> SortKey.of(a.stages()))
          .sortedBy("jobs", a -> SortKey.of(a.jobs()));

  private final Runs runs;

  ApplicationList(Runs runs) {
    this.runs = requireNonNull(runs, "runs is null");
  }

  static List<Parameter> parameters() {
    return LISTING.parameters();
  }

  static ObjectNode schema() {
    return COLUMNS.schema();
  }

  static ObjectNode json(ApplicationSummary application) {
    return COLUMNS.json(application);
  }

  Answer answer(Query query) {
    List<ApplicationSummary> newest = runs.applications(LOOKED_AT + 1);
    boolean all = newest.size() <= LOOKED_AT;
    return LISTING.answer(
        all ? newest : newest.subList(0, LOOKED_AT), query, all && runs.isWhole(), COLUMNS::json);
  }

  private static Instant lastEvent(ApplicationSummary application) {
    return application.lastEvent().orElse(null);
  }

  private static Long duration(ApplicationSummary application) {
    return application.durationMs().isPresent() ? application.durationMs().getAsLong() : null;
  }
}

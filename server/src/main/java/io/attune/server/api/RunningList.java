package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.application.SlotUse;
import io.attune.server.http.Answer;
import io.attune.server.view.ApplicationSummary;
import io.attune.server.view.LiveApplication;
import io.attune.server.view.Runs;
import java.util.Comparator;
import java.util.List;

/** {@code /api/v1/running}: what runs now, each with a small picture of its slots. */
final class RunningList {
  private static final int MOST = 200;

  private static final Columns<LiveApplication> APPLICATION =
      new Columns<LiveApplication>("An application that runs.")
          .text("id", "Spark's own id.", a -> a.summary().id())
          .text("name", "spark.app.name; empty while it is not known.", a -> a.summary().name())
          .text("workload", "What recurs from run to run.", a -> a.summary().workload())
          .milliseconds("durationMs", "From start to the newest event.", a -> duration(a.summary()))
          .number("slots", "Slots that were there at its newest event.", a -> a.slotsNow())
          .number(
              "busyShare",
              "Part of its slots' time that worked, 0 to 1; null while none is known.",
              RunningList::busyShare)
          .numbers(
              "busy",
              "The same in percent over its time, in at most "
                  + LiveApplication.POINTS
                  + " equal parts, the newest last; -1 where no slot was there, or not all is kept.",
              a -> a.use().map(RunningList::percent).orElse(new double[0]));

  private static final Columns<Page> COLUMNS =
      new Columns<Page>("Applications that run.")
          .list(
              "items",
              "Those with the most idle slots, at most " + MOST + ".",
              APPLICATION,
              Page::shown)
          .count("total", "All of them.", page -> page.all().size())
          .flag("complete", "Whether all applications were looked at.", Page::complete);

  private final Runs runs;

  private record Page(List<LiveApplication> all, boolean complete) {
    List<LiveApplication> shown() {
      return all.stream()
          .sorted(
              Comparator.comparingDouble(LiveApplication::idleSlots)
                  .reversed()
                  .thenComparing(a -> a.summary().id()))
          .limit(MOST)
          .toList();
    }
  }

  RunningList(Runs runs) {
    this.runs = requireNonNull(runs, "runs is null");
  }

  static ObjectNode schema() {
    return COLUMNS.schema();
  }

  Answer answer() {
    int known = runs.applications(ApplicationList.LOOKED_AT + 1).size();
    boolean complete = known <= ApplicationList.LOOKED_AT && runs.isWhole();
    return Answer.json(COLUMNS.json(new Page(runs.running(ApplicationList.LOOKED_AT), complete)));
  }

  private static Long duration(ApplicationSummary application) {
    return application.durationMs().isPresent() ? application.durationMs().getAsLong() : null;
  }

  private static Double busyShare(LiveApplication application) {
    return application
        .use()
        .map(SlotUse::busyShare)
        .filter(share -> share.isPresent())
        .map(share -> share.getAsDouble())
        .orElse(null);
  }

  private static double[] percent(SlotUse use) {
    double[] percent = new double[use.slots().length];
    long known = use.knownFrom().orElse(use.from()).toEpochMilli() - use.from().toEpochMilli();
    for (int i = 0; i < percent.length; i++) {
      double slots = use.slots()[i];
      boolean isKept = (i + 1) * use.widthMs() > known;
      percent[i] =
          isKept && slots > 0 ? Math.min(100, Math.round(100 * use.others()[i] / slots)) : -1;
    }
    return percent;
  }
}

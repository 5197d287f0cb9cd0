package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.application.JobUnit;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.TriedValue;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.outcome.SettingDifference;
import io.attune.advisor.render.AvroJson;
import io.attune.advisor.render.Cards;
import io.attune.advisor.render.WorkloadGain;
import io.attune.schemas.Forecast;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.UnitShare;
import io.attune.server.http.Answer;
import io.attune.server.http.Parameter;
import io.attune.server.http.Query;
import io.attune.server.view.ForecastsOfWorkloads;
import io.attune.server.view.PastRuns;
import io.attune.server.view.Published;
import io.attune.server.view.Recommendations;
import io.attune.server.view.Runs;
import io.attune.streams.advise.KnownWorkload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** {@code /api/v1/workload}: all that is known of one workload. */
final class WorkloadDetail {
  private static final double MILLIONTHS = 1e6;

  private static final Columns<Map.Entry<String, String>> SILENT =
      new Columns<Map.Entry<String, String>>("A rule that advises nothing for the newest run.")
          .text("ruleId", "Rule.", Map.Entry::getKey)
          .text("reason", "Why, in a short sentence.", Map.Entry::getValue);

  private static final Columns<SettingDifference> CHANGE =
      new Columns<SettingDifference>("A setting that differs from the run before.")
          .text("property", "Spark property.", SettingDifference::property)
          .optionalText(
              "before", "Value before; null when it was not set.", SettingDifference::before)
          .optionalText("after", "Value in this run.", SettingDifference::after);

  private static final Columns<RunWithChanges> RUN =
      new Columns<RunWithChanges>("A past run.")
          .text("applicationId", "Spark's own id.", r -> r.run.applicationId())
          .time("startTime", "Start.", r -> r.run.started())
          .flag("succeeded", "Whether no job failed.", r -> r.run.succeeded())
          .milliseconds("spanMs", "First job start to last job end.", r -> r.run.spanMs())
          .number("cost", "What it cost.", r -> orNull(r.run.cost()))
          .text("costUnit", "Unit of the cost.", r -> r.run.costUnit())
          .count("inputBytes", "Bytes read from storage.", r -> r.run.inputBytes())
          .count("slots", "Slots at their most.", r -> r.run.slots())
          .count("failures", "Failed attempts and executors lost by fault.", r -> r.run.failures())
          .list("changes", "Settings that differ from the run before.", CHANGE, r -> r.changes);

  private static final Columns<TriedValue> TRIED =
      new Columns<TriedValue>("Advice that was followed, and how that went.")
          .text("applicationId", "The run.", TriedValue::applicationId)
          .text("property", "Spark property.", TriedValue::property)
          .text("ruleId", "Rule that had advised it.", t -> t.setting().ruleId())
          .optionalText("previous", "Value before.", t -> t.setting().previous().orElse(null))
          .text("applied", "Value in the run.", TriedValue::applied)
          .optionalName(
              "state",
              "Verdict.",
              Arrays.stream(RecommendationState.values()).map(Enum::name).toList(),
              t -> t.state().name())
          .number(
              "timeShare",
              "Change of time as a share of what it would have been; -0.4 is 40 % less.",
              t -> orNull(t.effect().time().share()))
          .number("costShare", "The same for cost.", t -> orNull(t.effect().costShare()));

  private static final Columns<Card> CARD =
      new Columns<Card>("One change: settings that are set together, or advice without a setting.")
          .list(
              "recommendations",
              "What it is made of; the first is what it is named for.",
              Schemas.ref("RankedRecommendation"),
              c -> c.published,
              json -> json);

  private static final Columns<OfApplication> UNIT =
      new Columns<OfApplication>("A unit as a part of the newest ended run of its application.")
          .text("application", "Workload of the application.", u -> u.application)
          .text("name", "Kind and shape, such as group=nightly.", u -> u.name)
          .milliseconds("jobs", "Its jobs in that run; null when it had none.", u -> u.jobs())
          .milliseconds(
              "slotTimeMs", "Time of its tasks in their slots.", OfApplication::slotTimeMs)
          .number("share", "Part of the run's slot-time and cost, 0 to 1.", OfApplication::part)
          .number("cost", "Its part of the run's cost.", OfApplication::cost)
          .text("costUnit", "Unit of the cost.", u -> u.costUnit);

  private static final Columns<Detail> COLUMNS =
      new Columns<Detail>("All that is known of one workload.")
          .object("summary", "As the list of workloads has it.", WorkloadList.COLUMNS, d -> d.row)
          .list("open", "Changes to make, the largest gain first.", CARD, d -> d.open)
          .list("others", "Advice that is in force or was put aside.", CARD, d -> d.others)
          .named(
              "forecast",
              "Time and cost of the newest ended run at other sizes; null when too little is known.",
              "Forecast",
              d -> d.forecast,
              AvroJson::of)
          .number(
              "noiseShare",
              "Difference in time, as a share, that runs with the same settings stay within 19 times"
                  + " of 20; null when too few are known.",
              d -> d.noiseShare)
          .object(
              "unit",
              "Of a unit inside the applications of a workload what it is of them; null for a"
                  + " workload of its own.",
              UNIT,
              d -> d.unit)
          .list("runs", "Past runs, the oldest first.", RUN, d -> d.runs)
          .list("tried", "What was tried, the oldest first.", TRIED, d -> d.tried)
          .list("silent", "Why each other rule advises nothing.", SILENT, d -> d.silent)
          .texts("warnings", "What to know about the data, a sentence each.", d -> d.warnings)
          .flag("here", "Whether this instance remembers its runs.", d -> d.here);

  private final WorkloadRows rows;
  private final Recommendations recommendations;
  private final Runs runs;
  private final ForecastsOfWorkloads forecasts;
  private final Paces paces;

  private record RunWithChanges(RunSummary run, List<SettingDifference> changes) {}

  private record Card(List<ObjectNode> published) {}

  /** The share is null for a unit that had no job in the newest ended run. */
  private record OfApplication(
      String application, String name, UnitShare share, long wholeMs, String costUnit) {
    Long jobs() {
      return share == null ? null : (long) share.getJobs();
    }

    Long slotTimeMs() {
      return share == null ? null : share.getSlotTimeMs();
    }

    Double part() {
      return share == null ? null : (double) share.getSlotTimeMs() / Math.max(1, wholeMs);
    }

    Double cost() {
      return share == null ? null : share.getCostMillionths() / MILLIONTHS;
    }
  }

  private record Detail(
      WorkloadRow row,
      List<Card> open,
      List<Card> others,
      Forecast forecast,
      Double noiseShare,
      OfApplication unit,
      List<RunWithChanges> runs,
      List<TriedValue> tried,
      List<Map.Entry<String, String>> silent,
      List<String> warnings,
      boolean here) {}

  WorkloadDetail(
      WorkloadRows rows,
      Recommendations recommendations,
      Runs runs,
      ForecastsOfWorkloads forecasts,
      Paces paces) {
    this.rows = requireNonNull(rows, "rows is null");
    this.recommendations = requireNonNull(recommendations, "recommendations is null");
    this.runs = requireNonNull(runs, "runs is null");
    this.forecasts = requireNonNull(forecasts, "forecasts is null");
    this.paces = requireNonNull(paces, "paces is null");
  }

  static List<Parameter> parameters() {
    return List.of(Parameter.text("workload", "Name of the workload.").needed());
  }

  static void addSchemas(Schemas schemas) {
    schemas.addAvro(Forecast.getClassSchema());
    schemas.add("WorkloadDetail", COLUMNS.schema());
  }

  Answer answer(Query query) {
    String name = query.require("workload");
    Optional<KnownWorkload> known = runs.workload(name);
    WorkloadRow row = row(name, known);
    WorkloadHistory history = known.map(KnownWorkload::history).orElse(WorkloadHistory.empty());
    return Answer.json(
        COLUMNS.json(
            new Detail(
                row,
                row.gain.cards().stream().map(card -> card(row, card)).toList(),
                others(row),
                forecasts.of(name).orElse(null),
                known.map(k -> orNull(k.noiseShare())).orElse(null),
                JobUnit.nameIn(name).map(unit -> unit(name, unit)).orElse(null),
                withChanges(history.runs()),
                history.tried(),
                known
                    .flatMap(KnownWorkload::newest)
                    .map(newest -> List.copyOf(newest.silent().entrySet()))
                    .orElse(List.of()),
                known.flatMap(KnownWorkload::newest).map(n -> n.warnings()).orElse(List.of()),
                known.isPresent())));
  }

  /** A unit that has no advice is in no list: it is there as soon as a run of it is known. */
  private WorkloadRow row(String name, Optional<KnownWorkload> known) {
    Optional<WorkloadRow> listed =
        rows.now().rows().stream().filter(one -> one.name.equals(name)).findFirst();
    boolean isUnit = JobUnit.nameIn(name).isPresent();
    if (!isUnit || known.isEmpty() && listed.isEmpty() && !hasShare(name)) {
      return listed.orElseThrow(() -> WorkloadConfiguration.unknown(name, recommendations, runs));
    }
    WorkloadRow row = new WorkloadRow(name);
    listed.ifPresent(one -> one.published.forEach(row::add));
    known.ifPresent(past -> row.add(PastRuns.of(name, past.history())));
    return row.done();
  }

  private boolean hasShare(String unit) {
    return forecasts
        .of(JobUnit.applicationIn(unit))
        .map(forecast -> forecast.getUnits().stream().anyMatch(u -> unit.equals(u.getWorkload())))
        .orElse(false);
  }

  private OfApplication unit(String workload, String unit) {
    String application = JobUnit.applicationIn(workload);
    Optional<Forecast> forecast = forecasts.of(application);
    List<UnitShare> shares = forecast.map(Forecast::getUnits).orElse(List.of());
    return new OfApplication(
        application,
        unit,
        shares.stream().filter(s -> workload.equals(s.getWorkload())).findFirst().orElse(null),
        shares.stream().mapToLong(UnitShare::getSlotTimeMs).sum(),
        forecast.map(Forecast::getUnit).orElse(""));
  }

  private List<Card> others(WorkloadRow row) {
    return Cards.of(
            row.published.stream()
                .map(Published::recommendation)
                .filter(r -> !WorkloadGain.isOpen(r))
                .toList())
        .stream()
        .map(card -> card(row, card))
        .toList();
  }

  private Card card(WorkloadRow row, List<io.attune.schemas.Recommendation> card) {
    return new Card(
        card.stream()
            .flatMap(r -> row.published.stream().filter(p -> p.recommendation() == r))
            .map(paces::json)
            .toList());
  }

  private static List<RunWithChanges> withChanges(List<RunSummary> runs) {
    List<RunWithChanges> all = new ArrayList<>();
    RunSummary before = null;
    for (RunSummary run : runs) {
      all.add(
          new RunWithChanges(
              run, before == null ? List.of() : SettingDifference.between(before, run)));
      before = run;
    }
    return all;
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}

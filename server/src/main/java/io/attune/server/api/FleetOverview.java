package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.outcome.RealisedSavings;
import io.attune.advisor.worth.Worth;
import io.attune.server.http.Answer;
import io.attune.server.http.Parameter;
import io.attune.server.http.Query;
import io.attune.server.view.Outcomes;
import io.attune.server.view.Published;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code /api/v1/fleet}: all workloads together, what to do first, and what they differ in. */
final class FleetOverview {
  private static final int MOST_AREAS = 300;
  private static final int FIRST = 10;
  private static final int MOST_VALUES = 50;

  private static final Columns<Totals> TOTALS =
      new Columns<Totals>("Sums over the workloads that the filters keep.")
          .count("workloads", "Workloads.", t -> t.rows.size())
          .count("judged", "Those of which a run was seen.", t -> t.count(w -> w.remembered > 0))
          .count("advised", "Those with open advice.", t -> t.count(w -> !w.gain.cards().isEmpty()))
          .count("cheaper", "Those that can be cheaper.", t -> t.count(w -> w.gain.isCheaper()))
          .count(
              "faster", "Those that can be faster.", t -> t.count(w -> w.gain.timeMsPerDay() > 0))
          .count(
              "paceAssumed",
              "Those that are counted as once a day, because too few runs were seen to" + " tell.",
              t -> t.count(w -> w.pace.isEmpty()))
          .count(
              "running",
              "Applications that run now.",
              t -> t.rows.stream().mapToLong(w -> w.running).sum())
          .text(
              "costUnit", "Unit of the costs; of several, the one of most workloads.", t -> t.unit)
          .number("costPerDay", "What they cost a day.", t -> t.sum(WorkloadRow::costPerDay))
          .number(
              "savedCostPerDay",
              "What open advice would save a day.",
              t -> t.sum(w -> Math.max(0, w.gain.costPerDay())))
          .number(
              "savedCostPerDayLeast",
              "Lower end of its range.",
              t -> t.sum(FleetOverview::leastPerDay))
          .number(
              "savedCostPerDayMost",
              "Upper end of its range.",
              t -> t.sum(FleetOverview::mostPerDay))
          .number(
              "savedTimeMsPerDay",
              "Time it would save a day, milliseconds.",
              t -> t.rows.stream().mapToDouble(w -> Math.max(0, w.gain.timeMsPerDay())).sum());

  private static final Columns<RealisedSavings.RealisedShare> REALISED =
      new Columns<RealisedSavings.RealisedShare>("What followed advice has saved, as measured.")
          .number("runs", "Runs measured.", RealisedSavings.RealisedShare::runs)
          .number("cost", "Cost saved in them.", RealisedSavings.RealisedShare::cost)
          .number(
              "timeMs", "Time saved in them, milliseconds.", RealisedSavings.RealisedShare::timeMs);

  private static final Columns<Map.Entry<String, Long>> VALUE =
      new Columns<Map.Entry<String, Long>>("A value and the workloads that have it.")
          .text("value", "The value.", Map.Entry::getKey)
          .count("count", "Workloads that the other filters keep.", Map.Entry::getValue);

  private static final Columns<Facet> FACET =
      new Columns<Facet>("What workloads can be chosen by.")
          .text("name", "Name of the parameter.", Facet::name)
          .list("values", "Its values, the most frequent first.", VALUE, Facet::values);

  private static final Columns<WorkloadRow> AREA =
      new Columns<WorkloadRow>("A workload as an area.")
          .text("workload", "Its name.", w -> w.name)
          .number("costPerDay", "What it costs a day.", WorkloadRow::costPerDay)
          .number(
              "savedShare",
              "The share of it that can be saved; null when that is not known.",
              WorkloadRow::savedShare)
          .number("savedCostPerDay", "What can be saved a day.", w -> w.gain.costPerDay())
          .count("open", "Open changes.", w -> w.gain.cards().size())
          .count("running", "Runs of it that go on now.", w -> w.running);

  private static final Columns<Overview> COLUMNS =
      new Columns<Overview>("All workloads together.")
          .object("totals", "Sums.", TOTALS, Overview::totals)
          .object(
              "realised",
              "What has been saved already, of all workloads.",
              REALISED,
              Overview::realised)
          .list("facets", "What they can be chosen by.", FACET, Overview::facets)
          .list("areas", "The " + MOST_AREAS + " that cost most.", AREA, Overview::areas)
          .count("otherAreas", "Workloads with a known cost beside those.", Overview::others)
          .number("otherCostPerDay", "What they cost a day.", Overview::otherCost)
          .list(
              "first",
              "The "
                  + FIRST
                  + " changes to make first, the largest gain a day first; of a"
                  + " change of several settings, the one that it is named for.",
              Schemas.ref("RankedRecommendation"),
              Overview::first,
              Ranked::json)
          .flag("complete", "Whether all there is was looked at.", Overview::complete);

  private final WorkloadRows rows;
  private final Outcomes outcomes;
  private final Paces paces;

  /** Workloads with what they add up to. */
  private record Totals(List<WorkloadRow> rows, String unit) {
    long count(java.util.function.Predicate<WorkloadRow> which) {
      return rows.stream().filter(which).count();
    }

    double sum(java.util.function.Function<WorkloadRow, Double> what) {
      return rows.stream()
          .filter(w -> w.costUnit.equals(unit))
          .map(what)
          .mapToDouble(value -> value == null ? 0 : value)
          .sum();
    }
  }

  private record Facet(String name, List<Map.Entry<String, Long>> values) {}

  private record Ranked(Published published, Paces paces) {
    ObjectNode json() {
      return paces.json(published);
    }
  }

  private record Overview(
      Totals totals,
      RealisedSavings.RealisedShare realised,
      List<Facet> facets,
      List<WorkloadRow> areas,
      long others,
      double otherCost,
      List<Ranked> first,
      boolean complete) {}

  FleetOverview(WorkloadRows rows, Outcomes outcomes, Paces paces) {
    this.rows = requireNonNull(rows, "rows is null");
    this.outcomes = requireNonNull(outcomes, "outcomes is null");
    this.paces = requireNonNull(paces, "paces is null");
  }

  static List<Parameter> parameters() {
    return WorkloadList.LISTING.filters();
  }

  static ObjectNode schema() {
    return COLUMNS.schema();
  }

  Answer answer(Query query) {
    WorkloadRows.Now now = rows.now();
    List<WorkloadRow> kept = WorkloadList.LISTING.kept(now.rows(), query, "");
    List<WorkloadRow> byCost =
        kept.stream()
            .filter(w -> w.costPerDay() != null)
            .sorted(Comparator.comparing(WorkloadRow::costPerDay).reversed())
            .toList();
    List<WorkloadRow> areas = byCost.subList(0, Math.min(MOST_AREAS, byCost.size()));
    List<WorkloadRow> others = byCost.subList(areas.size(), byCost.size());
    return Answer.json(
        COLUMNS.json(
            new Overview(
                new Totals(kept, unit(kept)),
                RealisedSavings.of(outcomes.newest()).total(),
                facets(now.rows(), query),
                areas,
                others.size(),
                others.stream().mapToDouble(WorkloadRow::costPerDay).sum(),
                first(kept, query),
                now.complete())));
  }

  private List<Ranked> first(List<WorkloadRow> kept, Query query) {
    return kept.stream()
        .flatMap(w -> w.gain.cards().stream().map(card -> new Open(w, published(w, card.get(0)))))
        .filter(open -> has(query, WorkloadList.RULE, open.published.recommendation().getRuleId()))
        .sorted(Open.FIRST)
        .limit(FIRST)
        .map(open -> new Ranked(open.published, paces))
        .toList();
  }

  private static boolean has(Query query, String parameter, String value) {
    return query.texts(parameter).isEmpty() || query.texts(parameter).contains(value);
  }

  private static Published published(
      WorkloadRow row, io.attune.schemas.Recommendation recommendation) {
    return row.published.stream()
        .filter(p -> p.recommendation() == recommendation)
        .findFirst()
        .orElseThrow();
  }

  /** A change that can be made. */
  private record Open(WorkloadRow row, Published published) {
    static final Comparator<Open> FIRST =
        Comparator.comparingDouble((Open o) -> -o.daily(o.worth().cost().replayed()))
            .thenComparingDouble(o -> -o.daily(o.worth().time().replayed()))
            .thenComparing(Open::worth, Worth.MOST_FIRST)
            .thenComparing(o -> o.published.key());

    Worth worth() {
      return Worth.of(published.recommendation());
    }

    double daily(OptionalDouble perRun) {
      return perRun.orElse(0) * row.runsPerDay();
    }
  }

  private static List<Facet> facets(Collection<WorkloadRow> all, Query query) {
    return Stream.of(
            facet(all, query, WorkloadList.RULE, w -> w.rules.stream()),
            facet(all, query, WorkloadList.OWNER, w -> Stream.ofNullable(w.owner)),
            facet(all, query, WorkloadList.PLATFORM, w -> Stream.ofNullable(w.platform)),
            facet(
                all,
                query,
                WorkloadList.SEVERITY,
                w -> Stream.ofNullable(w.severity).map(Enum::name)),
            facet(all, query, WorkloadList.STATE, w -> w.states.stream()))
        .toList();
  }

  private static Facet facet(
      Collection<WorkloadRow> all,
      Query query,
      String name,
      java.util.function.Function<WorkloadRow, Stream<String>> values) {
    Map<String, Long> counts = new TreeMap<>();
    WorkloadList.LISTING
        .kept(all, query, name)
        .forEach(row -> values.apply(row).forEach(value -> counts.merge(value, 1L, Long::sum)));
    List<Map.Entry<String, Long>> most = new ArrayList<>(counts.entrySet());
    most.sort(Map.Entry.<String, Long>comparingByValue().reversed());
    return new Facet(name, most.subList(0, Math.min(MOST_VALUES, most.size())));
  }

  private static String unit(List<WorkloadRow> rows) {
    Map<String, Integer> counts = new TreeMap<>();
    rows.stream()
        .filter(w -> !w.costUnit.isEmpty())
        .forEach(w -> counts.merge(w.costUnit, 1, Integer::sum));
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static Double leastPerDay(WorkloadRow row) {
    return row.gain.isCheaper() ? perDay(row, row.gain.perRun().cost().low()) : null;
  }

  private static Double mostPerDay(WorkloadRow row) {
    return row.gain.isCheaper() ? perDay(row, row.gain.perRun().cost().high()) : null;
  }

  private static Double perDay(WorkloadRow row, OptionalDouble perRun) {
    return perRun.isPresent() ? perRun.getAsDouble() * row.runsPerDay() : null;
  }
}

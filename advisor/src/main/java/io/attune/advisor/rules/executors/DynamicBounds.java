package io.attune.advisor.rules.executors;

import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.application.SparkUnits;
import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.prediction.DynamicSize;
import io.attune.advisor.prediction.ExecutorStarts;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.sizing.Priced;
import io.attune.advisor.sizing.RunForecast;
import io.attune.advisor.sizing.Sizing;
import io.attune.advisor.table.RuleTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Looks for the bounds within which executors should come and go, by replaying a few. */
final class DynamicBounds {
  private DynamicBounds() {}

  /** Of a few sets of bounds, the cheapest that is fast enough. */
  static Optional<DynamicSize> best(RuleContext context, RunForecast forecast, Sizing sizing) {
    double limit = sizing.longestSpanMs();
    List<DynamicSize> candidates = candidates(context, forecast, sizing);
    Optional<Candidate> best =
        candidates.stream()
            .map(bounds -> new Candidate(bounds, forecast.at(bounds)))
            .filter(candidate -> candidate.priced().spanMs() * forecast.scale() <= limit)
            .filter(candidate -> sizing.suits(candidate.bounds().largest()))
            .min(Comparator.comparingDouble(candidate -> candidate.priced().amount()));
    // What was advised before stays while it is about as good: it differs by chance only.
    double tolerance = 1 + context.table().number("sizing.step-share");
    return held(context, forecast)
        .map(bounds -> new Candidate(bounds, forecast.at(bounds)))
        .filter(held -> held.priced().spanMs() * forecast.scale() <= tolerance * limit)
        .filter(held -> sizing.suits(held.bounds().largest()))
        .filter(
            held ->
                best.isEmpty()
                    || held.priced().amount() <= tolerance * best.get().priced().amount())
        .or(() -> best)
        .map(Candidate::bounds);
  }

  /** The bounds that were advised after the last run, where nobody has set others since. */
  private static Optional<DynamicSize> held(RuleContext context, RunForecast forecast) {
    Map<String, Long> advised = new HashMap<>();
    for (PastAdvice past : context.stillOpen()) {
      if (past.ruleId().equals(DynamicAllocationRule.ID)) {
        value(past).ifPresent(value -> advised.put(past.property(), value));
      }
    }
    if (advised.isEmpty()) {
      return Optional.empty();
    }
    SparkSettings now = context.settings();
    long max =
        advised.getOrDefault(
            DynamicSettings.MAX,
            now.number(DynamicSettings.MAX).orElse(forecast.size().executors()));
    long min = advised.getOrDefault(DynamicSettings.MIN, now.number(DynamicSettings.MIN).orElse(0));
    long initial =
        advised.getOrDefault(
            DynamicSettings.INITIAL, now.number(DynamicSettings.INITIAL).orElse(min));
    long idle =
        advised.getOrDefault(DynamicSettings.IDLE, now.millis(DynamicSettings.IDLE).orElse(60_000));
    boolean consistent = max >= 1 && max <= 1 << 20 && 0 <= min && min <= initial && initial <= max;
    return consistent
        ? Optional.of(
            new DynamicSize(
                (int) min,
                (int) initial,
                (int) max,
                forecast.size().coresPerExecutor(),
                forecast.size().taskCpus(),
                idle,
                startMs(context, context.table())))
        : Optional.empty();
  }

  private static Optional<Long> value(PastAdvice past) {
    OptionalLong value =
        past.property().equals(DynamicSettings.IDLE)
            ? SparkUnits.millis(past.recommended(), 1000)
            : SparkUnits.bytes(past.recommended(), 1);
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }

  private record Candidate(DynamicSize bounds, Priced priced) {}

  private static List<DynamicSize> candidates(
      RuleContext context, RunForecast forecast, Sizing sizing) {
    RuleTable table = context.table();
    int slots = Math.max(1, forecast.size().slotsPerExecutor());
    Demand demand = new Demand(context);
    int least = (int) Math.ceil(demand.p10() / slots - 1e-9);
    int first = (demand.firstStageTasks() + slots - 1) / slots;
    long startMs = startMs(context, table);
    long ski = Math.max(table.whole("dynamic-allocation.least-idle-ms"), startMs);
    int most = forecast.size().executors();
    List<DynamicSize> candidates = new ArrayList<>();
    for (int max : List.of(Math.min(most, sizing.chosen().executors()), most)) {
      for (long idle : List.of(ski, table.whole("dynamic-allocation.default-idle-ms"))) {
        int min = Math.min(least, max);
        int initial = Math.max(min, Math.min(first, max));
        candidates.add(
            new DynamicSize(
                min,
                initial,
                max,
                forecast.size().coresPerExecutor(),
                forecast.size().taskCpus(),
                Math.max(idle, startMs),
                startMs));
      }
    }
    return candidates;
  }

  /** The median of what was seen, else an assumption on the long side. */
  private static long startMs(RuleContext context, RuleTable table) {
    OptionalLong seen = ExecutorStarts.medianMs(context.run());
    return seen.isPresent() ? seen.getAsLong() : table.whole("dynamic-allocation.default-start-ms");
  }
}

package io.attune.advisor.rules.executors;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.application.RddDescriptor;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.application.SparkUnits;
import io.attune.advisor.cost.Cost;
import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.prediction.DynamicSize;
import io.attune.advisor.prediction.ExecutorStarts;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.Gain;
import io.attune.advisor.sizing.Priced;
import io.attune.advisor.sizing.RunForecast;
import io.attune.advisor.sizing.Sizing;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether executors should come and go with the work, and within which bounds: the most that the
 * objective chooses, the least that is in use nine tenths of the time, as many at the start as the
 * first stage can use, and an idle time about as long as it takes to get an executor back. Speaks
 * only where the replay of exactly these bounds pays.
 */
public final class DynamicAllocationRule implements Rule {
  static final String ID = "dynamic-allocation";
  static final String ENABLED = "spark.dynamicAllocation.enabled";
  private static final String MIN = "spark.dynamicAllocation.minExecutors";
  private static final String MAX = "spark.dynamicAllocation.maxExecutors";
  private static final String INITIAL = "spark.dynamicAllocation.initialExecutors";
  private static final String IDLE = "spark.dynamicAllocation.executorIdleTimeout";
  private static final String CACHED_IDLE = "spark.dynamicAllocation.cachedExecutorIdleTimeout";
  private static final String TRACKING = "spark.dynamicAllocation.shuffleTracking.enabled";
  private static final String SERVICE = "spark.shuffle.service.enabled";

  /** Spark's word for a default without end. */
  private static final String ENDLESS = "infinity";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    if (DatabricksSizing.isDatabricks(context)) {
      return Verdict.silent("Databricks scales its workers itself");
    }
    Optional<String> objection = SizingGuard.objectionToSizes(context);
    if (objection.isPresent()) {
      return KeptAdvice.orSilent(context, ID, objection.get());
    } else if (!wereReplaced(context)
        && context.facts().spanMs() < context.table().number("dynamic-allocation.min-span-ms")) {
      return KeptAdvice.orSilent(context, ID, "the run is too short for executors to come and go");
    } else if (!canShuffle(context.settings())) {
      return Verdict.silent(
          "executors cannot go without an external shuffle service, nor be tracked before Spark 3");
    }
    RunForecast forecast = context.forecast().orElseThrow();
    Sizing sizing = context.sizing().orElseThrow();
    if (forecast.bounds().isPresent() && isHeldBack(context, forecast)) {
      return Verdict.silent(
          "executors stayed longer than their idle time: they held shuffle data or cached blocks");
    }
    Priced rival = forecast.bounds().isPresent() ? forecast.here() : sizing.chosen();
    Optional<DynamicSize> best = best(context, forecast, sizing);
    if (best.isEmpty()) {
      return KeptAdvice.orSilent(
          context, ID, "no bounds keep the time that the objective asks for");
    }
    Priced then = forecast.at(best.get());
    double saved = 1 - then.amount() / rival.amount();
    double hours = rival.cost().coreHours() - then.cost().coreHours();
    double least = context.withHysteresisAgainst(ID, ExecutorCountRule.ID, context.leastEffect());
    boolean cheaper =
        saved >= least && hours * 3_600_000 >= context.table().number("sizing.min-saved-core-ms");
    // Waiting for executors that were there a moment ago costs time before it costs money.
    double sooner = 1 - (double) then.spanMs() / rival.spanMs();
    boolean faster = wereReplaced(context) && saved >= 0 && sooner >= least;
    if (!cheaper && !faster) {
      return KeptAdvice.orSilent(
          context,
          ID,
          "the best bounds would save " + Amounts.percent(Math.max(0, saved)) + " of the cost");
    }
    return speak(context, forecast, best.get(), then, saved, faster ? sooner : 0);
  }

  private static boolean canShuffle(SparkSettings settings) {
    return settings.flag(SERVICE).orElse(false) || settings.isSparkAtLeast(3, 0);
  }

  /** Whether executors went and others came for them, as many as there were at most at one time. */
  private static boolean wereReplaced(RuleContext context) {
    return context.run().application().executors().size()
        >= 2 * context.run().application().slots().peakExecutors();
  }

  /**
   * Whether the run cost clearly more than its own replay, which lets every idle executor go. Where
   * each was replaced by another, none was held back.
   */
  private static boolean isHeldBack(RuleContext context, RunForecast forecast) {
    if (wereReplaced(context)) {
      return false;
    }
    Cost real = forecast.costs().cost(context.run());
    double error = context.table().number("sizing.max-replay-error-share");
    return real.coreHours() > (1 + error) * forecast.here().cost().coreHours() * forecast.scale();
  }

  /** Of a few sets of bounds, the cheapest that is fast enough. */
  private static Optional<DynamicSize> best(
      RuleContext context, RunForecast forecast, Sizing sizing) {
    double limit = sizing.longestSpanMs();
    List<DynamicSize> candidates = candidates(context, forecast, sizing);
    Optional<Candidate> best =
        candidates.stream()
            .map(bounds -> new Candidate(bounds, forecast.at(bounds)))
            .filter(candidate -> candidate.priced().spanMs() * forecast.scale() <= limit)
            .min(Comparator.comparingDouble(candidate -> candidate.priced().amount()));
    // What was advised before stays while it is about as good: it differs by chance only.
    double tolerance = 1 + context.table().number("sizing.step-share");
    return held(context, forecast)
        .map(bounds -> new Candidate(bounds, forecast.at(bounds)))
        .filter(held -> held.priced().spanMs() * forecast.scale() <= tolerance * limit)
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
      if (past.ruleId().equals(ID)) {
        value(past).ifPresent(value -> advised.put(past.property(), value));
      }
    }
    if (advised.isEmpty()) {
      return Optional.empty();
    }
    SparkSettings now = context.settings();
    long max = advised.getOrDefault(MAX, now.number(MAX).orElse(forecast.size().executors()));
    long min = advised.getOrDefault(MIN, now.number(MIN).orElse(0));
    long initial = advised.getOrDefault(INITIAL, now.number(INITIAL).orElse(min));
    long idle = advised.getOrDefault(IDLE, now.millis(IDLE).orElse(60_000));
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
        past.property().equals(IDLE)
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

  private static Verdict speak(
      RuleContext context,
      RunForecast forecast,
      DynamicSize bounds,
      Priced then,
      double saved,
      double sooner) {
    Gain gain = forecast.gain(then);
    List<Advice> advice = new ArrayList<>();
    for (SettingChange setting : settings(context, forecast, bounds)) {
      Advice.Builder one =
          Advice.change(Category.EXECUTORS, setting)
              .severity(ExecutorCountRule.severity(context.table(), Math.max(saved, sooner)))
              .tasks(context.facts().tasksSucceeded())
              .weightMs(context.facts().spanMs())
              .evidence(
                  "replayedGain", "share", Math.max(saved, sooner), context.leastEffect(), "share")
              .context("replayedSpanMs", "value", then.spanMs() * forecast.scale(), "ms")
              .context("demandSlots", "p10", new Demand(context).p10(), "count")
              .context("executorStartMs", "p50", bounds.executorStartMs(), "ms")
              .context("slots", "count", forecast.size().slots(), "count")
              .gain(gain)
              .summary(
                  setting.property()
                      + " = "
                      + setting.recommended()
                      + ": with "
                      + bounds.minExecutors()
                      + " to "
                      + Amounts.counted(bounds.maxExecutors(), "executor")
                      + " that go after "
                      + Amounts.duration(bounds.idleTimeoutMs())
                      + " without work, the run would cost "
                      + Amounts.percent(saved)
                      + " less and take "
                      + Amounts.duration(then.spanMs() * forecast.scale())
                      + " instead of "
                      + Amounts.duration(forecast.here().spanMs() * forecast.scale())
                      + ".")
              .doubt(
                  "Executors that hold shuffle data or cached blocks stay longer than the replay"
                      + " lets them, which costs part of the saving.");
      if (!context.settings().flag(SERVICE).orElse(false)) {
        one.condition(
            "shuffle-tracking",
            "Without an external shuffle service an executor stays while its shuffle data may be"
                + " needed.");
      }
      advice.add(one.build());
    }
    return Verdict.of(advice, "the bounds are as they should be");
  }

  /** What differs from what is in force. */
  private static List<SettingChange> settings(
      RuleContext context, RunForecast forecast, DynamicSize bounds) {
    SparkSettings now = context.settings();
    List<SettingChange> settings = new ArrayList<>();
    if (!now.dynamicAllocation()) {
      settings.add(SettingChange.flag(ENABLED, false, true, ExplicitValue.of(now, ENABLED)));
    }
    if (!now.flag(SERVICE).orElse(false) && !now.flag(TRACKING).orElse(false)) {
      settings.add(SettingChange.flag(TRACKING, false, true, ExplicitValue.of(now, TRACKING)));
    }
    bound(settings, now, MIN, bounds.minExecutors(), 0, bounds.minExecutors());
    bound(
        settings,
        now,
        INITIAL,
        bounds.initialExecutors(),
        bounds.minExecutors(),
        bounds.maxExecutors());
    bound(
        settings,
        now,
        MAX,
        bounds.maxExecutors(),
        bounds.initialExecutors(),
        Math.max(bounds.maxExecutors(), forecast.size().executors()));
    if (now.isSet(ExecutorKnobs.INSTANCES)
        && now.number(ExecutorKnobs.INSTANCES).orElse(0) > bounds.initialExecutors()) {
      // Spark starts with the largest of instances, initial and min.
      bound(
          settings,
          now,
          ExecutorKnobs.INSTANCES,
          bounds.initialExecutors(),
          Math.min(1, bounds.initialExecutors()),
          bounds.initialExecutors());
    }
    long idle = now.millis(IDLE).orElse(60_000);
    if (Math.abs(idle - bounds.idleTimeoutMs()) >= 1000) {
      settings.add(
          SettingChange.seconds(
              IDLE,
              Optional.of(SettingChange.formatSeconds(idle)),
              bounds.idleTimeoutMs(),
              Math.min(bounds.idleTimeoutMs(), Math.max(1000, bounds.executorStartMs())),
              2 * bounds.idleTimeoutMs(),
              ExplicitValue.of(now, IDLE)));
    }
    // Only persisted RDDs count for Spark; storage memory holds broadcast tables as well.
    boolean caches =
        context.run().application().rdds().values().stream().anyMatch(RddDescriptor::persisted);
    if (caches && now.millis(CACHED_IDLE).isEmpty()) {
      long cached = context.table().whole("dynamic-allocation.cached-idle-ms");
      settings.add(
          SettingChange.seconds(
              CACHED_IDLE,
              Optional.of(ENDLESS),
              Math.max(cached, bounds.idleTimeoutMs()),
              Math.min(cached, bounds.idleTimeoutMs()),
              4 * Math.max(cached, bounds.idleTimeoutMs()),
              ExplicitValue.of(now, CACHED_IDLE)));
    }
    return settings;
  }

  private static void bound(
      List<SettingChange> settings,
      SparkSettings now,
      String property,
      int wanted,
      int lower,
      int upper) {
    boolean set = now.isSet(property);
    long current = now.number(property).orElse(0);
    if (set && current == wanted || !set && property.equals(MIN) && wanted == 0) {
      return;
    }
    SettingChange setting =
        SettingChange.count(
            property, current, wanted, lower, upper, wanted, ExplicitValue.of(now, property));
    settings.add(!set && property.equals(MAX) ? setting.withCurrent(ENDLESS) : setting);
  }
}

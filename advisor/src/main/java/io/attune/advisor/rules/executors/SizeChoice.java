package io.attune.advisor.rules.executors;

import io.attune.advisor.cost.Objective;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.sizing.Gain;
import io.attune.advisor.sizing.Priced;
import io.attune.advisor.sizing.RunForecast;
import io.attune.advisor.sizing.Sizing;
import io.attune.advisor.table.RuleTable;

/** Whether another size pays, and the words for it. */
final class SizeChoice {
  private final RuleContext context;
  private final RuleTable table;
  private final RunForecast forecast;
  private final Priced now;
  private final Priced chosen;
  private final Sizing sizing;
  private final boolean tooSlow;
  private final Gain gain;

  /** Compares the present size with the one that the objective chooses. */
  SizeChoice(RuleContext context, RunForecast forecast, Sizing sizing) {
    this.context = context;
    this.table = context.table();
    this.forecast = forecast;
    this.sizing = sizing;
    this.now = sizing.current();
    this.chosen = sizing.chosen();
    this.tooSlow = sizing.isTooSlow(now);
    // Against what the size there is can do: a smaller one is not faster, however a replay falls.
    this.gain = forecast.gain(now, chosen);
  }

  Gain gain() {
    return gain;
  }

  /**
   * Whether the objective gains enough of what it wants, and so much that it is worth mentioning.
   */
  boolean pays(String ruleId) {
    return chosen.executors() != now.executors()
        && wanted() >= context.withHysteresis(ruleId, context.leastEffect())
        && savedCoreMs() >= table.number("sizing.min-saved-core-ms");
  }

  String whyNot() {
    if (chosen.executors() == now.executors()) {
      return sizing
          .cheapestInTime()
          .filter(other -> 1 - other.amount() / now.amount() >= context.leastEffect())
          .map(this::outOfReach)
          .orElse("of the sizes that were replayed, the present one suits the objective best");
    }
    return Amounts.counted(chosen.executors(), "executor")
        + " would gain "
        + Amounts.percent(Math.max(0, wanted()))
        + ", too little for a change";
  }

  /** Why a size that would be cheaper in the time is not chosen. */
  private String outOfReach(Priced other) {
    String cheaper =
        Amounts.counted(other.executors(), "executor")
            + " would cost "
            + Amounts.percent(1 - other.amount() / now.amount())
            + " less";
    return other.executors() < sizing.leastExecutors()
        ? cheaper
            + ", but "
            + sizing.leastExecutors()
            + (sizing.leastExecutors() == 1 ? " is" : " are")
            + " needed to serve its shuffles and to hold what is cached"
        : cheaper + ", which is further than one step goes";
  }

  /** The share that the objective wants: of time where it buys time, of cost elsewhere. */
  private double wanted() {
    boolean time =
        context.objective().kind() == Objective.Kind.PERFORMANCE
            || context.objective().kind() == Objective.Kind.DEADLINE && tooSlow;
    return time ? gain.timeShare() : gain.costShare();
  }

  /** Core time that the run saves, whether it ends earlier or takes fewer cores. */
  private double savedCoreMs() {
    double hours = now.cost().coreHours() - chosen.cost().coreHours();
    double time = (now.spanMs() - chosen.spanMs()) * (double) Math.min(now.size().slots(), 1 << 20);
    return forecast.scale() * Math.max(hours * 3_600_000, time);
  }

  /** Below this there would be too few. */
  long lower() {
    long step = step();
    long lower = Math.max(1, chosen.executors() - step);
    return now.executors() < chosen.executors()
        ? Math.min(chosen.executors(), Math.max(lower, now.executors() + 1))
        : lower;
  }

  /** Above this there would be too many. */
  long upper() {
    long upper = chosen.executors() + step();
    return now.executors() > chosen.executors()
        ? Math.max(chosen.executors(), Math.min(upper, now.executors() - 1))
        : upper;
  }

  private long step() {
    return Math.max(1, Math.round(chosen.executors() * table.number("sizing.step-share")));
  }

  /** What it brings, as part of a sentence. */
  String words() {
    double was = now.spanMs() * forecast.scale();
    double then = chosen.spanMs() * forecast.scale();
    return "the run would take "
        + Amounts.duration(then)
        + " instead of "
        + Amounts.duration(was)
        + " and cost "
        + (gain.costShare() >= 0
            ? Amounts.percent(gain.costShare()) + " less"
            : Amounts.percent(-gain.costShare()) + " more")
        + " (objective "
        + context.objective()
        + ")";
  }

  /** The numbers behind it. */
  Advice.Builder evidence(Advice.Builder advice) {
    double slotMs = now.prediction().spanMs() * (double) now.size().slots();
    return advice
        .severity(ExecutorCountRule.severity(table, Math.max(gain.costShare(), gain.timeShare())))
        .tasks(context.facts().tasksSucceeded())
        .weightMs(context.facts().spanMs())
        .evidence("replayedGain", "share", wanted(), context.leastEffect(), "share")
        .context("replayedSpanMs", "value", Math.round(chosen.spanMs() * forecast.scale()), "ms")
        .context("replayedSpanMs.low", "value", interval(chosen.prediction().intervalLowMs()), "ms")
        .context(
            "replayedSpanMs.high", "value", interval(chosen.prediction().intervalHighMs()), "ms")
        .context(
            "busySlots",
            "share",
            slotMs <= 0 ? 0 : Math.min(1, now.prediction().busySlotMs() / slotMs),
            "share")
        .context("slots", "count", now.size().slots(), "count");
  }

  private double interval(long millis) {
    return Math.round(millis * forecast.scale());
  }
}

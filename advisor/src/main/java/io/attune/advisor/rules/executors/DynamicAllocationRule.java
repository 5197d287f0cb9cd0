package io.attune.advisor.rules.executors;

import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.cost.Cost;
import io.attune.advisor.prediction.DynamicSize;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.DatabricksSizing;
import io.attune.advisor.rules.OneChange;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.Gain;
import io.attune.advisor.sizing.Priced;
import io.attune.advisor.sizing.RunForecast;
import io.attune.advisor.sizing.Sizing;
import io.attune.schemas.Category;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether executors should come and go with the work, and within which bounds: the most that the
 * objective chooses, the least that is in use nine tenths of the time, as many at the start as the
 * first stage can use, and an idle time about as long as it takes to get an executor back. Speaks
 * only where the replay of exactly these bounds pays.
 */
public final class DynamicAllocationRule implements Rule {
  static final String ID = "dynamic-allocation";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public boolean judgesWholeRun() {
    return true;
  }

  @Override
  public RuleScope scope() {
    return RuleScope.CLUSTER;
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
    Optional<DynamicSize> best = DynamicBounds.best(context, forecast, sizing);
    if (best.isEmpty()) {
      return KeptAdvice.orSilent(
          context, ID, "no bounds keep the time that the objective asks for");
    }
    Priced rival = forecast.bounds().isPresent() ? forecast.here() : sizing.chosen();
    Candidate trial = Candidate.of(context, best.get(), forecast.at(best.get()), rival);
    return trial.pays()
        ? advise(context, forecast, trial)
        : KeptAdvice.orSilent(
            context,
            ID,
            "the best bounds would save "
                + Amounts.percent(Math.max(0, trial.saved()))
                + " of the cost");
  }

  /**
   * What the best bounds bring against the best cluster without them.
   *
   * @param saved share of the cost
   * @param sooner share of the time, where that is a reason of its own; else 0
   * @param pays whether it is worth it
   */
  private record Candidate(
      DynamicSize bounds, Priced then, double saved, double sooner, boolean pays) {
    private static Candidate of(
        RuleContext context, DynamicSize bounds, Priced then, Priced rival) {
      double saved = 1 - then.amount() / rival.amount();
      double hours = rival.cost().coreHours() - then.cost().coreHours();
      double least = context.withHysteresisAgainst(ID, ExecutorCountRule.ID, context.leastEffect());
      boolean cheaper =
          saved >= least && hours * 3_600_000 >= context.table().number("sizing.min-saved-core-ms");
      // Waiting for executors that were there a moment ago costs time before it costs money.
      double sooner = 1 - (double) then.spanMs() / rival.spanMs();
      boolean faster = wereReplaced(context) && saved >= 0 && sooner >= least;
      return new Candidate(bounds, then, saved, faster ? sooner : 0, cheaper || faster);
    }
  }

  private static boolean canShuffle(SparkSettings settings) {
    return settings.flag(DynamicSettings.SERVICE).orElse(false) || settings.isSparkAtLeast(3, 0);
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
    double error = context.table().number("dynamic-allocation.held-back-share");
    return real.coreHours() > (1 + error) * forecast.here().cost().coreHours() * forecast.scale();
  }

  private static Verdict advise(RuleContext context, RunForecast forecast, Candidate trial) {
    Gain gain = forecast.gain(trial.then());
    List<Advice> advice = new ArrayList<>();
    for (SettingChange setting :
        DynamicSettings.of(context, trial.bounds(), forecast.size().executors())) {
      Advice.Builder one =
          evidence(context, forecast, trial, Advice.change(Category.EXECUTORS, setting))
              .gain(gain)
              .summary(summary(setting, forecast, trial))
              .doubt(
                  "Executors that hold shuffle data or cached blocks stay longer than the replay"
                      + " lets them, which costs part of the saving.");
      if (!context.settings().flag(DynamicSettings.SERVICE).orElse(false)) {
        one.condition(
            "shuffle-tracking",
            "Without an external shuffle service an executor stays while its shuffle data may be"
                + " needed.");
      }
      advice.add(one.build());
    }
    return Verdict.of(OneChange.of(advice), "the bounds are as they should be");
  }

  private static Advice.Builder evidence(
      RuleContext context, RunForecast forecast, Candidate trial, Advice.Builder advice) {
    double gain = Math.max(trial.saved(), trial.sooner());
    return advice
        .severity(ExecutorCountRule.severity(context.table(), gain))
        .tasks(context.facts().tasksSucceeded())
        .weightMs(context.facts().spanMs())
        .evidence("replayedGain", "share", gain, context.leastEffect(), "share")
        .context("replayedSpanMs", "value", trial.then().spanMs() * forecast.scale(), "ms")
        .context("demandSlots", "p10", new Demand(context).p10(), "count")
        .context("executorStartMs", "p50", trial.bounds().executorStartMs(), "ms")
        .context("slots", "count", forecast.size().slots(), "count");
  }

  private static String summary(SettingChange setting, RunForecast forecast, Candidate trial) {
    return setting.property()
        + " = "
        + setting.recommended()
        + ": with "
        + trial.bounds().minExecutors()
        + " to "
        + Amounts.counted(trial.bounds().maxExecutors(), "executor")
        + " that go after "
        + Amounts.duration(trial.bounds().idleTimeoutMs())
        + " without work, the run would cost "
        + Amounts.percent(trial.saved())
        + " less and take "
        + Amounts.duration(trial.then().spanMs() * forecast.scale())
        + " instead of "
        + Amounts.duration(forecast.here().spanMs() * forecast.scale())
        + ".";
  }
}

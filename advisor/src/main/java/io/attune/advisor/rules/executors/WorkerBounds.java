package io.attune.advisor.rules.executors;

import io.attune.advisor.application.DatabricksCluster;
import io.attune.advisor.prediction.DynamicSize;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.OneChange;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.PlatformProperties;
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
 * The bounds between which Databricks scales the workers of a cluster: the least is what is in use
 * nine tenths of the time, the most what the objective chooses.
 */
final class WorkerBounds {
  private final RuleContext context;
  private final RunForecast forecast;
  private final Sizing sizing;
  private final SizeChoice choice;
  private final int minNow;
  private final int maxNow;
  private final int demand;
  private final int min;
  private final int max;
  private final boolean fewerAtMost;

  WorkerBounds(
      RuleContext context,
      DatabricksCluster cluster,
      RunForecast forecast,
      Sizing sizing,
      SizeChoice choice) {
    this.context = context;
    this.forecast = forecast;
    this.sizing = sizing;
    this.choice = choice;
    this.minNow = cluster.minWorkers().getAsInt();
    this.maxNow = cluster.maxWorkers().getAsInt();
    int slots = Math.max(1, forecast.size().slotsPerExecutor());
    this.demand = (int) Math.ceil(new Demand(context).p10() / slots - 1e-9);
    this.fewerAtMost = choice.pays(ComputePlatformRule.ID);
    this.max =
        fewerAtMost ? sizing.chosen().executors() : forecast.bounds().orElseThrow().maxExecutors();
    this.min = Math.min(max, Math.max(1, Math.min(minNow, demand)));
  }

  /** What has to be changed; nothing where it would be too slow or save too little. */
  List<Advice> advice() {
    DynamicSize now = forecast.bounds().orElseThrow();
    Priced then =
        forecast.at(
            new DynamicSize(
                min,
                min,
                max,
                now.coresPerExecutor(),
                now.taskCpus(),
                now.idleTimeoutMs(),
                now.executorStartMs()));
    Gain gain = forecast.gain(then);
    boolean inTime = then.spanMs() * forecast.scale() <= sizing.longestSpanMs();
    if (!inTime || gain.costShare() < context.leastEffect()) {
      return List.of();
    }
    if (min == max) {
      String always = Amounts.counted(max, "worker") + " at all times";
      return List.of(advice(context, choice, gain, fixed(), always));
    }
    String words = min + " to " + Amounts.counted(max, "worker");
    List<Advice> advice = new ArrayList<>();
    if (min != minNow) {
      advice.add(advice(context, choice, gain, least(), words));
    }
    if (max < maxNow && fewerAtMost) {
      advice.add(advice(context, choice, gain, most(), words));
    }
    return OneChange.of(advice);
  }

  private SettingChange fixed() {
    String workers = Integer.toString(max);
    return SettingChange.of(PlatformProperties.NUM_WORKERS, workers, "count")
        .bounds(workers, workers)
        .uncapped(workers)
        .magnitude(max)
        .build();
  }

  private SettingChange least() {
    return SettingChange.count(
        PlatformProperties.MIN_WORKERS,
        minNow,
        min,
        1,
        Math.max(min, Math.min(max, minNow - 1)),
        demand,
        Optional.of(Integer.toString(minNow)));
  }

  private SettingChange most() {
    return SettingChange.count(
        PlatformProperties.MAX_WORKERS,
        maxNow,
        max,
        min,
        Math.max(max, maxNow - 1),
        max,
        Optional.of(Integer.toString(maxNow)));
  }

  /**
   * Advice about the number of workers.
   *
   * @param words the number of workers, at the start of the sentence
   */
  static Advice advice(
      RuleContext context, SizeChoice choice, Gain gain, SettingChange setting, String words) {
    return choice
        .evidence(Advice.change(Category.EXECUTORS, setting))
        .severity(ExecutorCountRule.severity(context.table(), Math.max(0, gain.costShare())))
        .gain(gain)
        .summary(
            words
                + ": the run would cost "
                + Amounts.percent(Math.abs(gain.costShare()))
                + (gain.costShare() >= 0 ? " less" : " more")
                + " and take "
                + Amounts.percent(Math.abs(gain.timeShare()))
                + (gain.timeShare() >= 0 ? " less" : " more")
                + " time (objective "
                + context.objective()
                + ").")
        .doubt("A larger input day takes longer on fewer workers." + ComputePlatformRule.POLICY)
        .build();
  }
}

package io.attune.advisor.assess;

import io.attune.advisor.application.CacheUse;
import io.attune.advisor.application.ExecutorState;
import io.attune.advisor.application.SettingValues;
import io.attune.advisor.history.PastAdvice;
import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.SettingsInForce;
import io.attune.advisor.outcome.SameSettings;
import io.attune.advisor.rules.Decisions;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.setting.PlatformProperties;
import io.attune.advisor.sizing.RunForecast;
import io.attune.advisor.sizing.SizeBounds;
import io.attune.advisor.statistics.PeakMetric;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What bounds the choice of a size, drawn from a run and those before it. */
final class SizingLimits {
  private static final String INSTANCES = "spark.executor.instances";

  /** The rule whose advice about the number of executors is held on to. */
  private static final String EXECUTOR_COUNT = "executor-count";

  private SizingLimits() {}

  /** Properties that say how many partitions a shuffle has. */
  private static final List<String> PARTITIONS =
      List.of(
          "spark.sql.shuffle.partitions",
          "spark.sql.adaptive.coalescePartitions.initialPartitionNum",
          "spark.default.parallelism");

  /**
   * The limits.
   *
   * @param decisions what earlier rules advise
   */
  static SizeBounds of(RuleContext context, RunForecast forecast, Decisions decisions) {
    return new SizeBounds(
        leastExecutors(context),
        referenceSpanMs(context, forecast),
        held(context),
        partitions(decisions));
  }

  /** Numbers of partitions that earlier rules advise. */
  static List<Long> partitions(Decisions decisions) {
    return PARTITIONS.stream()
        .flatMap(property -> decisions.of(property).stream())
        .flatMap(advice -> advice.setting().stream())
        .map(setting -> Math.round(setting.magnitude()))
        .toList();
  }

  /** The executors, or workers, that were advised after the last run and not set since. */
  private static OptionalInt held(RuleContext context) {
    for (PastAdvice past : context.stillOpen()) {
      boolean size =
          past.property().equals(INSTANCES) && past.ruleId().equals(EXECUTOR_COUNT)
              || past.property().equals(PlatformProperties.NUM_WORKERS);
      OptionalDouble value = SettingValues.magnitude(past.property(), past.recommended());
      if (size && value.isPresent() && value.getAsDouble() >= 1) {
        return OptionalInt.of((int) value.getAsDouble());
      }
    }
    return OptionalInt.empty();
  }

  /**
   * The executors that serve the shuffles and hold what is cached: for each stage, shuffle bytes ÷
   * (bytes that one executor serves in a second × seconds that the stage took); and bytes cached ÷
   * the storage memory of one executor. Never more than there are. A stage whose tasks hardly
   * waited for its shuffle shows that it was served with room to spare, whatever the rule of thumb
   * says.
   */
  private static int leastExecutors(RuleContext context) {
    RuleTable table = context.table();
    long executors = context.facts().cluster().executors();
    double serving = 1;
    for (StageFacts stage : context.facts().stages()) {
      if (stage.wallMs() >= table.number("executor-count.serve-min-wall-ms")
          && waitedForShuffle(stage) >= table.number("executor-count.served-wait-share")) {
        double perExecutor =
            table.number("executor-count.serve-bytes-per-second") * stage.wallMs() / 1000;
        serving = Math.max(serving, stage.shuffleReadBytes() / perExecutor);
      }
    }
    double room =
        context.settings().unifiedMemoryBytes() * table.number("executor-count.cached-share")
            + context.settings().offHeapBytes();
    double holding = room <= 0 ? 1 : cachedBytes(context) / room;
    double least = Math.max(1, Math.max(Math.ceil(serving), Math.ceil(holding)));
    return (int) Math.max(1, Math.min(executors, least));
  }

  /** Share of the task time that went into waiting for shuffle blocks. */
  private static double waitedForShuffle(StageFacts stage) {
    return stage.state().sum(TaskMetric.SHUFFLE_FETCH_WAIT_TIME_MS)
        / Math.max(1.0, stage.taskTimeMs());
  }

  /** Bytes cached: the larger of what block updates and the executors' storage memory report. */
  private static double cachedBytes(RuleContext context) {
    double reported =
        context.run().application().caches().values().stream().mapToLong(CacheUse::bytes).sum();
    double stored = 0;
    for (ExecutorState executor : context.run().application().executors()) {
      stored +=
          executor.peaks().get(PeakMetric.ON_HEAP_STORAGE_MEMORY_BYTES).orElse(0)
              + executor.peaks().get(PeakMetric.OFF_HEAP_STORAGE_MEMORY_BYTES).orElse(0);
    }
    return Math.max(reported, stored);
  }

  /**
   * What "today" means: the span of this run at its size, less what changes of settings since
   * earlier runs with about as much input have added at the median. It does not creep up when each
   * change is allowed to make it a little slower; and a day that is slow by chance may be as slow
   * at other sizes.
   */
  private static double referenceSpanMs(RuleContext context, RunForecast forecast) {
    double now = forecast.here().spanMs() * forecast.scale();
    double tolerance = context.table().number("sizing.similar-input-share");
    long records = context.facts().sum(TaskMetric.INPUT_RECORDS);
    List<RunSummary> similar =
        context.history().runs().stream()
            .filter(run -> Math.abs(run.inputRecords() - records) <= tolerance * records)
            .toList();
    Map<String, String> settings = SettingsInForce.of(context.run(), List.of());
    List<Double> today = new ArrayList<>(List.of(now));
    List<Double> before = new ArrayList<>();
    for (List<RunSummary> group : SameSettings.groups(similar)) {
      List<Double> spans = group.stream().map(run -> (double) run.spanMs()).toList();
      if (SameSettings.same(group.get(0).settings(), settings)) {
        today.addAll(spans);
      } else {
        before.add(median(spans));
      }
    }
    double typical = median(today);
    double least = before.stream().mapToDouble(span -> span).min().orElse(typical);
    return now * Math.min(1, least / typical);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}

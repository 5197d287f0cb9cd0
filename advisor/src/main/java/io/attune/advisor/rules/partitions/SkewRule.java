package io.attune.advisor.rules.partitions;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.StageSkew;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.Effect;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One task that works on far more data than the others and holds up its stage. A straggler whose
 * bytes do not explain its duration is not skew.
 */
public final class SkewRule implements Rule {
  static final String ID = "skew";
  private static final String AQE = "spark.sql.adaptive.enabled";
  private static final String SKEW_JOIN = "spark.sql.adaptive.skewJoin.enabled";
  private static final String THRESHOLD =
      "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes";
  private static final String FACTOR = "spark.sql.adaptive.skewJoin.skewedPartitionFactor";
  private static final String ADVISORY = "spark.sql.adaptive.advisoryPartitionSizeInBytes";
  private static final long THRESHOLD_DEFAULT = 256L << 20;
  private static final double FACTOR_DEFAULT = 5;

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    List<StageFacts> skewed =
        context.facts().stages().stream()
            .filter(stage -> StageSkew.isSkewed(context, stage))
            .sorted(
                Comparator.comparingLong(StageSkew::excessMs)
                    .reversed()
                    .thenComparingInt(StageFacts::id))
            .toList();
    if (skewed.isEmpty()) {
      return Verdict.silent("no task held up a stage because of its share of the data");
    }
    List<Advice> advice = new ArrayList<>();
    List<StageFacts> joins = skewed.stream().filter(StageFacts::joinsShuffles).toList();
    if (!joins.isEmpty()) {
      join(context, joins.get(0), advice);
    }
    skewed.stream()
        .filter(stage -> !stage.joinsShuffles())
        .findFirst()
        .ifPresent(stage -> advice.add(salting(context, stage)));
    return Verdict.of(advice, "adaptive execution has all it needs to split the join");
  }

  private void join(RuleContext context, StageFacts stage, List<Advice> advice) {
    SparkSettings settings = stage.settings();
    RuleTable table = context.table();
    double largest = stage.state().shuffleReadBytes().max();
    double bytesRatio = largest / Math.max(1, stage.state().shuffleReadBytes().median());
    if (!settings.adaptive()) {
      advice.add(switchOn(context, stage, AQE));
    }
    if (!settings.flag(SKEW_JOIN).orElse(true)) {
      advice.add(switchOn(context, stage, SKEW_JOIN));
    }
    long advisory = settings.advisoryPartitionBytes();
    long wantedAdvisory = advisory;
    double halves = table.number("skew.threshold-share") * largest;
    if (advisory > halves) {
      long pieces =
          Math.max(2, Math.min(context.facts().cluster().slots(), Math.round(bytesRatio)));
      wantedAdvisory =
          floorMib(Math.max(table.number("skew.min-advisory-bytes"), largest / pieces));
      if (wantedAdvisory < advisory) {
        SettingChange setting =
            context.steady(
                SettingChange.bytes(
                    ADVISORY,
                    advisory,
                    wantedAdvisory,
                    Math.min(wantedAdvisory, table.whole("skew.min-advisory-bytes")),
                    Math.max(wantedAdvisory, floorMib(halves)),
                    Math.round(largest / pieces),
                    ExplicitValue.of(settings, ADVISORY)));
        advice.add(
            base(context, Advice.change(Category.PARTITIONS, setting), stage)
                .summary(
                    setting.recommended()
                        + " as the size of a piece: "
                        + heavy(stage)
                        + ", and pieces of "
                        + SettingChange.formatBytes(advisory)
                        + " would not split it.")
                .doubt(
                    "Smaller pieces hold for every shuffle of the session, and mean more tasks"
                        + " elsewhere.")
                .build());
      } else {
        wantedAdvisory = advisory;
      }
    }
    long threshold = settings.bytes(THRESHOLD).orElse(THRESHOLD_DEFAULT);
    if (largest <= threshold) {
      long recommended = Math.max(wantedAdvisory, floorMib(halves));
      if (recommended < largest) {
        SettingChange setting =
            context.steady(
                SettingChange.bytes(
                    THRESHOLD,
                    threshold,
                    recommended,
                    Math.min(recommended, wantedAdvisory),
                    Math.max(
                        recommended, floorMib(largest * table.number("skew.threshold-most-share"))),
                    Math.round(halves),
                    ExplicitValue.of(settings, THRESHOLD)));
        advice.add(
            base(context, Advice.change(Category.PARTITIONS, setting), stage)
                .summary(
                    setting.recommended()
                        + " as the threshold of a skewed partition: "
                        + heavy(stage)
                        + ", and adaptive execution splits only what is above "
                        + SettingChange.formatBytes(threshold)
                        + ".")
                .doubt(
                    "If one key alone makes the partition, both sides are repeated for each piece;"
                        + " when the other side is small, allowing it to be broadcast gains more.")
                .build());
      }
    }
    double factor = settings.decimal(FACTOR).orElse(FACTOR_DEFAULT);
    if (bytesRatio <= factor) {
      double uncapped = table.number("skew.factor-share") * bytesRatio;
      double recommended =
          Math.max(table.number("skew.min-factor"), Math.floor(uncapped * 10) / 10);
      if (recommended < factor && recommended < bytesRatio) {
        SettingChange setting =
            context.steady(
                SettingChange.factor(
                    FACTOR,
                    factor,
                    recommended,
                    table.number("skew.min-factor"),
                    Math.max(recommended, bytesRatio),
                    uncapped,
                    ExplicitValue.of(settings, FACTOR)));
        advice.add(
            base(context, Advice.change(Category.PARTITIONS, setting), stage)
                .summary(
                    setting.recommended()
                        + " as the factor of a skewed partition: the largest is "
                        + Amounts.ratio(bytesRatio)
                        + " times the median, and adaptive execution splits only what is above "
                        + Amounts.ratio(factor)
                        + " times.")
                .doubt("A low factor also splits partitions that are only somewhat larger.")
                .build());
      }
    }
  }

  private Advice switchOn(RuleContext context, StageFacts stage, String property) {
    SettingChange setting =
        SettingChange.flag(property, false, true, ExplicitValue.of(stage.settings(), property));
    return base(context, Advice.change(Category.PARTITIONS, setting), stage)
        .summary(
            Amounts.duration(stage.state().durationMs().max())
                + " in one task of "
                + Amounts.count(stage.tasks())
                + ": "
                + heavy(stage)
                + ", and the part of Spark that splits such a partition is switched off.")
        .doubt(
            "It was switched off by someone, perhaps for a reason; it also changes the plans of"
                + " the other queries.")
        .build();
  }

  private Advice salting(RuleContext context, StageFacts stage) {
    return base(context, Advice.withoutSetting(Category.CODE), stage)
        .summary(
            Amounts.duration(stage.state().durationMs().max())
                + " in one task of "
                + Amounts.count(stage.tasks())
                + ", where the median is "
                + Amounts.duration(StageSkew.median(stage))
                + ": "
                + heavy(stage)
                + "; no setting splits a hot key of "
                + (stage.isSql() ? "an aggregation" : "an RDD")
                + ", so salt the key there.")
        .doubt(
            "If many keys share that partition by chance, another number of partitions would part"
                + " them without salting.")
        .build();
  }

  private Advice.Builder base(RuleContext context, Advice.Builder advice, StageFacts stage) {
    RuleTable table = context.table();
    double median = StageSkew.median(stage);
    double longest = stage.state().durationMs().max();
    double ratio = longest / Math.max(1, median);
    double share = (double) StageSkew.excessMs(stage) / Math.max(1, context.facts().spanMs());
    Severity severity =
        share >= table.number("skew.critical-share")
            ? Severity.CRITICAL
            : share >= table.number("skew.high-share") ? Severity.HIGH : Severity.MODERATE;
    evenOut(context, advice, stage);
    return advice
        .stage(stage.id())
        .sqlExecution(stage.sqlExecutionId())
        .severity(severity)
        .tasks(stage.tasks())
        .weightMs(StageSkew.excessMs(stage))
        .evidence("taskDurationMs", "max/p50", ratio, table.number("skew.ratio"), "ratio")
        .evidence(
            "taskDurationMs",
            "max/stage",
            longest / Math.max(1, stage.wallMs()),
            table.number("skew.stage-share"),
            "share")
        .evidence(
            "durationBytesCorrelation",
            "value",
            StageSkew.correlation(stage),
            table.number("skew.correlation"),
            "ratio")
        .evidence(
            "shuffleReadBytes",
            "max/mean",
            stage.state().max(TaskMetric.SHUFFLE_READ_BYTES)
                / Math.max(1, stage.meanShuffleReadBytes()),
            table.number("skew.bytes-ratio"),
            "ratio")
        .context("shuffleReadBytes", "max", stage.state().shuffleReadBytes().max(), "bytes")
        .context("shuffleReadBytes", "p50", stage.state().shuffleReadBytes().median(), "bytes")
        .context("taskDurationMs", "max", longest, "ms")
        .context("taskDurationMs", "p50", median, "ms")
        .timeSavingAtMost(
            stage.wallMs()
                - Math.min(
                    stage.wallMs(),
                    stage.taskTimeMs() / Math.max(1, context.facts().cluster().slots())));
  }

  /** A join that is split gets a task more for each further piece; a salted key spreads. */
  private static void evenOut(RuleContext context, Advice.Builder advice, StageFacts stage) {
    advice.effect(new Effect.EvenTasks(stage.id(), stage.attempt()));
    if (stage.joinsShuffles()) {
      double largest = stage.state().shuffleReadBytes().max();
      double piece =
          Math.min(
              stage.settings().advisoryPartitionBytes(),
              context.table().number("skew.threshold-share") * largest);
      int pieces = (int) Math.max(2, Math.ceil(largest / Math.max(1, piece)));
      advice.effect(
          new Effect.Tasks(
              stage.id(), stage.attempt(), Math.max(1, stage.numTasks()) - 1 + pieces));
    }
  }

  private static String heavy(StageFacts stage) {
    return "one task of "
        + stage.label()
        + " read "
        + Amounts.bytes(stage.state().shuffleReadBytes().max())
        + " of "
        + Amounts.bytes(stage.shuffleReadBytes())
        + " and took "
        + Amounts.duration(stage.state().durationMs().max())
        + " of "
        + Amounts.duration(stage.wallMs());
  }

  private static long floorMib(double bytes) {
    return Math.max(1, (long) (bytes / (1 << 20))) << 20;
  }
}

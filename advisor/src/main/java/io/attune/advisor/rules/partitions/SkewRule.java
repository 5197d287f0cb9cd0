package io.attune.advisor.rules.partitions;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.OneChange;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.StageSkew;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.TaskCountCause;
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

  /** Operators that bring rows of a key together. */
  private static final List<String> KEYED = List.of("Aggregate", "Window", "Join", "Group");

  private static final String AQE = "spark.sql.adaptive.enabled";
  private static final String SKEW_JOIN = "spark.sql.adaptive.skewJoin.enabled";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public boolean seesRunningTasks() {
    return true;
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
    skewed.stream()
        .filter(StageFacts::joinsShuffles)
        .findFirst()
        .ifPresent(stage -> advice.addAll(split(context, stage)));
    skewed.stream()
        .filter(stage -> !stage.joinsShuffles())
        .findFirst()
        .ifPresent(stage -> advice.add(salting(context, stage)));
    return Verdict.of(advice, "adaptive execution has all it needs to split the join");
  }

  /** Each switch or number that keeps adaptive execution from splitting the join. */
  private static List<Advice> split(RuleContext context, StageFacts stage) {
    SkewSplit join = SkewSplit.of(context, stage);
    List<Advice> advice = new ArrayList<>();
    if (!stage.settings().adaptive()) {
      advice.add(switchOn(context, stage, AQE));
    }
    if (!stage.settings().flag(SKEW_JOIN).orElse(true)) {
      advice.add(switchOn(context, stage, SKEW_JOIN));
    }
    if (join.needsSmallerPieces()) {
      advice.add(smallerPieces(context, join));
    }
    if (join.needsLowerThreshold()) {
      advice.add(lowerThreshold(context, join));
    }
    if (join.needsLowerFactor()) {
      advice.add(lowerFactor(context, join));
    }
    if (!stage.settings().flag(GroupedJoin.FORCE).orElse(false)) {
      GroupedJoin.operator(stage).ifPresent(by -> advice.add(force(context, stage, by)));
    }
    return OneChange.of(advice);
  }

  private static Advice smallerPieces(RuleContext context, SkewSplit join) {
    RuleTable table = context.table();
    long wanted = join.advisory().wanted();
    double halves = table.number("skew.threshold-share") * join.largestBytes();
    SettingChange setting =
        context.steady(
            SettingChange.bytes(
                SkewSplit.ADVISORY,
                join.advisory().bytes(),
                wanted,
                Math.min(wanted, table.whole("skew.min-advisory-bytes")),
                Math.max(wanted, SkewSplit.floorMib(halves)),
                Math.round(join.largestBytes() / join.pieces()),
                ExplicitValue.of(join.stage().settings(), SkewSplit.ADVISORY)));
    return base(context, Advice.change(Category.PARTITIONS, setting), join.stage())
        .summary(
            setting.recommended()
                + " as the size of a piece: "
                + heavy(join.stage())
                + ", and pieces of "
                + SettingChange.formatBytes(join.advisory().bytes())
                + " would not split it.")
        .doubt(
            "Smaller pieces hold for every shuffle of the session, and mean more tasks"
                + " elsewhere.")
        .build();
  }

  private static Advice lowerThreshold(RuleContext context, SkewSplit join) {
    RuleTable table = context.table();
    long wanted = join.threshold().wanted();
    double most = join.largestBytes() * table.number("skew.threshold-most-share");
    SettingChange setting =
        context.steady(
            SettingChange.bytes(
                SkewSplit.THRESHOLD,
                join.threshold().bytes(),
                wanted,
                Math.min(wanted, join.advisory().wanted()),
                Math.max(wanted, SkewSplit.floorMib(most)),
                Math.round(table.number("skew.threshold-share") * join.largestBytes()),
                ExplicitValue.of(join.stage().settings(), SkewSplit.THRESHOLD)));
    return base(context, Advice.change(Category.PARTITIONS, setting), join.stage())
        .summary(
            setting.recommended()
                + " as the threshold of a skewed partition: "
                + heavy(join.stage())
                + ", and adaptive execution splits only what is above "
                + SettingChange.formatBytes(join.threshold().bytes())
                + ".")
        .doubt(
            "If one key alone makes the partition, both sides are repeated for each piece;"
                + " when the other side is small, allowing it to be broadcast gains more.")
        .build();
  }

  private static Advice lowerFactor(RuleContext context, SkewSplit join) {
    double wanted = join.factor().wanted();
    SettingChange setting =
        context.steady(
            SettingChange.factor(
                SkewSplit.FACTOR,
                join.factor().now(),
                wanted,
                context.table().number("skew.min-factor"),
                Math.max(wanted, join.bytesRatio()),
                join.factor().uncapped(),
                ExplicitValue.of(join.stage().settings(), SkewSplit.FACTOR)));
    return base(context, Advice.change(Category.PARTITIONS, setting), join.stage())
        .summary(
            setting.recommended()
                + " as the factor of a skewed partition: the largest is "
                + Amounts.ratio(join.bytesRatio())
                + " times the median, and adaptive execution splits only what is above "
                + Amounts.ratio(join.factor().now())
                + " times.")
        .doubt("A low factor also splits partitions that are only somewhat larger.")
        .build();
  }

  private static Advice switchOn(RuleContext context, StageFacts stage, String property) {
    return flag(
        context,
        stage,
        property,
        "and the part of Spark that splits such a partition is switched off.",
        "It was switched off by someone, perhaps for a reason; it also changes the plans of"
            + " the other queries.");
  }

  private static Advice force(RuleContext context, StageFacts stage, String operator) {
    return flag(
        context,
        stage,
        GroupedJoin.FORCE,
        "and adaptive execution does not split that join, because "
            + operator
            + " takes its rows as they lie and would need a further shuffle.",
        "The further shuffle costs time of its own, and where one side is small, allowing it to"
            + " be broadcast gains more.");
  }

  private static Advice flag(
      RuleContext context, StageFacts stage, String property, String why, String doubt) {
    SettingChange setting =
        SettingChange.flag(property, false, true, ExplicitValue.of(stage.settings(), property));
    return base(context, Advice.change(Category.PARTITIONS, setting), stage)
        .summary(
            Amounts.duration(stage.state().durationMs().max())
                + " in one task of "
                + Amounts.count(stage.tasks())
                + ": "
                + heavy(stage)
                + ", "
                + why)
        .doubt(doubt)
        .build();
  }

  private static Advice salting(RuleContext context, StageFacts stage) {
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
                + remedy(stage)
                + ".")
        .doubt(
            "If many keys share that partition by chance, another number of partitions would part"
                + " them without salting.")
        .build();
  }

  /** What the key is of, and what to do there. */
  private static String remedy(StageFacts stage) {
    if (!stage.isSql()) {
      return "an RDD, so salt the key there";
    } else if (KEYED.stream().anyMatch(operator -> has(stage, operator))) {
      return has(stage, "Aggregate") || !has(stage, "Window")
          ? "an aggregation, so salt the key there"
          : "a window's PARTITION BY, so add a column to it, or treat the hot key on its own";
    }
    if (stage.sum(TaskMetric.OUTPUT_BYTES) > 0) {
      return "a repartition by a column before a write: leave that column out, or add a second one"
          + " beside it";
    }
    return TaskCountCause.isRepartitionedByColumn(stage)
        ? "a repartition by a column in the code: leave that column out, or add a second one (a"
            + " salt) beside it"
        : "an aggregation, so salt the key there";
  }

  private static boolean has(StageFacts stage, String operator) {
    return stage.nodes().stream().anyMatch(node -> node.name().contains(operator));
  }

  private static Advice.Builder base(RuleContext context, Advice.Builder advice, StageFacts stage) {
    evenOut(context, advice, stage);
    long slots = Math.max(1, context.facts().cluster().slots());
    return evidence(
            context.table(),
            stage,
            advice
                .stage(stage.id())
                .sqlExecution(stage.sqlExecutionId())
                .severity(severity(context, stage))
                .tasks(stage.tasks())
                .weightMs(StageSkew.excessMs(stage)))
        .timeSavingAtMost(stage.wallMs() - Math.min(stage.wallMs(), stage.taskTimeMs() / slots));
  }

  private static Severity severity(RuleContext context, StageFacts stage) {
    double share = (double) StageSkew.excessMs(stage) / Math.max(1, context.facts().spanMs());
    if (share >= context.table().number("skew.critical-share")) {
      return Severity.CRITICAL;
    }
    return share >= context.table().number("skew.high-share") ? Severity.HIGH : Severity.MODERATE;
  }

  private static Advice.Builder evidence(RuleTable table, StageFacts stage, Advice.Builder advice) {
    double median = StageSkew.median(stage);
    double longest = stage.state().durationMs().max();
    double ratio = longest / Math.max(1, median);
    double ofStage = longest / Math.max(1, stage.wallMs());
    double toMean =
        stage.state().max(TaskMetric.SHUFFLE_READ_BYTES)
            / Math.max(1, stage.meanShuffleReadBytes());
    return advice
        .evidence("taskDurationMs", "max/p50", ratio, table.number("skew.ratio"), "ratio")
        .evidence("taskDurationMs", "max/stage", ofStage, table.number("skew.stage-share"), "share")
        .evidence(
            "durationBytesCorrelation",
            "value",
            StageSkew.correlation(stage),
            table.number("skew.correlation"),
            "ratio")
        .evidence("shuffleReadBytes", "max/mean", toMean, table.number("skew.bytes-ratio"), "ratio")
        .context("shuffleReadBytes", "max", stage.state().shuffleReadBytes().max(), "bytes")
        .context("shuffleReadBytes", "p50", stage.state().shuffleReadBytes().median(), "bytes")
        .context("taskDurationMs", "max", longest, "ms")
        .context("taskDurationMs", "p50", median, "ms");
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
}

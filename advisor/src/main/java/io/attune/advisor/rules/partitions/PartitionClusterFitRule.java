package io.attune.advisor.rules.partitions;

import io.attune.advisor.application.SqlNode;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.StageSkew;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.Effect;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Partitions that do not fit the slots: fewer than slots, so that some stand idle all the time, or
 * a last wave that is nearly empty. Only where the stage is long, and only where the count is to
 * blame and not skew.
 */
public final class PartitionClusterFitRule implements Rule {
  static final String ID = "partition-cluster-fit";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public boolean judgesWholeRun() {
    return true;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    RunFacts.Cluster cluster = context.facts().cluster();
    if (cluster.slots() < 2) {
      return Verdict.silent("there is one slot only");
    } else if (cluster.dynamic()) {
      return Verdict.silent("the slots come and go with dynamic allocation");
    }
    List<StageFacts> misfits =
        context.facts().stages().stream()
            .filter(stage -> isMisfit(context, stage))
            .sorted(
                Comparator.comparingLong(StageFacts::wallMs)
                    .reversed()
                    .thenComparingInt(StageFacts::id))
            .toList();
    if (misfits.isEmpty()) {
      return Verdict.silent("the partitions fill the slots, or the stages are short");
    }
    for (StageFacts stage : misfits) {
      Optional<PartitionKnob> knob = PartitionKnob.of(stage);
      if (knob.isPresent() && context.decided(knob.get().property()).isEmpty()) {
        return new Verdict.Advises(List.of(setting(context, stage, knob.get())));
      }
    }
    return misfits.stream()
        .filter(stage -> PartitionKnob.of(stage).isEmpty() && !context.isAdvisedOn(stage))
        .filter(stage -> isLong(context, stage) && !isCutAnew(context, stage))
        .findFirst()
        .<Verdict>map(stage -> new Verdict.Advises(List.of(withoutSetting(context, stage))))
        .orElse(
            Verdict.silent("no setting fits the partitions to the slots, or another rule does"));
  }

  /** Whether an earlier rule changes into which pieces files are cut, those of all scans. */
  private static boolean isCutAnew(RuleContext context, StageFacts stage) {
    return context.decided(InputSplitsRule.MAX_BYTES).isPresent()
        && stage.nodes().stream().anyMatch(SqlNode::isFileScan);
  }

  /** Whether it is worth a change of the code. */
  private static boolean isLong(RuleContext context, StageFacts stage) {
    RuleTable table = context.table();
    double leastMs = table.number("partition-cluster-fit.code-min-wall-ms");
    double leastShare = table.number("partition-cluster-fit.code-min-wall-share");
    return stage.wallMs() >= context.withHysteresis(ID, leastMs)
        && stage.wallMs() >= context.withHysteresis(ID, leastShare) * context.facts().spanMs();
  }

  private static boolean isMisfit(RuleContext context, StageFacts stage) {
    RuleTable table = context.table();
    long slots = context.facts().cluster().slots();
    return stage.isFirstAttempt()
        && stage.isComplete()
        && !stage.isAdaptive()
        && stage.numTasks() > 0
        && stage.numTasks() < slots * table.number("partition-cluster-fit.max-waves")
        && idleShare(stage, slots)
            >= context.withHysteresis(ID, table.number("partition-cluster-fit.idle-share"))
        && measuredIdle(stage, slots)
            >= context.withHysteresis(ID, table.number("partition-cluster-fit.idle-share"))
        && stage.wallMs() >= table.number("partition-cluster-fit.min-wall-ms")
        && stage.wallMs()
            >= table.number("partition-cluster-fit.min-wall-share") * context.facts().spanMs()
        && !StageSkew.isSkewed(context, stage);
  }

  /** Slots that stand idle because of the count alone: 1 − n ÷ (waves × slots). */
  private static double idleShare(StageFacts stage, long slots) {
    long waves = PartitionTarget.ceil(stage.numTasks(), slots);
    return 1 - (double) stage.numTasks() / (waves * slots);
  }

  /** Slots that really stood idle: 1 − task time ÷ (slots × wall time). */
  private static double measuredIdle(StageFacts stage, long slots) {
    return 1 - (double) stage.taskTimeMs() / Math.max(1, slots * stage.wallMs());
  }

  private Advice setting(RuleContext context, StageFacts stage, PartitionKnob knob) {
    long slots = context.facts().cluster().slots();
    long recommended = wholeWaves(context, stage, slots);
    SettingChange setting =
        context.steady(
            SettingChange.count(
                knob.property(),
                knob.current(),
                recommended,
                Math.min(recommended, slots),
                Math.round(recommended * context.table().number("partitions.band-up-factor")),
                recommended,
                knob.rollback()));
    return base(context, Advice.change(Category.PARTITIONS, setting), stage, slots)
        .effect(new Effect.Tasks(stage.id(), stage.attempt(), (int) recommended))
        .summary(
            setting.recommended()
                + " partitions instead of "
                + Amounts.count(knob.current())
                + ": "
                + what(stage, slots)
                + ".")
        .doubt(
            "If the partition was kept single on purpose, for one output file or one order, write"
                + " it so in a last step of its own instead.")
        .build();
  }

  /** Whole waves: one fewer when the last is nearly empty and the data fits, else one filled up. */
  private static long wholeWaves(RuleContext context, StageFacts stage, long slots) {
    long full = stage.numTasks() / slots;
    double last = (double) (stage.numTasks() % slots) / slots;
    if (full > 0
        && last <= context.table().number("partition-cluster-fit.nearly-empty-share")
        && (double) stage.shuffleReadBytes() / (full * slots)
            <= new PartitionTarget(context).targetBytes(stage)) {
      return full * slots;
    }
    return PartitionTarget.roundUp(stage.numTasks(), slots);
  }

  private Advice withoutSetting(RuleContext context, StageFacts stage) {
    long slots = context.facts().cluster().slots();
    return base(context, Advice.withoutSetting(Category.EXECUTORS), stage, slots)
        .summary(
            "Whole waves of partitions for "
                + Amounts.counted(slots, "slot")
                + ", or fewer slots: "
                + what(stage, slots)
                + "; their number comes from the code or the files.")
        .doubt(
            "If that stage cannot be split further, a smaller cluster takes the same time for it"
                + " but longer for the others.")
        .build();
  }

  private Advice.Builder base(
      RuleContext context, Advice.Builder advice, StageFacts stage, long slots) {
    RuleTable table = context.table();
    double share = (double) stage.wallMs() / Math.max(1, context.facts().spanMs());
    return advice
        .stage(stage.id())
        .sqlExecution(stage.sqlExecutionId())
        .severity(
            share >= table.number("partition-cluster-fit.high-wall-share")
                ? Severity.HIGH
                : Severity.MODERATE)
        .tasks(stage.tasks())
        .weightMs(stage.wallMs())
        .evidence(
            "idleSlots",
            "share",
            measuredIdle(stage, slots),
            table.number("partition-cluster-fit.idle-share"),
            "share")
        .evidence(
            "stageWallMs",
            "value",
            stage.wallMs(),
            table.number("partition-cluster-fit.min-wall-ms"),
            "ms")
        .context("tasks", "count", stage.numTasks(), "count")
        .context("slots", "count", slots, "count")
        .timeSavingAtMost(stage.wallMs() - Math.min(stage.wallMs(), stage.taskTimeMs() / slots));
  }

  private static String what(StageFacts stage, long slots) {
    return Amounts.counted(stage.numTasks(), "task")
        + " of "
        + stage.label()
        + " on "
        + Amounts.count(slots)
        + " slots left "
        + Amounts.percent(measuredIdle(stage, slots))
        + " of the slots idle for "
        + Amounts.duration(stage.wallMs());
  }
}

package io.attune.advisor.rules.partitions;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.StageSkew;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Adaptive execution merges by bytes and does not know what a row costs: a few kilobytes of costly
 * rows become one task, and the other slots stand idle.
 */
public final class MergedPartitionsRule implements Rule {
  static final String ID = "merged-partitions";

  /** The least size of a merged partition. */
  public static final String MIN_SIZE = "spark.sql.adaptive.coalescePartitions.minPartitionSize";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    if (context.facts().cluster().slots() < 2) {
      return Verdict.silent("there is one slot only");
    }
    return context.facts().stages().stream()
        .filter(stage -> isTooCoarse(context, stage))
        .max(
            Comparator.comparingLong((StageFacts stage) -> lostMs(context, stage))
                .thenComparing(Comparator.comparingInt(StageFacts::id).reversed()))
        .flatMap(stage -> advice(context, stage))
        .<Verdict>map(piece -> new Verdict.Advises(List.of(piece)))
        .orElse(
            Verdict.silent("adaptive execution merged no costly tasks into fewer than the slots"));
  }

  private static boolean isTooCoarse(RuleContext context, StageFacts stage) {
    RuleTable table = context.table();
    long lost = lostMs(context, stage);
    return stage.isAdaptive()
        && stage.isFirstAttempt()
        && stage.isComplete()
        && stage.tasks() > 0
        && stage.numTasks()
            <= table.number("merged-partitions.max-slot-share") * context.facts().cluster().slots()
        && stage.taskTimeMs() / stage.tasks()
            >= context.withHysteresis(ID, table.number("merged-partitions.min-task-ms"))
        && lost >= context.withHysteresis(ID, table.number("merged-partitions.min-lost-ms"))
        && new Relevance(context).ofWallTime(lost)
        && !StageSkew.isSkewed(context, stage);
  }

  /** Wall time − task time ÷ slots, milliseconds. */
  private static long lostMs(RuleContext context, StageFacts stage) {
    return stage.wallMs() - stage.taskTimeMs() / Math.max(1, context.facts().cluster().slots());
  }

  private static Optional<Advice> advice(RuleContext context, StageFacts stage) {
    long slots = context.facts().cluster().slots();
    long wanted = Math.max(1, stage.shuffleReadBytes() / slots);
    OptionalLong now = stage.settings().bytes(MIN_SIZE);
    if (now.isEmpty() || wanted >= now.getAsLong()) {
      return Optional.empty();
    }
    RuleTable table = context.table();
    long lost = lostMs(context, stage);
    SettingChange setting =
        context.steady(
            SettingChange.bytes(
                MIN_SIZE,
                now.getAsLong(),
                wanted,
                Math.max(1, wanted / 2),
                // Days differ by some bytes; what fits nearly as many tasks as slots may stay.
                wanted + wanted / 8,
                wanted,
                ExplicitValue.of(stage.settings(), MIN_SIZE)));
    return Optional.of(
        Advice.change(Category.PARTITIONS, setting)
            .severity(
                lost >= table.number("merged-partitions.high-lost-ms")
                    ? Severity.HIGH
                    : Severity.MODERATE)
            .stage(stage.id())
            .sqlExecution(stage.sqlExecutionId())
            .tasks(stage.tasks())
            .weightMs(lost)
            .evidence("lostMs", "value", lost, table.number("merged-partitions.min-lost-ms"), "ms")
            .context("tasks", "count", stage.numTasks(), "count")
            .context("slots", "count", slots, "count")
            .context("shuffleReadBytes", "sum", stage.shuffleReadBytes(), "bytes")
            .timeSavingAtMost(lost)
            .summary(
                setting.recommended()
                    + " as the least size of a merged partition: adaptive execution merged "
                    + Amounts.bytes(stage.shuffleReadBytes())
                    + " of "
                    + stage.label()
                    + " into "
                    + Amounts.counted(stage.numTasks(), "task")
                    + " of "
                    + Amounts.duration(stage.taskTimeMs() / stage.tasks())
                    + " while "
                    + Amounts.counted(slots, "slot")
                    + " could work.")
            .doubt(
                "It holds for every shuffle of the session, and means more small tasks elsewhere;"
                    + " set it for this query alone where there are others.")
            .build());
  }
}

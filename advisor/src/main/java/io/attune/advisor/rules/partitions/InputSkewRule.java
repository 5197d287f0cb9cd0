package io.attune.advisor.rules.partitions;

import io.attune.advisor.application.SqlNode;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Columnar files cut into more pieces than they have row groups: a row group belongs to the piece
 * with its middle, so a few tasks read everything and the others nothing but a footer.
 */
public final class InputSkewRule implements Rule {
  static final String ID = "input-skew";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    return heldUp(context)
        .<Verdict>map(stage -> new Verdict.Advises(List.of(advice(context, stage))))
        .orElseGet(
            () ->
                Verdict.silent(
                    objection(context)
                        .orElse("no scan of columnar files left its bytes to a few of its tasks")));
  }

  private static Optional<String> objection(RuleContext context) {
    if (context.facts().cluster().slots() < 2) {
      return Optional.of("there is one slot only");
    } else if (context.settings().isSparkAtLeast(4, 0)) {
      return Optional.of("Spark 4 does not count all bytes of columnar files");
    }
    return Optional.empty();
  }

  /** A stage that waits for the few of its tasks which hold the row groups; empty if none does. */
  public static Optional<StageFacts> heldUp(RuleContext context) {
    if (objection(context).isPresent()) {
      return Optional.empty();
    }
    return context.facts().stages().stream()
        .filter(stage -> isHeldUp(context, stage))
        .max(
            Comparator.comparingLong((StageFacts stage) -> lostMs(context, stage))
                .thenComparing(Comparator.comparingInt(StageFacts::id).reversed()));
  }

  private static boolean isHeldUp(RuleContext context, StageFacts stage) {
    RuleTable table = context.table();
    long lost = lostMs(context, stage);
    return format(stage).isPresent()
        && stage.isFirstAttempt()
        && stage.isComplete()
        && stage.tasks() >= table.number("input-skew.min-tasks")
        && stage.state().inputBytes().max() > 0
        && reading(stage) <= table.number("input-skew.max-reading-share") * stage.tasks()
        && stage.state().inputBytes().median()
            <= table.number("input-skew.empty-share") * stage.state().inputBytes().max()
        && lost >= table.number("input-skew.min-lost-ms")
        && new Relevance(context).ofWallTime(lost);
  }

  /** Parquet or ORC, by the scan; empty for other files. */
  private static Optional<String> format(StageFacts stage) {
    return stage.rdds().stream()
        .filter(rdd -> rdd.name().equals("FileScanRDD"))
        .map(rdd -> rdd.operatorName().toLowerCase(Locale.ROOT))
        .flatMap(name -> List.of("parquet", "orc").stream().filter(name::contains))
        .findFirst()
        .or(
            () ->
                stage.nodes().stream()
                    .filter(SqlNode::isFileScan)
                    .map(node -> node.name().toLowerCase(Locale.ROOT))
                    .flatMap(name -> List.of("parquet", "orc").stream().filter(name::contains))
                    .findFirst());
  }

  /** Tasks that would hold all bytes if each had as many as the largest; at least 1. */
  private static long reading(StageFacts stage) {
    return Math.max(
        1, Math.round(stage.sum(TaskMetric.INPUT_BYTES) / stage.state().inputBytes().max()));
  }

  /** Longest task − task time ÷ slots, milliseconds. */
  private static long lostMs(RuleContext context, StageFacts stage) {
    long slots = Math.max(1, context.facts().cluster().slots());
    return Math.round(stage.state().durationMs().max()) - stage.taskTimeMs() / slots;
  }

  private static Advice advice(RuleContext context, StageFacts stage) {
    RuleTable table = context.table();
    long lost = lostMs(context, stage);
    String format = format(stage).orElseThrow();
    return Advice.withoutSetting(Category.PARTITIONS)
        .severity(
            lost >= table.number("input-skew.high-lost-ms") ? Severity.HIGH : Severity.MODERATE)
        .stage(stage.id())
        .sqlExecution(stage.sqlExecutionId())
        .tasks(stage.tasks())
        .weightMs(lost)
        .evidence("lostMs", "value", lost, table.number("input-skew.min-lost-ms"), "ms")
        .evidence(
            "tasksThatRead",
            "count",
            reading(stage),
            table.number("input-skew.max-reading-share") * stage.tasks(),
            "count")
        .context("inputBytes", "max", stage.state().inputBytes().max(), "bytes")
        .context("inputBytes", "p50", stage.state().inputBytes().median(), "bytes")
        .timeSavingAtMost(lost)
        .summary(
            Amounts.duration(stage.state().durationMs().max())
                + " in about "
                + Amounts.count(reading(stage))
                + " of "
                + Amounts.counted(stage.tasks(), "task")
                + " of "
                + stage.label()
                + ", with up to "
                + Amounts.bytes(stage.state().inputBytes().max())
                + " each, while the others read little but a footer: the row groups of the "
                + format
                + " files are larger than the pieces they are read in, and a row group cannot be"
                + " cut. Write smaller row groups ("
                + (format.equals("orc") ? "orc.stripe.size" : "parquet.block.size")
                + " where the files are made), or repartition after the read.")
        .doubt(
            "Files of very different sizes look the same; then more even files help, and smaller"
                + " row groups do not.")
        .build();
  }
}

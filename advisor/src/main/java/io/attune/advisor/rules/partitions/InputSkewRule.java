package io.attune.advisor.rules.partitions;

import io.attune.advisor.application.SqlNode;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.UnevenRead;
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
        .map(stage -> advice(context, stage))
        .or(
            () ->
                UnevenRead.costly(context).stream().findFirst().map(read -> uneven(context, read)))
        .<Verdict>map(advice -> new Verdict.Advises(List.of(advice)))
        .orElseGet(
            () ->
                Verdict.silent(
                    objection(context)
                        .orElse("no scan left its bytes or rows to a few of its tasks")));
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

  private static Advice uneven(RuleContext context, UnevenRead read) {
    RuleTable table = context.table();
    StageFacts stage = read.stage();
    return Advice.withoutSetting(Category.PARTITIONS)
        .severity(
            read.lostMs() >= table.number("input-skew.high-lost-ms")
                ? Severity.HIGH
                : Severity.MODERATE)
        .stage(stage.id())
        .sqlExecution(stage.sqlExecutionId())
        .tasks(stage.tasks())
        .weightMs(read.lostMs())
        .evidence("lostMs", "value", read.lostMs(), table.number("input-skew.min-lost-ms"), "ms")
        .evidence(
            "durationMs",
            "max",
            read.longest().durationMs(),
            table.number("input-skew.uneven-ratio") * stage.state().durationMs().median(),
            "ms")
        .context("inputRecords", "max", read.longest().input().records(), "count")
        .context("inputBytes", "max", read.longest().input().bytes(), "bytes")
        .timeSavingAtMost(read.lostMs())
        .summary(
            Amounts.duration(read.longest().durationMs())
                + " in one of "
                + Amounts.counted(stage.tasks(), "task")
                + " of "
                + stage.label()
                + ", where the median takes "
                + Amounts.duration(stage.state().durationMs().median())
                + ": "
                + what(read)
                + ". "
                + remedy(read.source()))
        .doubt(
            read.source() == UnevenRead.Source.JDBC
                ? "The database has to find the rows of each part quickly, which takes an index."
                : "After a repartition the read itself still takes one task; only what comes after"
                    + " is spread.")
        .build();
  }

  private static String what(UnevenRead read) {
    StageFacts stage = read.stage();
    if (read.source() == UnevenRead.Source.ELEMENTS) {
      return "it makes far more rows of what it reads than the others";
    }
    return read.longest().input().records() > 0
        ? "it reads "
            + Amounts.count(read.longest().input().records())
            + " of "
            + Amounts.count(stage.sum(TaskMetric.INPUT_RECORDS))
            + " rows"
        : "it reads "
            + Amounts.bytes(read.longest().input().bytes())
            + " of "
            + Amounts.bytes(stage.sum(TaskMetric.INPUT_BYTES));
  }

  private static String remedy(UnevenRead.Source source) {
    return switch (source) {
      case JDBC ->
          "The bounds of the JDBC read do not fit: lowerBound and upperBound are cut into equal"
              + " strides, and what lies outside goes to the first and the last. Take the column's"
              + " own least and greatest value, another column whose values are even, or conditions"
              + " of your own (predicates).";
      case KAFKA ->
          "One partition of the topic has most records: the option minPartitions has Spark cut it.";
      case WHOLE_FILE ->
          "One file is far larger than the others and is not cut (gzip, multi-line JSON or CSV,"
              + " XML): write it as several files or in a format that can be cut, or repartition"
              + " right after the read.";
      case ELEMENTS ->
          "A few rows hold most of the elements that an explode makes rows of: repartition right"
              + " after the explode, so that what is done with the elements is spread, or cut long"
              + " arrays before it.";
      case OTHER ->
          "One piece of the source has far more than the others: make the pieces even where they"
              + " are made, or repartition right after the read.";
    };
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

package io.attune.advisor.rules.partitions;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.RowExplosion;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.List;

/**
 * Stages that make many rows of each row they read, in the few tasks that were enough for what they
 * read: the slots beside them stand idle.
 */
public final class RowExplosionRule implements Rule {
  static final String ID = "row-explosion";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    if (context.facts().cluster().slots() < 2) {
      return Verdict.silent("there is one slot only");
    }
    return RowExplosion.costly(context).stream()
        .filter(one -> !context.isAdvisedOn(one.stage()))
        .findFirst()
        .<Verdict>map(one -> new Verdict.Advises(List.of(advice(context, one))))
        .orElse(
            Verdict.silent("no stage made many rows of each that it read while slots stood idle"));
  }

  private static Advice advice(RuleContext context, RowExplosion explosion) {
    RuleTable table = context.table();
    long lost = explosion.lostMs(context);
    StageFacts stage = explosion.stage();
    long slots = context.facts().cluster().slots();
    boolean high =
        lost >= table.number("row-explosion.high-lost-ms")
            && lost >= table.number("row-explosion.high-lost-share") * context.facts().spanMs();
    return Advice.withoutSetting(Category.PARTITIONS)
        .severity(high ? Severity.HIGH : Severity.MODERATE)
        .stage(stage.id())
        .sqlExecution(stage.sqlExecutionId())
        .tasks(stage.tasks())
        .weightMs(lost)
        .evidence("lostMs", "value", lost, table.number("row-explosion.min-lost-ms"), "ms")
        .evidence(
            "rowsOutOfOne",
            "mean",
            explosion.ratio(),
            table.number("row-explosion.min-ratio"),
            "ratio")
        .context("rowsIn", "sum", explosion.rowsIn(), "count")
        .context("rowsOut", "sum", explosion.rowsOut(), "count")
        .context("tasks", "count", stage.numTasks(), "count")
        .context("slots", "count", slots, "count")
        .timeSavingAtMost(lost)
        .summary(summary(context, explosion))
        .doubt(
            "If the time goes into what comes before these rows, such as reading them, spreading"
                + " them helps only what comes after.")
        .build();
  }

  private static String summary(RuleContext context, RowExplosion explosion) {
    StageFacts stage = explosion.stage();
    long slots = context.facts().cluster().slots();
    return Amounts.duration(stage.wallMs())
        + " of "
        + Amounts.duration(context.facts().spanMs())
        + " in "
        + Amounts.counted(stage.numTasks(), "task")
        + " while "
        + Amounts.counted(slots, "slot")
        + " could work: "
        + what(explosion)
        + " in "
        + stage.label()
        + " makes "
        + Amounts.count(explosion.rowsOut())
        + " rows of "
        + Amounts.count(explosion.rowsIn())
        + ", in as many tasks as those few needed: repartition("
        + slots
        + ") before it"
        + splits(stage)
        + ", and filter before it what is not needed after it.";
  }

  private static String what(RowExplosion explosion) {
    String description = explosion.node().description();
    String function = description.replaceFirst("(?s)^\\w+ (\\w+)\\(.*", "$1");
    boolean named = explosion.isGenerator() && !function.equals(description);
    return explosion.isGenerator()
        ? named ? function : "a generator"
        : "the Expand of grouping sets or of several distinct aggregates";
  }

  /** Files can also be cut into smaller pieces, where they can be cut at all. */
  private static String splits(StageFacts stage) {
    boolean reads = stage.nodes().stream().anyMatch(node -> node.isFileScan());
    return reads ? ", or smaller splits of its files (spark.sql.files.maxPartitionBytes)" : "";
  }
}

package io.attune.advisor.rules.code;

import io.attune.advisor.application.ClusterManager;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.UnequalJoin;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.List;
import java.util.OptionalLong;

/**
 * Joins that compare every row of one side with every row of the other, because the condition has
 * no equality. Only where so many pairs were compared that the time of the stage is theirs.
 */
public final class JoinWithoutEqualityRule implements Rule {
  static final String ID = "join-without-equality";
  private static final int LONGEST_CONDITION = 120;

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    if (UnequalJoin.of(context).isEmpty()) {
      return Verdict.silent("no join compared all rows of one side with all rows of the other");
    }
    List<UnequalJoin> costly = UnequalJoin.costly(context);
    return costly.isEmpty()
        ? Verdict.silent("joins without an equality compared too few rows to matter")
        : new Verdict.Advises(List.of(advice(context, costly)));
  }

  private static Advice advice(RuleContext context, List<UnequalJoin> joins) {
    RuleTable table = context.table();
    UnequalJoin join = joins.get(0);
    double share = (double) join.wallMs() / Math.max(1, context.facts().spanMs());
    boolean high =
        share >= table.number("join-without-equality.high-share")
            && join.wallMs() >= table.number("join-without-equality.high-wall-ms");
    Advice.Builder advice =
        Advice.withoutSetting(Category.CODE)
            .severity(high ? Severity.HIGH : Severity.MODERATE)
            .stage(join.stages().get(0).id())
            .sqlExecution(OptionalLong.of(join.execution().executionId()))
            .tasks(join.stages().stream().mapToLong(stage -> stage.tasks()).sum())
            .weightMs(join.wallMs())
            .evidence(
                "comparedPairs",
                "count",
                join.pairs(),
                table.number("join-without-equality.min-pairs"),
                "count")
            .evidence(
                "comparedPairsPerTaskMs",
                "mean",
                join.pairs() / Math.max(1, join.taskMs()),
                table.number("join-without-equality.min-pairs-per-ms"),
                "count")
            .context("executorCpuTimeMs", "sum", join.cpuMs(), "ms")
            .context("rowsIn", "sum", join.rowsIn(), "count")
            .context("rowsOut", "sum", join.rowsOut(), "count")
            .context("stageWallMs", "sum", join.wallMs(), "ms")
            .timeSavingAtMost(join.wallMs());
    join.stages().forEach(stage -> advice.alsoStage(stage.id()));
    return advice
        .summary(summary(context, join, joins.size() - 1))
        .doubt(
            "If most pairs are wanted, as in a real cross join, no condition saves the work; then"
                + " only fewer rows on one side help.")
        .build();
  }

  private static String summary(RuleContext context, UnequalJoin join, int others) {
    return Amounts.duration(join.wallMs())
        + " of "
        + Amounts.duration(context.facts().spanMs())
        + " in "
        + join.stages().get(0).label()
        + ", where "
        + operator(join)
        + " compares "
        + Amounts.count(Math.round(join.pairs()))
        + " pairs of rows for "
        + Amounts.counted(join.rowsOut(), "row")
        + condition(join)
        + ": "
        + remedy(context, join)
        + (others > 0 ? "; " + others + " more such joins" : "")
        + ".";
  }

  private static String operator(UnequalJoin join) {
    return join.node().name().replaceFirst("[ (].*", "")
        + (join.type().isBlank() ? "" : " (" + join.type() + ")");
  }

  private static String condition(UnequalJoin join) {
    String text = join.condition();
    if (text.isBlank()) {
      return "";
    }
    return ", by "
        + (text.length() > LONGEST_CONDITION
            ? text.substring(0, LONGEST_CONDITION - 3) + "..."
            : text);
  }

  private static String remedy(RuleContext context, UnequalJoin join) {
    return switch (join.kind()) {
      case NO_CONDITION -> "the join has no condition: add the one that is missing";
      case NOT_IN ->
          "NOT IN over nullable columns compares all: use NOT EXISTS or a left anti join,"
              + " or reject the nulls on both sides first";
      case ALTERNATIVES ->
          "make one join of each alternative, which then has an equality, and unite their results";
      case RANGE ->
          "cut the range into buckets, give both sides the bucket as a column (a row that spans"
              + " several stands in each) and add its equality to the condition"
              + (context.settings().clusterManager() == ClusterManager.DATABRICKS
                  ? ", or use the hint RANGE_JOIN with the width of a bucket"
                  : "");
      case OTHER ->
          "add an equality that matching rows have in common, such as a part of the key, so that"
              + " only rows with the same value are compared";
    };
  }
}

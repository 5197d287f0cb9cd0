package io.attune.advisor.rules.code;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.RangeSampling;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.List;

/**
 * Sorts and partitionings by range over rows that are costly to compute: they compute them twice.
 */
public final class RangeSortRule implements Rule {
  static final String ID = "range-sort";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    if (RangeSampling.of(context).isEmpty()) {
      return Verdict.silent("nothing was partitioned by range");
    }
    List<RangeSampling> costly = RangeSampling.costly(context);
    return costly.isEmpty()
        ? Verdict.silent("what was partitioned by range took little time to compute again")
        : new Verdict.Advises(List.of(advice(context, costly)));
  }

  private static Advice advice(RuleContext context, List<RangeSampling> sorts) {
    RuleTable table = context.table();
    RangeSampling sort = sorts.get(0);
    long repeated = sort.repeatedWallMs();
    boolean high =
        repeated >= table.number("range-sort.high-repeated-ms")
            && repeated >= table.number("range-sort.high-share") * context.facts().spanMs();
    return Advice.withoutSetting(Category.CODE)
        .severity(high ? Severity.HIGH : Severity.MODERATE)
        .stage(sort.sampling().id())
        .alsoStage(sort.shuffle().id())
        .sqlExecution(sort.sampling().sqlExecutionId())
        .tasks(sort.sampling().tasks() + sort.shuffle().tasks())
        .weightMs(repeated)
        .evidence(
            "repeatedWallMs", "min", repeated, table.number("range-sort.min-repeated-ms"), "ms")
        .context("samplingWallMs", "value", sort.sampling().wallMs(), "ms")
        .context("shuffleWallMs", "value", sort.shuffle().wallMs(), "ms")
        .context("repeatedTaskTimeMs", "min", sort.repeatedTaskMs(), "ms")
        .timeSavingAtMost(repeated)
        .summary(summary(context, sort, sorts.size() - 1))
        .doubt(
            "Keeping the rows takes memory or disk for all of them, and storing them takes time as"
                + " well; rows that are read from columnar files are often as quick to read again.")
        .build();
  }

  private static String summary(RuleContext context, RangeSampling sort, int others) {
    return Amounts.duration(sort.repeatedWallMs())
        + " of "
        + Amounts.duration(context.facts().spanMs())
        + " because a sort by range ("
        + sort.operator()
        + ") computes its rows twice: "
        + sort.sampling().label()
        + " takes samples of them to find the borders of the ranges, and stage "
        + sort.shuffle().id()
        + " computes them again to sort them. Persist what is sorted (MEMORY_AND_DISK), or"
        + " write it first; where no order over all rows is needed, sort within partitions"
        + " instead (sortWithinPartitions)"
        + (others > 0 ? "; " + others + " more such sorts" : "")
        + ".";
  }
}

package io.attune.advisor.rules.code;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.GrowingLineage;
import io.attune.advisor.rules.explain.GrowingLineage.Round;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.List;

/**
 * Loops whose rounds build on each other: without a cut, round k plans, and runs again, all that
 * the rounds before it did.
 */
public final class GrowingLineageRule implements Rule {
  static final String ID = "growing-lineage";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    if (GrowingLineage.of(context).isEmpty()) {
      return Verdict.silent("no line of code started jobs of ever longer lineage");
    }
    List<GrowingLineage> costly = GrowingLineage.costly(context);
    return costly.isEmpty()
        ? Verdict.silent("lineage grows from job to job, but the jobs do not take longer")
        : new Verdict.Advises(List.of(advice(context, costly.get(0))));
  }

  private static Advice advice(RuleContext context, GrowingLineage loop) {
    RuleTable table = context.table();
    List<Round> rounds = loop.rounds();
    Round first = rounds.get(0);
    Round last = rounds.get(rounds.size() - 1);
    long lost = loop.lostMs(context);
    boolean high =
        lost >= table.number("growing-lineage.high-lost-ms")
            && lost >= table.number("growing-lineage.high-share") * context.facts().spanMs();
    Advice.Builder advice =
        Advice.withoutSetting(Category.CODE)
            .severity(high ? Severity.HIGH : Severity.MODERATE)
            .tasks(
                rounds.stream()
                    .flatMap(round -> round.stages().stream())
                    .mapToLong(stage -> stage.tasks())
                    .sum())
            .weightMs(lost)
            .evidence(
                "rounds",
                "count",
                rounds.size(),
                table.number("growing-lineage.min-rounds"),
                "count")
            .evidence(
                "lineageGrowth",
                "ratio",
                (double) last.size() / Math.max(1, first.size()),
                table.number("growing-lineage.min-growth"),
                "ratio")
            .context("repeatedTaskTimeMs", "sum", loop.repeatedTaskMs(), "ms")
            .context("addedDriverMs", "sum", loop.addedDriverMs(), "ms")
            .timeSavingAtMost(Math.min(lost, context.facts().spanMs()));
    loop.stageIds().forEach(advice::alsoStage);
    return advice
        .summary(summary(context, loop))
        .doubt(
            "If each round really has more data than the one before, it takes longer for that"
                + " reason as well.")
        .build();
  }

  private static String summary(RuleContext context, GrowingLineage loop) {
    List<Round> rounds = loop.rounds();
    Round first = rounds.get(0);
    Round last = rounds.get(rounds.size() - 1);
    long lost = loop.lostMs(context);
    return Amounts.duration(lost)
        + " of "
        + Amounts.duration(context.facts().spanMs())
        + " because "
        + loop.callSite()
        + " is asked in a loop for a result whose lineage grows: "
        + Amounts.counted(rounds.size(), "round")
        + " from "
        + first.size()
        + " to "
        + last.size()
        + " "
        + loop.unit()
        + (loop.repeats(context)
            ? ", and from "
                + Amounts.duration(first.taskMs())
                + " to "
                + Amounts.duration(last.taskMs())
                + " of task time, as each runs again what those before it did"
            : ", and from "
                + Amounts.duration(first.driverMs())
                + " to "
                + Amounts.duration(last.driverMs())
                + " for the driver to plan it")
        + ": keep the result of each round (persist) and cut its lineage every few rounds"
        + " with checkpoint or localCheckpoint.";
  }
}

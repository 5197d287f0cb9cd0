package io.attune.advisor.rules;

import io.attune.advisor.table.RuleTable;

/**
 * Whether the share of the data that one task has holds up a stage; asked by the rule about skew
 * and by every rule that leaves such a stage to it.
 */
public final class StageSkew {
  private StageSkew() {}

  /** Whether a stage is skewed, so that other rules leave its spill and its waves alone. */
  public static boolean isSkewed(RuleContext context, StageFacts stage) {
    RuleTable table = context.table();
    if (stage.tasks() < table.number("skew.min-tasks")
        || stage.shuffleReadBytes() == 0
        || !stage.isFirstAttempt()
        || !stage.isComparable(table.number("running.min-ended-share"))) {
      return false;
    }
    double median = median(stage);
    double longest = stage.state().durationMs().max();
    double correlation = correlation(stage);
    double even = (double) stage.taskTimeMs() / Math.max(1, context.facts().cluster().slots());
    boolean standsOut =
        longest >= table.number("skew.ratio") * median
            || longest >= table.number("skew.even-ratio") * even
                && longest >= table.number("skew.least-ratio") * median;
    return standsOut
        && longest > table.number("skew.stage-share") * stage.wallMs()
        && correlation > table.number("skew.correlation")
        && stage.readsUnevenly(table.number("skew.bytes-ratio"))
        && new Relevance(context).ofWallTime(excessMs(stage));
  }

  public static long excessMs(StageFacts stage) {
    return Math.round(stage.state().durationMs().max() - median(stage));
  }

  public static double median(StageFacts stage) {
    return stage.state().durationMs().median();
  }

  public static double correlation(StageFacts stage) {
    return stage.state().durationBytesCorrelation().orElse(0);
  }
}

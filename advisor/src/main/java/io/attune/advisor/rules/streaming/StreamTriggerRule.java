package io.attune.advisor.rules.streaming;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.Comparator;
import java.util.List;

/**
 * A streaming query that keeps up, whose batches follow one another without a pause and go, for the
 * most part, into finding, planning and committing them: its trigger is shorter than a batch.
 */
public final class StreamTriggerRule implements Rule {
  static final String ID = "stream-trigger";

  /** Intervals that people choose, milliseconds. */
  private static final long[] INTERVALS = {
    1_000, 2_000, 5_000, 10_000, 15_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000,
    1_800_000
  };

  @Override
  public String id() {
    return ID;
  }

  /** The state of the application holds all of its queries; a unit's has none. */
  @Override
  public RuleScope scope() {
    return RuleScope.CLUSTER;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    RuleTable table = context.table();
    List<StreamPace> hasty =
        StreamPace.of(context).stream()
            .filter(pace -> pace.isBackToBack() && !pace.isFallingBehind())
            .filter(pace -> pace.overheadShare() >= table.number("stream-trigger.overhead-share"))
            .sorted(Comparator.comparingDouble(StreamPace::overheadShare).reversed())
            .toList();
    return hasty.isEmpty()
        ? Verdict.silent(
            "streaming queries pause between their batches, or the batches are mostly work")
        : new Verdict.Advises(List.of(advice(context, hasty)));
  }

  private static Advice advice(RuleContext context, List<StreamPace> hasty) {
    RuleTable table = context.table();
    StreamPace worst = hasty.get(0);
    double wanted =
        Math.max(
            worst.medianOverheadMs() / table.number("stream-trigger.target-share"),
            2 * worst.medianMs());
    return Advice.withoutSetting(Category.CODE)
        .severity(Severity.LOW)
        .weightMs(worst.spanMs())
        .tasks(context.facts().tasksSucceeded())
        .evidence(
            "batchOverhead",
            "share",
            worst.overheadShare(),
            table.number("stream-trigger.overhead-share"),
            "share")
        .context("batchDurationMs", "p50", worst.medianMs(), "ms")
        .context("inputRows", "p50", worst.medianRows(), "count")
        .context("batches", "count", worst.size(), "count")
        .summary(
            "A trigger of "
                + inWords(interval(wanted))
                + " (Trigger.ProcessingTime) for "
                + worst.label()
                + ": its batches follow one another without a pause, and of the "
                + Amounts.duration(worst.medianMs())
                + " of each, which brings "
                + Amounts.count(Math.round(worst.medianRows()))
                + " rows, "
                + Amounts.percent(worst.overheadShare())
                + " is no work on them ("
                + worst.overheadInWords().replaceFirst(":.*", "")
                + "). Fewer batches are fewer checkpoint files and requests."
                + StreamPace.others(hasty.size() - 1))
        .doubt(
            "Rows then wait for up to that long: only those who read the result know whether they"
                + " may.")
        .build();
  }

  private static String inWords(long interval) {
    return interval < 60_000 ? interval / 1_000 + " s" : interval / 60_000 + " min";
  }

  private static long interval(double least) {
    for (long interval : INTERVALS) {
      if (interval >= least) {
        return interval;
      }
    }
    return INTERVALS[INTERVALS.length - 1];
  }
}

package io.attune.advisor.rules.streaming;

import io.attune.advisor.application.StreamingBatch;
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
import java.util.OptionalLong;

/**
 * A streaming query to which more rows come than it processes, so that it is ever later. What would
 * bring it back is where the time of its batches goes.
 */
public final class FallingBehindRule implements Rule {
  static final String ID = "stream-behind";

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
    List<StreamPace> behind =
        StreamPace.of(context).stream()
            .filter(StreamPace::isFallingBehind)
            .sorted(Comparator.comparingDouble(FallingBehindRule::factor).reversed())
            .toList();
    return behind.isEmpty()
        ? Verdict.silent("no streaming query falls behind, as far as its batches tell")
        : new Verdict.Advises(List.of(advice(context, behind)));
  }

  /** How many times faster it would have to be. */
  private static double factor(StreamPace pace) {
    return pace.inputPerSecond() / Math.max(1e-9, pace.processedPerSecond());
  }

  private static Advice advice(RuleContext context, List<StreamPace> behind) {
    StreamPace worst = behind.get(0);
    OptionalLong backlog = worst.newest().backlogRows();
    Advice.Builder advice =
        Advice.withoutSetting(Category.EXECUTORS)
            .severity(Severity.HIGH)
            .weightMs(worst.spanMs())
            .tasks(context.facts().tasksSucceeded())
            .evidence(
                "inputRowsPerSecond",
                "mean",
                worst.inputPerSecond(),
                worst.processedPerSecond(),
                "count")
            .context("batches", "count", worst.size(), "count")
            .context("batchDurationMs", "p50", worst.medianMs(), "ms");
    if (backlog.isPresent()) {
      advice.context("backlogRows", "newest", backlog.getAsLong(), "count");
    }
    return advice
        .summary(
            remedy(context, worst)
                + ": "
                + worst.label()
                + " gets "
                + Amounts.ratio(worst.inputPerSecond())
                + " rows a second and processes "
                + Amounts.ratio(worst.processedPerSecond())
                + (backlog.orElse(0) > 0
                    ? ", so that " + Amounts.count(backlog.getAsLong()) + " rows wait"
                    : ", so that each batch takes longer than the one before")
                + "."
                + StreamPace.others(behind.size() - 1))
        .doubt(
            "Rows can come in waves: what quiet hours work off needs nothing, as long as the source"
                + " keeps the rows until then.")
        .build();
  }

  /** What comes first: the phase that takes most, then places for tasks. */
  private static String remedy(RuleContext context, StreamPace pace) {
    RuleTable table = context.table();
    if (pace.overheadShare() >= table.number("stream-behind.overhead-share")) {
      String words = pace.overheadInWords();
      return "Shorten what is not work: " + words;
    }
    long slots = context.facts().cluster().slots();
    OptionalLong partitions = pace.newest().sourcePartitions();
    if (partitions.isPresent() && partitions.getAsLong() < slots) {
      return "Read with "
          + Amounts.count(slots)
          + " tasks instead of "
          + Amounts.count(partitions.getAsLong())
          + " (minPartitions="
          + slots
          + " of the Kafka source, or as many partitions of the topic): "
          + Amounts.counted(slots - partitions.getAsLong(), "slot")
          + " of "
          + Amounts.count(slots)
          + " have nothing to read";
    }
    long wanted = (long) Math.ceil(slots * factor(pace) * table.number("stream-behind.head-room"));
    return "Give it "
        + Amounts.count(Math.max(slots + 1, wanted))
        + " slots instead of "
        + Amounts.count(slots)
        + ", with as many partitions, or make a row cheaper ("
        + Amounts.percent(pace.share(StreamingBatch.Durations::workMs))
        + " of a batch is work)";
  }
}

package io.attune.advisor.rules.streaming;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RuleScope;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.List;

/**
 * A stream that writes small files, batch after batch: each task that writes leaves one at least,
 * and whoever reads them pays for each.
 */
public final class StreamFilesRule implements Rule {
  static final String ID = "stream-files";
  private static final double DAY_MS = 86_400_000;

  /**
   * Files that the batches left.
   *
   * @param count at least so many: a task that wrote left one or more
   * @param bytes bytes in them
   * @param batches stages that wrote them
   */
  private record Written(long count, long bytes, long batches) {
    double mean() {
      return (double) bytes / count;
    }
  }

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
    List<StageFacts> writing =
        context.facts().stages().stream()
            .filter(stage -> stage.isFirstAttempt() && stage.sum(TaskMetric.OUTPUT_BYTES) > 0)
            .filter(StageFacts::isOfStream)
            .toList();
    Written written =
        new Written(
            writing.stream().mapToLong(StageFacts::tasks).sum(),
            writing.stream().mapToLong(stage -> stage.sum(TaskMetric.OUTPUT_BYTES)).sum(),
            writing.size());
    if (written.count() < table.number("stream-files.min-files")) {
      return Verdict.silent("no stream has written more than a few files");
    }
    double daily = written.count() * DAY_MS / Math.max(1, context.facts().spanMs());
    if (written.mean() >= table.number("small-files.written-mean-bytes")
        || daily < table.number("stream-files.daily-files")) {
      return Verdict.silent("the files that streams write are large enough, or few");
    }
    return new Verdict.Advises(List.of(advice(context, written, daily)));
  }

  private static Advice advice(RuleContext context, Written written, double daily) {
    RuleTable table = context.table();
    return Advice.withoutSetting(Category.PARTITIONS)
        .severity(Severity.MODERATE)
        .weightMs(context.facts().spanMs())
        .tasks(written.count())
        .evidence(
            "outputBytes",
            "mean",
            written.mean(),
            table.number("small-files.written-mean-bytes"),
            "bytes")
        .context("files", "count", written.count(), "count")
        .context("filesADay", "count", daily, "count")
        .summary(
            "Fewer and larger files: "
                + Amounts.count(written.batches())
                + " batches of the stream have left "
                + Amounts.count(written.count())
                + " files or more of "
                + Amounts.bytes(written.mean())
                + " on average, "
                + Amounts.count(Math.round(daily))
                + " a day. A longer trigger, a repartition by the partition columns before the"
                + " write, or a job that compacts them (OPTIMIZE, rewrite_data_files) makes"
                + " fewer.")
        .doubt(
            "Where nobody reads the files but one job that compacts them anyway, they do no harm.")
        .build();
  }
}

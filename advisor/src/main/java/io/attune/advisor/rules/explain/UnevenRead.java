package io.attune.advisor.rules.explain;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.SqlNode;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.statistics.LargeTask;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A stage that waits for one of its tasks which reads far more of the source than the others, or
 * makes far more rows of it.
 *
 * @param stage the stage
 * @param longest the task
 * @param source what it reads
 * @param lostMs longest task − task time ÷ slots, milliseconds
 */
public record UnevenRead(StageFacts stage, LargeTask longest, Source source, long lostMs) {

  /** What a stage reads, as far as the remedy depends on it. */
  public enum Source {
    /** A database, over JDBC. */
    JDBC,
    /** A topic of Kafka. */
    KAFKA,
    /** Files, of which one was not cut although it is large. */
    WHOLE_FILE,
    /** Rows of which a few hold most of the elements that an explode makes rows of. */
    ELEMENTS,
    /** Anything else. */
    OTHER
  }

  private static final List<TaskMetric> MADE =
      List.of(
          TaskMetric.OUTPUT_RECORDS,
          TaskMetric.OUTPUT_BYTES,
          TaskMetric.SHUFFLE_WRITE_RECORDS,
          TaskMetric.SHUFFLE_WRITE_BYTES);

  /** Checks the fields. */
  public UnevenRead {
    requireNonNull(stage, "stage is null");
    requireNonNull(longest, "longest is null");
    requireNonNull(source, "source is null");
  }

  /** Those that matter for the run, first what loses most. */
  public static List<UnevenRead> costly(RuleContext context) {
    return context.facts().stages().stream()
        .flatMap(stage -> in(context, stage).stream())
        .sorted(
            Comparator.comparingLong(UnevenRead::lostMs)
                .reversed()
                .thenComparingInt(read -> read.stage().id()))
        .toList();
  }

  private static Optional<UnevenRead> in(RuleContext context, StageFacts stage) {
    RuleTable table = context.table();
    long slots = context.facts().cluster().slots();
    if (slots < 2
        || !stage.isFirstAttempt()
        || !stage.isComplete()
        || stage.isOfStream()
        || stage.shuffleReadBytes() > 0
        || stage.tasks() < table.number("input-skew.min-tasks")) {
      return Optional.empty();
    }
    return stage.state().longestTasks().stream()
        .max(Comparator.comparingLong(LargeTask::durationMs))
        .filter(task -> isMoreThanOthers(table, stage, task))
        .map(
            task ->
                new UnevenRead(
                    stage,
                    task,
                    source(context, stage, task),
                    task.durationMs() - stage.taskTimeMs() / slots))
        .filter(read -> read.lostMs() >= table.number("input-skew.min-lost-ms"))
        .filter(read -> new Relevance(context).ofWallTime(read.lostMs()));
  }

  /** Whether it takes far longer than the median, and what it reads explains that. */
  private static boolean isMoreThanOthers(RuleTable table, StageFacts stage, LargeTask task) {
    return longer(stage, task) >= table.number("input-skew.uneven-ratio")
        && task.durationMs() >= table.number("input-skew.uneven-stage-share") * stage.wallMs()
        && (readsMore(table, stage, task) || generates(stage) && makesMore(table, stage));
  }

  private static double longer(StageFacts stage, LargeTask task) {
    return task.durationMs() / Math.max(1, stage.state().durationMs().median());
  }

  private static boolean readsMore(RuleTable table, StageFacts stage, LargeTask task) {
    return explains(
        table,
        Math.max(
            overOthers(stage, TaskMetric.INPUT_RECORDS, task.input().records()),
            overOthers(stage, TaskMetric.INPUT_BYTES, task.input().bytes())),
        longer(stage, task));
  }

  /**
   * Whether a task makes so much more than the others that it explains how long the longest takes:
   * a copy of that one would have to make it as well.
   */
  public static boolean makesMore(RuleTable table, StageFacts stage) {
    double more =
        MADE.stream()
            .mapToDouble(metric -> overOthers(stage, metric, stage.state().max(metric)))
            .max()
            .orElse(0);
    double median = Math.max(1, stage.state().durationMs().median());
    return explains(table, more, stage.state().durationMs().max() / median);
  }

  private static boolean explains(RuleTable table, double more, double longer) {
    return more >= table.number("input-skew.uneven-ratio")
        && more >= table.number("input-skew.uneven-explained-share") * longer;
  }

  private static boolean generates(StageFacts stage) {
    return stage.nodes().stream().anyMatch(node -> node.name().contains("Generate"));
  }

  /** What it has over the mean of the others; 0 when it has nothing. */
  private static double overOthers(StageFacts stage, TaskMetric metric, long own) {
    double others = Math.max(0, stage.sum(metric) - own) / Math.max(1.0, stage.tasks() - 1.0);
    return own == 0 ? 0 : own / Math.max(1, others);
  }

  private static Source source(RuleContext context, StageFacts stage, LargeTask task) {
    if (!readsMore(context.table(), stage, task)) {
      return Source.ELEMENTS;
    } else if (reads(stage, "jdbc")) {
      return Source.JDBC;
    } else if (reads(stage, "kafka")) {
      return Source.KAFKA;
    }
    double piece =
        Math.max(
            context.table().number("small-files.target-bytes"),
            stage.settings().maxPartitionBytes());
    boolean columnar = reads(stage, "parquet") || reads(stage, "orc");
    return !columnar
            && task.input().bytes() >= context.table().number("input-splits.unsplit-ratio") * piece
        ? Source.WHOLE_FILE
        : Source.OTHER;
  }

  private static boolean reads(StageFacts stage, String word) {
    return Stream.concat(
            stage.rdds().stream().map(rdd -> rdd.name() + rdd.operatorName()),
            stage.nodes().stream().filter(node -> node.name().contains("Scan")).map(SqlNode::name))
        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(word));
  }
}

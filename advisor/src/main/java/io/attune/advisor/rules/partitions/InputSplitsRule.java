package io.attune.advisor.rules.partitions;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.FileSplits;
import io.attune.advisor.rules.explain.TaskCountCause;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.Effect;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The pieces into which a scan cuts its files. Spark takes min(maxPartitionBytes, max(openCost,
 * (bytes + files × openCost) ÷ minPartitionNum)) as the size of a piece, so which property helps
 * depends on which term binds. Sizes are those of the files as the scan reports them, never the
 * tasks' input bytes, which Spark 4.2 under-counts for parquet.
 */
public final class InputSplitsRule implements Rule {
  static final String ID = "input-splits";
  static final String MAX_BYTES = "spark.sql.files.maxPartitionBytes";
  private static final String MIN_NUM = "spark.sql.files.minPartitionNum";

  /** A stage that scans one set of files. */
  private record Scan(StageFacts stage, long files, long bytes, FileSplits split) {
    double bytesPerTask() {
      return (double) bytes / Math.max(1, stage.numTasks());
    }

    double medianMs() {
      return stage.state().durationMs().median();
    }
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    List<Scan> scans = scans(context);
    Relevance relevance = new Relevance(context);
    List<Scan> relevant =
        scans.stream().filter(scan -> relevance.ofTaskTime(scan.stage().taskTimeMs())).toList();
    if (relevant.isEmpty()) {
      return Verdict.silent("no scan of files takes a good share of the run");
    }
    List<Advice> advice = new ArrayList<>();
    for (Scan scan : relevant) {
      tooSmall(context, scan, scans)
          .or(() -> tooLarge(context, scan))
          .or(
              () ->
                  context.isAdvisedOn(scan.stage())
                      ? Optional.empty()
                      : unsplittable(context, scan))
          .filter(piece -> advice.stream().noneMatch(a -> property(a).equals(property(piece))))
          .filter(piece -> property(piece).flatMap(context::decided).isEmpty())
          .ifPresent(advice::add);
    }
    return Verdict.of(advice, "the scans cut their files into pieces of a good size");
  }

  private static Optional<String> property(Advice advice) {
    return advice.setting().map(SettingChange::property);
  }

  /** The scans of the run, those first whose stages take most time. */
  private static List<Scan> scans(RuleContext context) {
    long slots = slots(context);
    List<Scan> scans = new ArrayList<>();
    for (StageFacts stage : context.facts().stages()) {
      // After coalesce a task reads several pieces, and their number says nothing of the files.
      if (!stage.isSql() || isCoalesced(context, stage)) {
        continue;
      }
      List<SqlNode> nodes = stage.nodes().stream().filter(SqlNode::isFileScan).toList();
      if (nodes.size() == 1
          && !nodes.get(0).isBucketed()
          && stage.isFirstAttempt()
          && stage.isComplete()) {
        OptionalLong files = nodes.get(0).filesRead();
        OptionalLong bytes = nodes.get(0).fileBytesRead();
        if (files.isPresent() && bytes.isPresent() && bytes.getAsLong() > 0) {
          long parallelism = stage.settings().number("spark.default.parallelism").orElse(slots);
          FileSplits split =
              FileSplits.of(stage.settings(), files.getAsLong(), bytes.getAsLong(), parallelism);
          scans.add(new Scan(stage, files.getAsLong(), bytes.getAsLong(), split));
        }
      }
    }
    scans.sort(
        Comparator.comparingLong((Scan scan) -> scan.stage().taskTimeMs())
            .reversed()
            .thenComparingInt(scan -> scan.stage().id()));
    return scans;
  }

  private static boolean isCoalesced(RuleContext context, StageFacts stage) {
    return TaskCountCause.of(context, stage)
        .filter(TaskCountCause.Coalesced.class::isInstance)
        .isPresent();
  }

  private static Optional<Advice> tooSmall(RuleContext context, Scan scan, List<Scan> scans) {
    if (!cutsTooSmall(context, scan) || scan.split().openCostBinds()) {
      return Optional.empty();
    }
    RuleTable table = context.table();
    double busy =
        PartitionTarget.ceil(
            scan.stage().sum(TaskMetric.EXECUTOR_RUN_TIME_MS),
            table.number("partitions.max-merged-task-ms"));
    double wanted =
        Math.max(
            slots(context),
            Math.max(busy, scan.bytes() / table.number("input-splits.target-bytes")));
    return scan.split().maxBinds()
        ? largerPieces(context, scan, scans, wanted)
        : fewerPieces(context, scan, wanted);
  }

  private static boolean cutsTooSmall(RuleContext context, Scan scan) {
    RuleTable table = context.table();
    double perFile = (double) scan.bytes() / Math.max(1, scan.files());
    return perFile >= table.number("small-files.read-mean-bytes")
        && scan.stage().numTasks() >= slots(context) * table.number("input-splits.many-waves")
        && scan.bytesPerTask() < table.number("input-splits.small-split-bytes")
        && scan.medianMs() < table.number("input-splits.short-task-ms");
  }

  /** By the largest size of a piece; what that makes of the other scans counts as well. */
  private static Optional<Advice> largerPieces(
      RuleContext context, Scan scan, List<Scan> scans, double wanted) {
    RuleTable table = context.table();
    long now = scan.stage().settings().maxPartitionBytes();
    double uncapped = scan.bytes() / wanted;
    long recommended = clamp(table, uncapped);
    if (recommended <= now) {
      return Optional.empty();
    }
    SettingChange setting =
        context.steady(
            SettingChange.bytes(
                MAX_BYTES,
                now,
                recommended,
                Math.min(recommended, clamp(table, uncapped / 2)),
                Math.max(recommended, clamp(table, uncapped * 2)),
                Math.round(uncapped),
                ExplicitValue.of(scan.stage().settings(), MAX_BYTES)));
    Advice.Builder advice = base(Advice.change(Category.PARTITIONS, setting), scan);
    scans.stream()
        .filter(other -> other != scan)
        .flatMap(other -> merged(slots(context), other, setting.magnitude()).stream())
        .forEach(advice::effect);
    return Optional.of(fewerTasks(table, advice, scan, wanted, " to a piece: ", setting));
  }

  /** By the least number of pieces, where somebody has set one. */
  private static Optional<Advice> fewerPieces(RuleContext context, Scan scan, double wanted) {
    RuleTable table = context.table();
    StageFacts stage = scan.stage();
    long slots = slots(context);
    long now = stage.settings().minPartitionNum().orElse(slots);
    long recommended = Math.max(1, Math.round(wanted));
    if (recommended >= now || !stage.settings().isSet(MIN_NUM)) {
      return Optional.empty();
    }
    SettingChange setting =
        context.steady(
            SettingChange.count(
                MIN_NUM,
                now,
                recommended,
                Math.min(recommended, slots),
                Math.round(recommended * table.number("partitions.band-up-factor")),
                recommended,
                ExplicitValue.of(stage.settings(), MIN_NUM)));
    Advice.Builder advice = base(Advice.change(Category.PARTITIONS, setting), scan);
    return Optional.of(fewerTasks(table, advice, scan, wanted, " pieces at least: ", setting));
  }

  /** The advice that one of the two settings gives. */
  private static Advice fewerTasks(
      RuleTable table,
      Advice.Builder advice,
      Scan scan,
      double wanted,
      String words,
      SettingChange setting) {
    StageFacts stage = scan.stage();
    int tasks = (int) Math.max(1, Math.ceil(wanted));
    return measured(
            table, advice, scan, "input-splits.small-split-bytes", "input-splits.short-task-ms")
        .severity(Severity.MODERATE)
        .effect(new Effect.Tasks(stage.id(), stage.attempt(), tasks))
        .summary(
            setting.recommended()
                + words
                + Amounts.counted(stage.numTasks(), "task")
                + " of "
                + stage.label()
                + " read "
                + Amounts.bytes(scan.bytesPerTask())
                + " each in "
                + Amounts.duration(scan.medianMs())
                + " at the median, so most of it is starting tasks.")
        .doubt("It holds for every scan of the session; a heavier scan may want small pieces.")
        .build();
  }

  /** What a task reads and how long it takes, against two numbers of the rule. */
  private static Advice.Builder measured(
      RuleTable table, Advice.Builder advice, Scan scan, String bytes, String time) {
    return advice
        .evidence("fileBytesPerTask", "mean", scan.bytesPerTask(), table.number(bytes), "bytes")
        .evidence("taskDurationMs", "p50", scan.medianMs(), table.number(time), "ms");
  }

  /** What larger pieces make of another scan of the session that is cut by the same property. */
  private static List<Effect> merged(long slots, Scan scan, double pieceBytes) {
    StageFacts stage = scan.stage();
    double whole = scan.bytes() + scan.files() * stage.settings().openCostBytes();
    double piece = Math.min(pieceBytes, Math.max(scan.split().bytes(), whole / slots));
    int tasks = (int) Math.max(1, Math.ceil(whole / piece));
    return scan.split().maxBinds() && tasks < stage.numTasks()
        ? List.of(new Effect.Tasks(stage.id(), stage.attempt(), tasks))
        : List.of();
  }

  private static Optional<Advice> tooLarge(RuleContext context, Scan scan) {
    RuleTable table = context.table();
    double most = table.number("input-splits.large-split-bytes");
    long now = scan.stage().settings().maxPartitionBytes();
    boolean cutsTooLarge =
        scan.split().maxBinds()
            && now > most
            && scan.bytesPerTask() > most
            && scan.medianMs() > table.number("input-splits.long-task-ms");
    if (!cutsTooLarge) {
      return Optional.empty();
    }
    long recommended = table.whole("input-splits.target-bytes");
    SettingChange setting =
        context.steady(
            SettingChange.bytes(
                MAX_BYTES,
                now,
                recommended,
                Math.min(recommended, table.whole("input-splits.min-bytes")),
                table.whole("input-splits.large-split-bytes"),
                recommended,
                ExplicitValue.of(scan.stage().settings(), MAX_BYTES)));
    Advice.Builder advice = base(Advice.change(Category.PARTITIONS, setting), scan);
    return Optional.of(
        measured(table, advice, scan, "input-splits.large-split-bytes", "input-splits.long-task-ms")
            .severity(Severity.MODERATE)
            .summary(tooLarge(setting, scan))
            .doubt(
                "Parquet is not cut inside a row group, so pieces smaller than those give tasks"
                    + " with nothing to do.")
            .build());
  }

  private static String tooLarge(SettingChange setting, Scan scan) {
    return setting.recommended()
        + " to a piece: a task of "
        + scan.stage().label()
        + " reads "
        + Amounts.bytes(scan.bytesPerTask())
        + " and takes "
        + Amounts.duration(scan.medianMs())
        + ", so a lost one costs much and the last ones run alone.";
  }

  /** Fewer tasks than Spark would have cut, with slots idle: the files cannot be cut. */
  private static Optional<Advice> unsplittable(RuleContext context, Scan scan) {
    RuleTable table = context.table();
    StageFacts stage = scan.stage();
    long slots = context.facts().cluster().slots();
    double expected = scan.bytes() / scan.split().bytes();
    boolean cannotBeCut =
        stage.numTasks() < slots
            && stage.numTasks() <= scan.files()
            && expected >= table.number("input-splits.unsplit-ratio") * stage.numTasks()
            && scan.bytes() / Math.max(1, stage.numTasks())
                >= table.number("input-splits.target-bytes")
            && stage.wallMs() >= table.number("partition-cluster-fit.min-wall-ms")
            && new Relevance(context).ofWallTime(stage.wallMs());
    if (!cannotBeCut) {
      return Optional.empty();
    }
    return Optional.of(
        base(Advice.withoutSetting(Category.PARTITIONS), scan)
            .severity(Severity.MODERATE)
            .evidence(
                "expectedSplits",
                "ratio",
                expected / stage.numTasks(),
                table.number("input-splits.unsplit-ratio"),
                "ratio")
            .context("slots", "count", slots, "count")
            .timeSavingAtMost(
                stage.wallMs() - Math.min(stage.wallMs(), stage.taskTimeMs() / Math.max(1, slots)))
            .summary(unsplittable(scan, slots))
            .doubt("Very large row groups look the same as files that cannot be cut.")
            .build());
  }

  private static String unsplittable(Scan scan, long slots) {
    return Amounts.counted(scan.stage().numTasks(), "task")
        + " of "
        + scan.stage().label()
        + " read "
        + Amounts.counted(scan.files(), "file")
        + " of "
        + Amounts.bytes((double) scan.bytes() / scan.files())
        + " on "
        + slots
        + " slots: the files cannot be cut (as with gzip), so no setting spreads them;"
        + " write them smaller or in a format that can be cut.";
  }

  private static Advice.Builder base(Advice.Builder advice, Scan scan) {
    StageFacts stage = scan.stage();
    return advice
        .stage(stage.id())
        .sqlExecution(stage.sqlExecutionId())
        .tasks(stage.tasks())
        .weightMs(stage.taskTimeMs())
        .context("filesRead", "count", scan.files(), "count")
        .context("fileBytesRead", "sum", scan.bytes(), "bytes")
        .context("splitBytes", "value", scan.split().bytes(), "bytes")
        .context("fileBytesPerTask", "mean", scan.bytesPerTask(), "bytes");
  }

  private static long slots(RuleContext context) {
    return Math.max(1, context.facts().cluster().slots());
  }

  private static long clamp(RuleTable table, double bytes) {
    double clamped =
        Math.max(
            table.number("input-splits.min-bytes"),
            Math.min(table.number("input-splits.max-bytes"), bytes));
    return Math.max(1, Math.round(clamped / (1 << 20))) << 20;
  }
}

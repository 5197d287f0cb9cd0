package io.attune.advisor.rules.partitions;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
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
  private static final String MAX_BYTES = "spark.sql.files.maxPartitionBytes";
  private static final String MIN_NUM = "spark.sql.files.minPartitionNum";

  /** A stage that scans one set of files. */
  private record Scan(StageFacts stage, long files, long bytes, Split split) {}

  /** How Spark cuts: the size of a piece, and which term made it. */
  private record Split(double bytes, boolean maxBinds, boolean openCostBinds) {
    static Split of(SparkSettings settings, long files, long bytes, long parallelism) {
      double most = settings.maxPartitionBytes();
      double open = settings.openCostBytes();
      long least = settings.minPartitionNum().orElse(parallelism);
      double perCore = (bytes + files * open) / Math.max(1, least);
      double size = Math.min(most, Math.max(open, perCore));
      return new Split(size, size == most, size == open && size < most);
    }
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    List<Scan> scans =
        scans(context).stream()
            .sorted(
                Comparator.comparingLong((Scan scan) -> scan.stage().taskTimeMs())
                    .reversed()
                    .thenComparingInt(scan -> scan.stage().id()))
            .toList();
    Relevance relevance = new Relevance(context);
    if (scans.stream().noneMatch(scan -> relevance.ofTaskTime(scan.stage().taskTimeMs()))) {
      return Verdict.silent("no scan of files takes a good share of the run");
    }
    List<Advice> advice = new ArrayList<>();
    for (Scan scan : scans) {
      if (!relevance.ofTaskTime(scan.stage().taskTimeMs())) {
        continue;
      }
      tooSmall(context, scan, scans)
          .or(() -> tooLarge(context, scan))
          .or(() -> unsplittable(context, scan))
          .filter(
              said ->
                  advice.stream()
                      .noneMatch(
                          a ->
                              a.setting()
                                  .map(SettingChange::property)
                                  .equals(said.setting().map(SettingChange::property))))
          .filter(
              said ->
                  said.setting().isEmpty()
                      || context.decided(said.setting().get().property()).isEmpty())
          .ifPresent(advice::add);
    }
    return Verdict.of(advice, "the scans cut their files into pieces of a good size");
  }

  private static List<Scan> scans(RuleContext context) {
    long slots = Math.max(1, context.facts().cluster().slots());
    List<Scan> scans = new ArrayList<>();
    for (StageFacts stage : context.facts().stages()) {
      if (!stage.isSql()) {
        continue;
      }
      List<SqlNode> nodes = stage.nodes().stream().filter(SqlNode::isFileScan).toList();
      if (nodes.size() == 1 && stage.isFirstAttempt() && stage.isComplete()) {
        OptionalLong files = nodes.get(0).filesRead();
        OptionalLong bytes = nodes.get(0).fileBytesRead();
        if (files.isPresent() && bytes.isPresent() && bytes.getAsLong() > 0) {
          long parallelism = stage.settings().number("spark.default.parallelism").orElse(slots);
          Split split =
              Split.of(stage.settings(), files.getAsLong(), bytes.getAsLong(), parallelism);
          scans.add(new Scan(stage, files.getAsLong(), bytes.getAsLong(), split));
        }
      }
    }
    return scans;
  }

  private Optional<Advice> tooSmall(RuleContext context, Scan scan, List<Scan> scans) {
    RuleTable table = context.table();
    StageFacts stage = scan.stage();
    long slots = Math.max(1, context.facts().cluster().slots());
    double perTask = (double) scan.bytes() / Math.max(1, stage.numTasks());
    boolean smallFiles =
        (double) scan.bytes() / Math.max(1, scan.files())
            < table.number("small-files.read-mean-bytes");
    boolean speaks =
        !smallFiles
            && stage.numTasks() >= slots * table.number("input-splits.many-waves")
            && perTask < table.number("input-splits.small-split-bytes")
            && stage.state().durationMs().median() < table.number("input-splits.short-task-ms");
    if (!speaks || scan.split().openCostBinds()) {
      return Optional.empty();
    }
    double busy =
        PartitionTarget.ceil(
            stage.sum(TaskMetric.EXECUTOR_RUN_TIME_MS),
            table.number("partitions.max-merged-task-ms"));
    double wanted =
        Math.max(slots, Math.max(busy, scan.bytes() / table.number("input-splits.target-bytes")));
    String what =
        Amounts.counted(stage.numTasks(), "task")
            + " of "
            + stage.label()
            + " read "
            + Amounts.bytes(perTask)
            + " each in "
            + Amounts.duration(stage.state().durationMs().median())
            + " at the median";
    SettingChange setting;
    String number;
    List<Effect> others = new ArrayList<>();
    if (scan.split().maxBinds()) {
      double uncapped = scan.bytes() / wanted;
      long recommended = clamp(table, uncapped);
      if (recommended <= stage.settings().maxPartitionBytes()) {
        return Optional.empty();
      }
      setting =
          context.steady(
              SettingChange.bytes(
                  MAX_BYTES,
                  stage.settings().maxPartitionBytes(),
                  recommended,
                  Math.min(recommended, clamp(table, uncapped / 2)),
                  Math.max(recommended, clamp(table, uncapped * 2)),
                  Math.round(uncapped),
                  ExplicitValue.of(stage.settings(), MAX_BYTES)));
      number = setting.recommended() + " to a piece: ";
      for (Scan other : scans) {
        if (other != scan) {
          others.addAll(merged(slots, other, setting.magnitude()));
        }
      }
    } else {
      long now = stage.settings().minPartitionNum().orElse(slots);
      long recommended = Math.max(1, Math.round(wanted));
      if (recommended >= now || !stage.settings().isSet(MIN_NUM)) {
        return Optional.empty();
      }
      setting =
          context.steady(
              SettingChange.count(
                  MIN_NUM,
                  now,
                  recommended,
                  Math.min(recommended, slots),
                  Math.round(recommended * table.number("partitions.band-up-factor")),
                  recommended,
                  ExplicitValue.of(stage.settings(), MIN_NUM)));
      number = setting.recommended() + " pieces at least: ";
    }
    Advice.Builder advice =
        base(context, Advice.change(Category.PARTITIONS, setting), scan, perTask);
    others.forEach(advice::effect);
    return Optional.of(
        advice
            .evidence(
                "fileBytesPerTask",
                "mean",
                perTask,
                table.number("input-splits.small-split-bytes"),
                "bytes")
            .evidence(
                "taskDurationMs",
                "p50",
                stage.state().durationMs().median(),
                table.number("input-splits.short-task-ms"),
                "ms")
            .severity(Severity.MODERATE)
            .effect(
                new Effect.Tasks(stage.id(), stage.attempt(), (int) Math.max(1, Math.ceil(wanted))))
            .summary(number + what + ", so most of it is starting tasks.")
            .doubt("It holds for every scan of the session; a heavier scan may want small pieces.")
            .build());
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

  private Optional<Advice> tooLarge(RuleContext context, Scan scan) {
    RuleTable table = context.table();
    StageFacts stage = scan.stage();
    double perTask = (double) scan.bytes() / Math.max(1, stage.numTasks());
    boolean speaks =
        scan.split().maxBinds()
            && stage.settings().maxPartitionBytes() > table.number("input-splits.large-split-bytes")
            && perTask > table.number("input-splits.large-split-bytes")
            && stage.state().durationMs().median() > table.number("input-splits.long-task-ms");
    if (!speaks) {
      return Optional.empty();
    }
    long recommended = table.whole("input-splits.target-bytes");
    SettingChange setting =
        context.steady(
            SettingChange.bytes(
                MAX_BYTES,
                stage.settings().maxPartitionBytes(),
                recommended,
                Math.min(recommended, table.whole("input-splits.min-bytes")),
                table.whole("input-splits.large-split-bytes"),
                recommended,
                ExplicitValue.of(stage.settings(), MAX_BYTES)));
    return Optional.of(
        base(context, Advice.change(Category.PARTITIONS, setting), scan, perTask)
            .severity(Severity.MODERATE)
            .evidence(
                "fileBytesPerTask",
                "mean",
                perTask,
                table.number("input-splits.large-split-bytes"),
                "bytes")
            .evidence(
                "taskDurationMs",
                "p50",
                stage.state().durationMs().median(),
                table.number("input-splits.long-task-ms"),
                "ms")
            .summary(
                setting.recommended()
                    + " to a piece: a task of "
                    + stage.label()
                    + " reads "
                    + Amounts.bytes(perTask)
                    + " and takes "
                    + Amounts.duration(stage.state().durationMs().median())
                    + ", so a lost one costs much and the last ones run alone.")
            .doubt(
                "Parquet is not cut inside a row group, so pieces smaller than those give tasks"
                    + " with nothing to do.")
            .build());
  }

  /** Fewer tasks than Spark would have cut, with slots idle: the files cannot be cut. */
  private Optional<Advice> unsplittable(RuleContext context, Scan scan) {
    RuleTable table = context.table();
    StageFacts stage = scan.stage();
    long slots = context.facts().cluster().slots();
    double expected = scan.bytes() / scan.split().bytes();
    boolean speaks =
        stage.numTasks() < slots
            && stage.numTasks() <= scan.files()
            && expected >= table.number("input-splits.unsplit-ratio") * stage.numTasks()
            && scan.bytes() / Math.max(1, stage.numTasks())
                >= table.number("input-splits.target-bytes")
            && stage.wallMs() >= table.number("partition-cluster-fit.min-wall-ms")
            && new Relevance(context).ofWallTime(stage.wallMs());
    if (!speaks) {
      return Optional.empty();
    }
    double perTask = (double) scan.bytes() / stage.numTasks();
    return Optional.of(
        base(context, Advice.withoutSetting(Category.PARTITIONS), scan, perTask)
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
            .summary(
                Amounts.counted(stage.numTasks(), "task")
                    + " of "
                    + stage.label()
                    + " read "
                    + Amounts.counted(scan.files(), "file")
                    + " of "
                    + Amounts.bytes((double) scan.bytes() / scan.files())
                    + " on "
                    + slots
                    + " slots: the files cannot be cut (as with gzip), so no setting spreads them;"
                    + " write them smaller or in a format that can be cut.")
            .doubt("Very large row groups look the same as files that cannot be cut.")
            .build());
  }

  private static Advice.Builder base(
      RuleContext context, Advice.Builder advice, Scan scan, double perTask) {
    StageFacts stage = scan.stage();
    return advice
        .stage(stage.id())
        .sqlExecution(stage.sqlExecutionId())
        .tasks(stage.tasks())
        .weightMs(stage.taskTimeMs())
        .context("filesRead", "count", scan.files(), "count")
        .context("fileBytesRead", "sum", scan.bytes(), "bytes")
        .context("splitBytes", "value", scan.split().bytes(), "bytes")
        .context("fileBytesPerTask", "mean", perTask, "bytes");
  }

  private static long clamp(RuleTable table, double bytes) {
    double clamped =
        Math.max(
            table.number("input-splits.min-bytes"),
            Math.min(table.number("input-splits.max-bytes"), bytes));
    return Math.max(1, Math.round(clamped / (1 << 20))) << 20;
  }
}

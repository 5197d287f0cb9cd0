package io.attune.advisor.rules.partitions;

import io.attune.advisor.application.Environment;
import io.attune.advisor.application.Environment.TableFormat;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.application.StageKey;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.FileWrite;
import io.attune.advisor.rules.explain.WriteCommits;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.statistics.TaskMetric;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Many files that are far too small, read or written. Files and sizes come from the scan's and the
 * writer's own SQL metrics; for RDDs, where a small text file is a task, from the tasks.
 */
public final class SmallFilesRule implements Rule {
  static final String ID = "small-files";
  private static final String OTHER_COLUMN = "partition by a column of fewer values";
  private static final String COMPACTION = "compact them where they are made";

  private enum Kind {
    READ,
    WRITTEN
  }

  /**
   * Files that one scan reads or one write makes.
   *
   * @param needed files that the same bytes need, one for each directory at least
   * @param where how the scan or write is named in a sentence
   * @param stage the stage that reads them, when known
   * @param costMs task time that they take, milliseconds: of their stage, or for a write what so
   *     many files cost at least
   * @param remedy what to do about them, as the middle of a sentence
   */
  private record Files(
      Kind kind,
      long count,
      long bytes,
      long needed,
      String where,
      Optional<StageFacts> stage,
      long costMs,
      String remedy) {
    boolean isRead() {
      return kind == Kind.READ;
    }

    double mean() {
      return (double) bytes / count;
    }

    /** The mean size from which they are large enough, bytes. */
    double leastMean(RuleTable table) {
      return table.number(
          isRead() ? "small-files.read-mean-bytes" : "small-files.written-mean-bytes");
    }
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    List<Files> small = new ArrayList<>();
    small.addAll(filesRead(context));
    small.addAll(filesWritten(context));
    small.addAll(rddFiles(context));
    RuleTable table = context.table();
    Relevance relevance = new Relevance(context);
    small.removeIf(files -> files.isRead() && !relevance.ofTaskTime(files.costMs()));
    small.removeIf(
        files ->
            files.count() <= table.number("small-files.min-files")
                || files.mean() >= files.leastMean(table)
                || files.count() <= table.number("small-files.needed-ratio") * files.needed());
    if (small.isEmpty()) {
      return Verdict.silent(
          "the files read and written are few, large enough, or cost little time");
    }
    small.sort(
        Comparator.comparingLong(Files::costMs)
            .reversed()
            .thenComparing(Comparator.comparingLong(Files::count).reversed())
            .thenComparing(Files::kind)
            .thenComparing(Files::where));
    return new Verdict.Advises(List.of(advice(context, small)));
  }

  private static List<Files> filesRead(RuleContext context) {
    List<Files> found = new ArrayList<>();
    Set<Long> counted = new HashSet<>();
    for (SqlExecution execution : context.run().application().sqlExecutions()) {
      for (SqlNode node : execution.nodes()) {
        if ((node.isFileScan() || node.isTableScan())
            && !node.isLogScan()
            && counted.add(node.metrics().get(0).accumulatorId())
            && node.filesRead().orElse(0) > 0
            && node.fileBytesRead().orElse(0) > 0) {
          String where =
              "the "
                  + node.name().trim().replaceFirst("^(?:Batch)?Scan", "scan of")
                  + " of SQL execution "
                  + execution.executionId();
          found.add(
              read(
                  context,
                  node.filesRead().getAsLong(),
                  node.fileBytesRead().getAsLong(),
                  where,
                  stageOf(context, node),
                  compaction(node)));
        }
      }
    }
    return found;
  }

  private static Files read(
      RuleContext context,
      long files,
      long bytes,
      String where,
      Optional<StageFacts> stage,
      String remedy) {
    long needed = PartitionTarget.ceil(bytes, context.table().number("small-files.target-bytes"));
    long cost = stage.map(StageFacts::taskTimeMs).orElse(0L);
    return new Files(Kind.READ, files, bytes, needed, where, stage, cost, remedy);
  }

  /** What makes larger files of a table's small ones, by its format. */
  private static String compaction(SqlNode scan) {
    return Environment.tableFormat(scan)
        .map(
            format ->
                switch (format) {
                  case DELTA ->
                      "compact the table (OPTIMIZE), and let its writes make larger files"
                          + " (table properties delta.autoOptimize.optimizeWrite and autoCompact)";
                  case ICEBERG ->
                      "compact the table (CALL system.rewrite_data_files), and let its writes make"
                          + " larger files (write.distribution-mode=hash,"
                          + " write.target-file-size-bytes)";
                  case HUDI ->
                      "cluster the table (run_clustering), and let its writes fill up small files"
                          + " (hoodie.parquet.small.file.limit,"
                          + " hoodie.bulkinsert.shuffle.parallelism)";
                })
        .orElse(COMPACTION);
  }

  /** What writes made; where their commits are what matters, write-commit speaks of the files. */
  private static List<Files> filesWritten(RuleContext context) {
    if (WriteCommits.of(context.run().application()).matter(context)) {
      return List.of();
    }
    List<Files> found = new ArrayList<>();
    for (FileWrite write : FileWrite.of(context.run().application())) {
      Optional<Files> scattered = scattered(context, write);
      if (scattered.isPresent()) {
        found.add(scattered.get());
      } else if (write.files().isPresent() && write.bytes().isPresent()) {
        found.add(written(context, write, write.files().getAsLong(), write.bytes().getAsLong()));
      }
    }
    return found;
  }

  private static Files written(RuleContext context, FileWrite write, long files, long bytes) {
    long needed = write.filesNeeded(context.table().number("small-files.target-bytes"));
    double each = context.table().number("small-files.written-file-ms");
    long taskTime = writing(context, write).map(StageFacts::taskTimeMs).orElse(0L);
    long cost = Math.min(taskTime, Math.round((files - needed) * each));
    return new Files(
        Kind.WRITTEN, files, bytes, needed, whereOf(write), Optional.empty(), cost, fewer(write));
  }

  /** The stage that writes. */
  private static Optional<StageFacts> writing(RuleContext context, FileWrite write) {
    return context.facts().stages().stream()
        .filter(stage -> stage.sqlExecutionId().equals(ofQuery(write)))
        .filter(stage -> stage.sum(TaskMetric.OUTPUT_BYTES) > 0)
        .max(Comparator.comparingLong(StageFacts::wallMs));
  }

  /** A write whose columns have so many values that each directory gets next to nothing. */
  private static Optional<Files> scattered(RuleContext context, FileWrite write) {
    RuleTable table = context.table();
    long directories = write.directories();
    long bytes = write.bytes().orElse(0);
    if (bytes == 0
        || directories < table.number("small-files.min-directories")
        || bytes >= table.number("small-files.directory-mean-bytes") * directories) {
      return Optional.empty();
    }
    return writing(context, write)
        .filter(stage -> new Relevance(context).ofWallTime(stage.wallMs()))
        .map(
            stage ->
                new Files(
                    Kind.WRITTEN,
                    write.files().orElse(directories),
                    bytes,
                    PartitionTarget.ceil(bytes, table.number("small-files.target-bytes")),
                    whereOf(write),
                    Optional.of(stage),
                    stage.taskTimeMs(),
                    OTHER_COLUMN
                        + " ("
                        + write.partitionColumns().orElse("its columns")
                        + " makes a directory of "
                        + Amounts.bytes((double) bytes / directories)
                        + " for each), or do not partition it: each directory costs a file here,"
                        + " and a listing in every later read"));
  }

  private static OptionalLong ofQuery(FileWrite write) {
    return OptionalLong.of(write.execution().executionId());
  }

  private static String whereOf(FileWrite write) {
    return "the write of SQL execution "
        + write.execution().executionId()
        + (write.directories() > 1
            ? " into " + Amounts.count(write.directories()) + " directories"
            : "");
  }

  private static String fewer(FileWrite write) {
    if (Environment.tableFormat(write.node()).equals(Optional.of(TableFormat.DELTA))) {
      return "let the write make larger files (spark.databricks.delta.optimizeWrite.enabled, or the"
          + " table property delta.autoOptimize.optimizeWrite)";
    }
    return write.directories() > 1
        ? write.repartition() + ", so that a directory gets one file"
        : "write fewer (coalesce or REBALANCE before the write)";
  }

  private static Optional<StageFacts> stageOf(RuleContext context, SqlNode node) {
    return context.facts().stages().stream()
        .filter(stage -> node.stages().contains(new StageKey(stage.id(), stage.attempt())))
        .findFirst();
  }

  /** Text and sequence files of RDDs: a task reads one file at most, so files ≥ tasks. */
  private static List<Files> rddFiles(RuleContext context) {
    List<Files> found = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (StageFacts stage : context.facts().stages()) {
      boolean readsFiles =
          stage.rdds().stream()
              .anyMatch(
                  rdd ->
                      rdd.operatorName().equals("textFile")
                          || rdd.operatorName().equals("hadoopFile")
                          || rdd.operatorName().equals("newAPIHadoopFile")
                          || rdd.operatorName().equals("sequenceFile"));
      long bytes = stage.sum(TaskMetric.INPUT_BYTES);
      if (!stage.isSql() && readsFiles && stage.isFirstAttempt() && bytes > 0) {
        if (seen.add(stage.name() + stage.numTasks())) {
          found.add(
              read(context, stage.tasks(), bytes, stage.label(), Optional.of(stage), COMPACTION));
        }
      }
    }
    return found;
  }

  private static Advice advice(RuleContext context, List<Files> small) {
    RuleTable table = context.table();
    Files worst = small.get(0);
    List<Files> named =
        small.subList(0, (int) Math.min(small.size(), table.whole("small-files.most-named")));
    boolean writes = small.stream().anyMatch(files -> !files.isRead());
    Advice.Builder advice = Advice.withoutSetting(Category.PARTITIONS);
    worst.stage().ifPresent(s -> advice.stage(s.id()).sqlExecution(s.sqlExecutionId()));
    small.forEach(files -> files.stage().ifPresent(s -> advice.alsoStage(s.id())));
    named.forEach(files -> evidence(table, advice, files));
    return advice
        .severity(severity(context, worst.costMs()))
        .tasks(worst.stage().map(StageFacts::tasks).orElse(context.facts().tasksSucceeded()))
        .weightMs(worst.costMs())
        .summary(
            named.stream().map(SmallFilesRule::what).collect(Collectors.joining("; "))
                + ": "
                + small.stream().map(Files::remedy).distinct().collect(Collectors.joining(", and "))
                + ".")
        .doubt(doubt(worst, writes))
        .build();
  }

  private static String doubt(Files worst, boolean writes) {
    if (worst.remedy().startsWith(OTHER_COLUMN)) {
      return "Those who read one directory at a time are served well; all others pay for the many.";
    }
    if (writes) {
      return "A directory with far more rows than the others is then written by one task; add a"
          + " second column to the repartition where that takes long.";
    }
    return "If another team writes these files, it is theirs to compact; a copy of your own pays"
        + " only when they are read more than once.";
  }

  private static void evidence(RuleTable table, Advice.Builder advice, Files files) {
    String metric = files.isRead() ? "filesRead" : "filesWritten";
    advice
        .evidence(metric, "count", files.count(), table.number("small-files.min-files"), "count")
        .evidence(metric + "Bytes", "mean", files.mean(), files.leastMean(table), "bytes");
  }

  private static Severity severity(RuleContext context, long timeMs) {
    double share = (double) timeMs / Math.max(1, context.facts().taskTimeMs());
    if (share >= context.table().number("small-files.high-time-share")) {
      return Severity.HIGH;
    }
    return share >= context.table().number("small-files.moderate-time-share")
        ? Severity.MODERATE
        : Severity.LOW;
  }

  private static String what(Files files) {
    return Amounts.counted(files.count(), "file")
        + " of "
        + Amounts.bytes(files.mean())
        + (files.isRead() ? " read by " : " written by ")
        + files.where()
        + ", where "
        + Amounts.count(files.needed())
        + " would do";
  }
}

package io.attune.advisor.rules.partitions;

import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.application.StageKey;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.Verdict;
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

  private enum Kind {
    READ,
    WRITTEN
  }

  /**
   * Files that one scan reads or one write makes.
   *
   * @param where how the scan or write is named in a sentence
   * @param stage the stage that reads them, when known
   */
  private record Files(
      Kind kind, long count, long bytes, String where, Optional<StageFacts> stage) {
    boolean isRead() {
      return kind == Kind.READ;
    }

    long taskTimeMs() {
      return stage.map(StageFacts::taskTimeMs).orElse(0L);
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
    small.addAll(sqlFiles(context));
    small.addAll(rddFiles(context));
    RuleTable table = context.table();
    Relevance relevance = new Relevance(context);
    small.removeIf(files -> files.isRead() && !relevance.ofTaskTime(files.taskTimeMs()));
    small.removeIf(
        files ->
            files.count() <= table.number("small-files.min-files")
                || files.mean() >= files.leastMean(table));
    if (small.isEmpty()) {
      return Verdict.silent(
          "the files read and written are few, large enough, or cost little time");
    }
    small.sort(
        Comparator.comparingLong(Files::taskTimeMs)
            .reversed()
            .thenComparing(Comparator.comparingLong(Files::count).reversed())
            .thenComparing(Files::kind)
            .thenComparing(Files::where));
    return new Verdict.Advises(List.of(advice(context, small)));
  }

  private static List<Files> sqlFiles(RuleContext context) {
    List<Files> found = new ArrayList<>();
    Set<Long> counted = new HashSet<>();
    for (SqlExecution execution : context.run().application().sqlExecutions()) {
      String of = " of SQL execution " + execution.executionId();
      for (SqlNode node : execution.nodes()) {
        boolean isNew =
            node.metrics().isEmpty() || counted.add(node.metrics().get(0).accumulatorId());
        if (isNew && node.isFileScan()) {
          String where = "the " + node.name().trim().replace("Scan", "scan of") + of;
          add(
              found,
              Kind.READ,
              node.filesRead(),
              node.fileBytesRead(),
              where,
              stageOf(context, node));
        } else if (isNew && node.isFileWrite()) {
          add(
              found,
              Kind.WRITTEN,
              node.filesWritten(),
              node.fileBytesWritten(),
              "the write" + of,
              Optional.empty());
        }
      }
    }
    return found;
  }

  private static Optional<StageFacts> stageOf(RuleContext context, SqlNode node) {
    return context.facts().stages().stream()
        .filter(stage -> node.stages().contains(new StageKey(stage.id(), stage.attempt())))
        .findFirst();
  }

  private static void add(
      List<Files> found,
      Kind kind,
      OptionalLong files,
      OptionalLong bytes,
      String where,
      Optional<StageFacts> stage) {
    if (files.isPresent() && bytes.isPresent() && files.getAsLong() > 0 && bytes.getAsLong() > 0) {
      found.add(new Files(kind, files.getAsLong(), bytes.getAsLong(), where, stage));
    }
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
          found.add(new Files(Kind.READ, stage.tasks(), bytes, stage.label(), Optional.of(stage)));
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
        .severity(severity(context, worst.taskTimeMs()))
        .tasks(worst.stage().map(StageFacts::tasks).orElse(context.facts().tasksSucceeded()))
        .weightMs(worst.taskTimeMs())
        .summary(
            named.stream().map(files -> what(table, files)).collect(Collectors.joining("; "))
                + ": "
                + remedy(small.stream().anyMatch(Files::isRead), writes)
                + ".")
        .doubt(
            writes
                ? "If the files lie in many directories, because the table is partitioned by a"
                    + " column, each directory needs at least one."
                : "If another team writes these files, it is theirs to compact; a copy of your own"
                    + " pays only when they are read more than once.")
        .build();
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

  private static String what(RuleTable table, Files files) {
    double target = table.number("small-files.target-bytes");
    return Amounts.counted(files.count(), "file")
        + " of "
        + Amounts.bytes(files.mean())
        + (files.isRead() ? " read by " : " written by ")
        + files.where()
        + ", where "
        + Amounts.count(PartitionTarget.ceil(files.bytes(), target))
        + " would do";
  }

  private static String remedy(boolean reads, boolean writes) {
    return (reads ? "compact them where they are made" : "")
        + (reads && writes ? ", and " : "")
        + (writes ? "write fewer (coalesce or REBALANCE before the write)" : "");
  }
}

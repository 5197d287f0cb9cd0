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

  private record Files(
      Kind kind, long count, long bytes, String where, Optional<StageFacts> stage) {
    long taskTimeMs() {
      return stage.map(StageFacts::taskTimeMs).orElse(0L);
    }

    double mean() {
      return (double) bytes / count;
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
    small.removeIf(files -> files.kind() == Kind.READ && !relevance.ofTaskTime(files.taskTimeMs()));
    small.removeIf(
        files ->
            files.count() <= table.number("small-files.min-files")
                || files.mean()
                    >= table.number(
                        files.kind() == Kind.READ
                            ? "small-files.read-mean-bytes"
                            : "small-files.written-mean-bytes"));
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
    double target = table.number("small-files.target-bytes");
    Advice.Builder advice = Advice.withoutSetting(Category.PARTITIONS);
    worst.stage().ifPresent(s -> advice.stage(s.id()).sqlExecution(s.sqlExecutionId()));
    small.forEach(files -> files.stage().ifPresent(s -> advice.alsoStage(s.id())));
    StringBuilder summary = new StringBuilder();
    for (Files files :
        small.subList(0, (int) Math.min(small.size(), table.whole("small-files.most-named")))) {
      boolean read = files.kind() == Kind.READ;
      String metric = read ? "filesRead" : "filesWritten";
      advice
          .evidence(metric, "count", files.count(), table.number("small-files.min-files"), "count")
          .evidence(
              metric + "Bytes",
              "mean",
              files.mean(),
              table.number(read ? "small-files.read-mean-bytes" : "small-files.written-mean-bytes"),
              "bytes");
      summary
          .append(summary.length() == 0 ? "" : "; ")
          .append(Amounts.counted(files.count(), "file"))
          .append(" of ")
          .append(Amounts.bytes(files.mean()))
          .append(read ? " read by " : " written by ")
          .append(files.where())
          .append(", where ")
          .append(Amounts.count(PartitionTarget.ceil(files.bytes(), target)))
          .append(" would do");
    }
    boolean reads = small.stream().anyMatch(files -> files.kind() == Kind.READ);
    boolean writes = small.stream().anyMatch(files -> files.kind() == Kind.WRITTEN);
    long time = worst.taskTimeMs();
    double share = (double) time / Math.max(1, context.facts().taskTimeMs());
    return advice
        .severity(
            share >= table.number("small-files.high-time-share")
                ? Severity.HIGH
                : share >= table.number("small-files.moderate-time-share")
                    ? Severity.MODERATE
                    : Severity.LOW)
        .tasks(worst.stage().map(StageFacts::tasks).orElse(context.facts().tasksSucceeded()))
        .weightMs(time)
        .summary(
            summary
                + ": "
                + (reads ? "compact them where they are made" : "")
                + (reads && writes ? ", and " : "")
                + (writes ? "write fewer (coalesce or REBALANCE before the write)" : "")
                + ".")
        .doubt(
            writes
                ? "If the files lie in many directories, because the table is partitioned by a"
                    + " column, each directory needs at least one."
                : "If another team writes these files, it is theirs to compact; a copy of your own"
                    + " pays only when they are read more than once.")
        .build();
  }
}

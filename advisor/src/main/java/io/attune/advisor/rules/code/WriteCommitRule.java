package io.attune.advisor.rules.code;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.WriteCommits;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.List;
import java.util.OptionalLong;

/** Writes that the driver takes long to commit: it renames one file after the other. */
public final class WriteCommitRule implements Rule {
  static final String ID = "write-commit";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    WriteCommits commits = WriteCommits.of(context.run().application());
    long committing = commits.committingMs();
    if (commits.writes().isEmpty()) {
      return Verdict.silent("no write told how long its commit took");
    } else if (committing < context.table().number("write-commit.min-commit-ms")
        || !new Relevance(context).ofWallTime(committing)) {
      return Verdict.silent(
          "the commits of writes took " + Amounts.duration(committing) + ", too little to matter");
    }
    return new Verdict.Advises(List.of(advice(context, commits)));
  }

  private static Advice advice(RuleContext context, WriteCommits commits) {
    RuleTable table = context.table();
    WriteCommits.Write slowest = commits.writes().get(0);
    long committing = commits.committingMs();
    boolean high = committing >= table.number("write-commit.high-commit-ms");
    Advice.Builder advice =
        Advice.withoutSetting(Category.CODE)
            .severity(high ? Severity.HIGH : Severity.MODERATE)
            .sqlExecution(OptionalLong.of(slowest.execution().executionId()))
            .tasks(context.facts().tasksSucceeded())
            .weightMs(committing)
            .evidence(
                "jobCommitMs", "sum", committing, table.number("write-commit.min-commit-ms"), "ms")
            .context("jobCommitMs", "max", slowest.commitMs(), "ms")
            .timeSavingAtMost(committing);
    slowest
        .node()
        .filesWritten()
        .ifPresent(files -> advice.context("filesWritten", "count", files, "count"));
    return advice
        .summary(
            Amounts.duration(committing)
                + " went into committing "
                + Amounts.counted(commits.writes().size(), "write")
                + ", longest "
                + Amounts.duration(slowest.commitMs())
                + " for SQL execution "
                + slowest.execution().executionId()
                + files(slowest)
                + ": the driver renames the files one after the other. Use a committer that does"
                + " not rename (on S3 the S3A or EMRFS committers, on ABFS and GCS the manifest"
                + " committer)"
                + fewer(slowest)
                + ".")
        .doubt(
            "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version=2 also saves these"
                + " renames, but a job that fails in between leaves part of its files visible.")
        .build();
  }

  private static String files(WriteCommits.Write write) {
    OptionalLong files = write.node().filesWritten();
    OptionalLong directories = write.node().dynamicPartitions();
    if (files.isEmpty()) {
      return "";
    }
    return " ("
        + Amounts.counted(files.getAsLong(), "file")
        + (directories.orElse(0) > 1 ? " in " + directories.getAsLong() + " directories" : "")
        + ")";
  }

  /** Each task writes a file into each directory that it has rows for. */
  private static String fewer(WriteCommits.Write write) {
    long directories = write.node().dynamicPartitions().orElse(0);
    return directories > 1 && write.node().filesWritten().orElse(0) > 2 * directories
        ? ", and repartition by the partition columns before the write, which makes about "
            + directories
            + " files of them"
        : "";
  }
}

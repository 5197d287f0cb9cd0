package io.attune.advisor.rules.code;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.Committer;
import io.attune.advisor.rules.explain.FileWrite;
import io.attune.advisor.rules.explain.WriteCommits;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    if (commits.writes().isEmpty()) {
      return Verdict.silent("no write told how long its commit took");
    } else if (!commits.matter(context)) {
      return Verdict.silent(
          "the commits of writes took "
              + Amounts.duration(commits.committingMs())
              + ", too little to matter");
    }
    return new Verdict.Advises(List.of(advice(context, commits)));
  }

  private static Advice advice(RuleContext context, WriteCommits commits) {
    RuleTable table = context.table();
    FileWrite slowest = commits.writes().get(0);
    Committer committer = Committer.of(slowest, context.settings());
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
            .context("jobCommitMs", "max", slowest.commitMs().orElse(0), "ms")
            .timeSavingAtMost(committing);
    slowest.files().ifPresent(files -> advice.context("filesWritten", "count", files, "count"));
    return advice
        .summary(
            Amounts.duration(committing)
                + " went into committing "
                + Amounts.counted(commits.writes().size(), "write")
                + ", longest "
                + Amounts.duration(slowest.commitMs().orElse(0))
                + " for SQL execution "
                + slowest.execution().executionId()
                + files(slowest)
                + ": the driver "
                + (committer == Committer.DATABRICKS
                    ? "waits for the storage"
                    : "renames the files one after the other")
                + remedies(context, slowest, committer)
                + ".")
        .doubt(committer.doubt(context.settings()))
        .build();
  }

  private static String files(FileWrite write) {
    if (write.files().isEmpty()) {
      return "";
    }
    return " ("
        + Amounts.counted(write.files().getAsLong(), "file")
        + (write.directories() > 1
            ? " in " + Amounts.count(write.directories()) + " directories"
            : "")
        + ")";
  }

  /** Fewer files first: that helps with any committer. */
  private static String remedies(RuleContext context, FileWrite write, Committer committer) {
    List<String> remedies = new ArrayList<>();
    fewer(context.table(), write).ifPresent(remedies::add);
    committer.remedy(write, context.settings()).ifPresent(remedies::add);
    String text = remedies.isEmpty() ? "write fewer files" : String.join(", and ", remedies);
    return ". " + text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** Each task writes a file into each directory that it has rows for. */
  private static Optional<String> fewer(RuleTable table, FileWrite write) {
    long needed = write.filesNeeded(table.number("small-files.target-bytes"));
    boolean scattered =
        write.directories() > 1
            && write.files().orElse(0) > table.number("small-files.needed-ratio") * needed;
    return scattered
        ? Optional.of(
            write.repartition() + ", which makes about " + Amounts.count(needed) + " files of them")
        : Optional.empty();
  }
}

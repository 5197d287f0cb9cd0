package io.attune.advisor.rules.code;

import io.attune.advisor.application.Environment;
import io.attune.advisor.application.Environment.TableFormat;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** MERGE, UPDATE and DELETE that write many rows of a table again to change a few. */
public final class RowRewriteRule implements Rule {
  static final String ID = "row-rewrite";

  /**
   * Such a statement.
   *
   * @param execution its SQL execution
   * @param node the node that reports it
   * @param copied rows written again as they were
   * @param changed rows changed, taken away or added
   * @param millis time that it took, at most that of the whole execution
   */
  private record Rewrite(
      SqlExecution execution, SqlNode node, long copied, long changed, long millis) {}

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    RuleTable table = context.table();
    List<Rewrite> rewrites =
        rewrites(context).stream()
            .filter(
                one ->
                    one.copied()
                        >= table.number("row-rewrite.copied-ratio") * Math.max(1, one.changed()))
            .sorted(
                Comparator.comparingLong(Rewrite::millis)
                    .reversed()
                    .thenComparingLong(one -> one.execution().executionId()))
            .toList();
    long millis = rewrites.stream().mapToLong(Rewrite::millis).sum();
    if (rewrites.isEmpty()) {
      return Verdict.silent("no MERGE, UPDATE or DELETE wrote many rows again to change a few");
    } else if (millis < table.number("row-rewrite.min-rewrite-ms")
        || !new Relevance(context).ofWallTime(millis)) {
      return Verdict.silent(
          "writing rows again took " + Amounts.duration(millis) + ", too little to matter");
    }
    return new Verdict.Advises(List.of(advice(context, rewrites, millis)));
  }

  private static List<Rewrite> rewrites(RuleContext context) {
    List<Rewrite> found = new ArrayList<>();
    Set<Long> counted = new HashSet<>();
    for (SqlExecution execution : context.run().application().sqlExecutions()) {
      for (SqlNode node : execution.nodes()) {
        if (node.rowsCopied().isPresent()
            && node.rowsChanged().isPresent()
            && counted.add(node.metrics().get(0).accumulatorId())) {
          long whole =
              execution.start().isPresent() && execution.end().isPresent()
                  ? execution.end().get().toEpochMilli() - execution.start().get().toEpochMilli()
                  : 0;
          found.add(
              new Rewrite(
                  execution,
                  node,
                  node.rowsCopied().getAsLong(),
                  node.rowsChanged().getAsLong(),
                  node.rewriteMs().orElse(Math.max(0, whole))));
        }
      }
    }
    return found;
  }

  private static Advice advice(RuleContext context, List<Rewrite> rewrites, long millis) {
    RuleTable table = context.table();
    Rewrite worst = rewrites.get(0);
    boolean iceberg = isIceberg(worst.execution());
    return Advice.withoutSetting(Category.CODE)
        .severity(
            millis >= table.number("row-rewrite.high-rewrite-ms")
                ? Severity.HIGH
                : Severity.MODERATE)
        .sqlExecution(OptionalLong.of(worst.execution().executionId()))
        .tasks(context.facts().tasksSucceeded())
        .weightMs(millis)
        .evidence("rewriteMs", "sum", millis, table.number("row-rewrite.min-rewrite-ms"), "ms")
        .evidence(
            "rowsCopied",
            "ratio",
            (double) worst.copied() / Math.max(1, worst.changed()),
            table.number("row-rewrite.copied-ratio"),
            "ratio")
        .timeSavingAtMost(millis)
        .summary(
            Amounts.duration(millis)
                + " went into writing rows again in "
                + Amounts.counted(rewrites.size(), "statement")
                + ": the "
                + verb(worst)
                + " of SQL execution "
                + worst.execution().executionId()
                + " changed "
                + Amounts.counted(worst.changed(), "row")
                + " and wrote "
                + Amounts.count(worst.copied())
                + " as they were"
                + files(worst)
                + ". "
                + (iceberg
                    ? "Let it mark the rows instead of rewriting their files"
                        + " (write.merge.mode, write.update.mode and"
                        + " write.delete.mode=merge-on-read)"
                    : "Let it mark the rows instead of rewriting their files (table property"
                        + " delta.enableDeletionVectors=true)")
                + ", or keep the rows that belong together in few files, by a condition on the"
                + " partition columns or by clustering on the columns of the condition.")
        .doubt(
            "Rows that are only marked make reads slower until the table is compacted, and older"
                + " readers do not understand them.")
        .build();
  }

  private static boolean isIceberg(SqlExecution execution) {
    return execution.nodes().stream()
        .map(Environment::tableFormat)
        .flatMap(Optional::stream)
        .anyMatch(TableFormat.ICEBERG::equals);
  }

  private static String verb(Rewrite rewrite) {
    String name = rewrite.node().name().toLowerCase(Locale.ROOT);
    return Stream.of("merge", "update", "delete")
        .filter(name::contains)
        .findFirst()
        .orElse("statement")
        .replace("merge", "MERGE")
        .replace("update", "UPDATE")
        .replace("delete", "DELETE");
  }

  private static String files(Rewrite rewrite) {
    long files = rewrite.node().filesReplaced().orElse(0);
    return files > 0 ? ", in " + Amounts.counted(files, "file") : "";
  }
}

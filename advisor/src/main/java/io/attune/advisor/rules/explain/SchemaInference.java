package io.attune.advisor.rules.explain;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A job that Spark runs when a reader of JSON, CSV or XML is made without a schema: it reads all
 * that is there, only to find columns and types, before any query reads it again. It belongs to no
 * SQL execution, and its lineage goes through a {@code SQLExecutionRDD} over a scan of text.
 *
 * @param stage the stage that reads
 */
public record SchemaInference(StageFacts stage) {
  /** Methods that make a reader, as call sites show them. */
  private static final Pattern READER = Pattern.compile("(?:json|csv|xml|load|table) at .*");

  /** Checks the field. */
  public SchemaInference {
    requireNonNull(stage, "stage is null");
  }

  /** Those of a run that take long enough to matter, the longest first. */
  public static List<SchemaInference> costly(RuleContext context) {
    Relevance relevance = new Relevance(context);
    return context.facts().stages().stream()
        .filter(SchemaInference::infers)
        .filter(stage -> relevance.ofWallTime(stage.wallMs()))
        .sorted(
            Comparator.comparingLong(StageFacts::wallMs)
                .reversed()
                .thenComparingInt(StageFacts::id))
        .map(SchemaInference::new)
        .toList();
  }

  private static boolean infers(StageFacts stage) {
    return !stage.isSql()
        && stage.isFirstAttempt()
        && stage.isComplete()
        && READER.matcher(stage.name()).matches()
        && stage.rdds().stream().anyMatch(rdd -> rdd.name().equals("SQLExecutionRDD"))
        && stage.rdds().stream().anyMatch(rdd -> rdd.operatorName().startsWith("Scan text"));
  }
}

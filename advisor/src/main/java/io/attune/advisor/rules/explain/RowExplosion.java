package io.attune.advisor.rules.explain;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.StageSkew;
import io.attune.advisor.table.RuleTable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * An operator that makes many rows of one, in the stage that also does what comes after it: the
 * number of its tasks was made for the few rows before.
 *
 * @param stage the stage
 * @param node {@code Generate} (explode and the like) or {@code Expand} (cube, rollup, grouping
 *     sets, several distinct aggregates)
 * @param rowsIn rows that came in
 * @param rowsOut rows that it made of them
 */
public record RowExplosion(StageFacts stage, SqlNode node, long rowsIn, long rowsOut) {
  private static final Pattern NAME = Pattern.compile("(?:Gpu|Photon)?(?:Generate|Expand)\\b.*");

  /** Checks the fields. */
  public RowExplosion {
    requireNonNull(stage, "stage is null");
    requireNonNull(node, "node is null");
  }

  /** The one of a stage that makes most rows of one; empty when there is none of known rows. */
  public static Optional<RowExplosion> of(RuleContext context, StageFacts stage) {
    OptionalLong id = stage.sqlExecutionId();
    if (id.isEmpty()) {
      return Optional.empty();
    }
    return context
        .run()
        .application()
        .sqlExecution(id.getAsLong())
        .flatMap(
            execution ->
                stage.nodes().stream()
                    .filter(node -> NAME.matcher(node.name()).matches())
                    .flatMap(node -> of(execution, stage, node).stream())
                    .reduce((a, b) -> a.ratio() >= b.ratio() ? a : b));
  }

  private static Optional<RowExplosion> of(SqlExecution execution, StageFacts stage, SqlNode node) {
    List<OptionalLong> in = InputRows.of(execution, node);
    if (in.size() != 1 || in.get(0).isEmpty() || node.outputRows().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new RowExplosion(stage, node, in.get(0).getAsLong(), node.outputRows().getAsLong()));
  }

  /** All of a run in too few tasks, those first that cost most time. */
  public static List<RowExplosion> costly(RuleContext context) {
    if (context.facts().cluster().slots() < 2) {
      return List.of();
    }
    RuleTable table = context.table();
    return context.facts().stages().stream()
        .filter(stage -> isHeldUp(context, stage))
        .flatMap(stage -> of(context, stage).stream())
        .filter(one -> one.ratio() >= table.number("row-explosion.min-ratio"))
        .filter(one -> one.rowsIn() > one.stage().numTasks())
        .sorted(
            Comparator.comparingLong((RowExplosion one) -> one.lostMs(context))
                .reversed()
                .thenComparingInt(one -> one.stage().id()))
        .toList();
  }

  private static boolean isHeldUp(RuleContext context, StageFacts stage) {
    RuleTable table = context.table();
    long lost = lostMs(context, stage);
    return stage.isFirstAttempt()
        && stage.isComplete()
        && stage.numTasks() > 0
        && stage.numTasks()
            <= context.facts().cluster().slots() * table.number("row-explosion.max-slot-share")
        && lost >= table.number("row-explosion.min-lost-ms")
        && new Relevance(context).ofWallTime(lost)
        && !StageSkew.isSkewed(context, stage);
  }

  /** Wall time that the same work would have needed less on all slots, milliseconds. */
  public long lostMs(RuleContext context) {
    return lostMs(context, stage);
  }

  private static long lostMs(RuleContext context, StageFacts stage) {
    return stage.wallMs() - stage.taskTimeMs() / context.facts().cluster().slots();
  }

  /** Rows made of one. */
  public double ratio() {
    return rowsIn == 0 ? 0 : (double) rowsOut / rowsIn;
  }

  /** Whether it is a generator such as explode, and not grouping sets. */
  public boolean isGenerator() {
    return node.name().contains("Generate");
  }
}

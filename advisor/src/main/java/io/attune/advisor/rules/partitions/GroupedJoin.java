package io.attune.advisor.rules.partitions;

import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.rules.StageFacts;
import java.util.Optional;

/**
 * A join of shuffles whose rows are grouped or joined on in the same stage, because they already
 * lie as that needs. If adaptive execution split a skewed partition of the join, they no longer
 * would, and a further shuffle were needed: so it splits nothing there, unless it is forced to
 * (SPARK-33832, Spark 3.3).
 */
final class GroupedJoin {
  static final String FORCE = "spark.sql.adaptive.forceOptimizeSkewedJoin";

  private GroupedJoin() {}

  /** The operator that needs the rows as the join leaves them; empty when there is none. */
  static Optional<String> operator(StageFacts stage) {
    return stage
        .sqlExecution()
        .flatMap(
            execution ->
                stage.nodes().stream()
                    .filter(GroupedJoin::isJoin)
                    .flatMap(join -> above(execution, join).stream())
                    .findFirst());
  }

  private static boolean isJoin(SqlNode node) {
    return node.name().startsWith("SortMergeJoin") || node.name().startsWith("ShuffledHashJoin");
  }

  private static Optional<String> above(SqlExecution execution, SqlNode join) {
    for (Optional<SqlNode> up = execution.parentOf(join);
        up.isPresent() && !up.get().isShuffle() && !up.get().isBroadcast();
        up = execution.parentOf(up.get())) {
      SqlNode node = up.get();
      boolean groups =
          node.name().endsWith("Aggregate")
              && !node.description().contains("keys=[]")
              && !node.description().contains("partial_")
              && !node.description().contains("functions=[]");
      if (groups || node.name().startsWith("Window") || isJoin(node)) {
        return Optional.of(node.name().strip().replaceFirst("[ (].*", ""));
      }
    }
    return Optional.empty();
  }
}

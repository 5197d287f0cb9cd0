package io.attune.advisor.rules.explain;

import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Rows that come into a node of a plan, by what the nodes below it report to have put out. */
final class InputRows {
  private InputRows() {}

  /** One number for each input of a node; empty where nothing below it counts its rows. */
  static List<OptionalLong> of(SqlExecution execution, SqlNode node) {
    List<OptionalLong> rows = new ArrayList<>();
    for (SqlNode input : inputs(execution, node)) {
      rows.add(outOf(execution, input));
    }
    return rows;
  }

  /** Children that feed rows; plans of subqueries stand among the children as well. */
  private static List<SqlNode> inputs(SqlExecution execution, SqlNode node) {
    return execution.childrenOf(node).stream().filter(child -> !isSubquery(child)).toList();
  }

  private static boolean isSubquery(SqlNode node) {
    return node.name().startsWith("Subquery") || node.name().startsWith("ReusedSubquery");
  }

  private static OptionalLong outOf(SqlExecution execution, SqlNode node) {
    if (node.outputRows().isPresent()) {
      return node.outputRows();
    } else if (node.name().contains("Limit") || node.name().startsWith("InMemoryTableScan")) {
      // Fewer rows leave it than come in, and it does not say how many.
      return OptionalLong.empty();
    }
    long sum = 0;
    List<SqlNode> inputs = inputs(execution, node);
    for (SqlNode input : inputs) {
      OptionalLong rows = outOf(execution, input);
      if (rows.isEmpty()) {
        return rows;
      }
      sum += rows.getAsLong();
    }
    return inputs.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sum);
  }
}

package io.attune.advisor.rules.explain;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Writes whose commit the driver took long for, by the metrics of the writes themselves.
 *
 * @param writes the slowest commit first
 */
public record WriteCommits(List<Write> writes) {
  /**
   * A write.
   *
   * @param execution its SQL execution
   * @param node the node that writes
   */
  public record Write(SqlExecution execution, SqlNode node) {
    /** Time that the driver took for the commit, milliseconds. */
    public long commitMs() {
      return node.jobCommitMs().orElse(0);
    }
  }

  /** Copies the list. */
  public WriteCommits {
    writes = List.copyOf(writes);
  }

  /** All writes of an application that report the time of their commit. */
  public static WriteCommits of(ApplicationState application) {
    List<Write> writes = new ArrayList<>();
    for (SqlExecution execution : application.sqlExecutions()) {
      for (SqlNode node : execution.nodes()) {
        if (node.jobCommitMs().isPresent()) {
          writes.add(new Write(execution, node));
        }
      }
    }
    writes.sort(
        Comparator.comparingLong(Write::commitMs)
            .reversed()
            .thenComparingLong(write -> write.execution().executionId()));
    return new WriteCommits(writes);
  }

  /** Time that all commits took together, milliseconds. */
  public long committingMs() {
    return writes.stream().mapToLong(Write::commitMs).sum();
  }
}

package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An SQL execution.
 *
 * @param executionId execution
 * @param rootExecutionId outermost execution it belongs to
 * @param description description; empty when unknown
 * @param start start
 * @param end end; empty while it runs
 * @param error error it ended with
 * @param modifiedConfigs settings of the session that differ from the application's
 * @param nodes the newest plan, parents first; empty while unknown
 */
public record SqlExecution(
    long executionId,
    OptionalLong rootExecutionId,
    String description,
    Optional<Instant> start,
    Optional<Instant> end,
    Optional<String> error,
    Map<String, String> modifiedConfigs,
    List<SqlNode> nodes) {
  /** Checks the fields. */
  public SqlExecution {
    requireNonNull(description, "description is null");
    requireNonNull(modifiedConfigs, "modifiedConfigs is null");
    nodes = List.copyOf(nodes);
  }

  /** Nodes that a stage ran, by the metrics that it reported. */
  public List<SqlNode> nodesOf(StageKey stage) {
    return nodes.stream().filter(node -> node.stages().contains(stage)).toList();
  }

  /** The parent of a node; empty for the root. */
  public Optional<SqlNode> parentOf(SqlNode node) {
    return node.parentIndex().isPresent()
        ? Optional.of(nodes.get(node.parentIndex().getAsInt()))
        : Optional.empty();
  }

  /** The children of a node, in order. */
  public List<SqlNode> childrenOf(SqlNode node) {
    return nodes.stream()
        .filter(
            child ->
                child.parentIndex().isPresent() && child.parentIndex().getAsInt() == node.index())
        .toList();
  }

  /** Whether it belongs to a micro-batch of a stream, by the description that Spark gives those. */
  public boolean isOfBatch() {
    return description.contains("\nrunId = ") && description.contains("\nbatch = ");
  }
}

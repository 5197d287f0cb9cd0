package io.attune.advisor.rules;

import io.attune.advisor.application.DatabricksCluster;
import io.attune.advisor.cost.NodeType;
import io.attune.advisor.cost.PriceTable;
import io.attune.advisor.setting.PlatformProperties;
import io.attune.advisor.table.RuleTable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What holds for clusters of Databricks: one executor on each worker, as large as the worker. */
public final class DatabricksSizing {
  private static final double MIB = 1L << 20;

  /** Settings of Spark that Databricks derives from the node type and does not let one set. */
  static final List<String> DERIVED =
      List.of(
          "spark.executor.memory",
          "spark.executor.memoryOverhead",
          "spark.executor.cores",
          "spark.executor.instances");

  private DatabricksSizing() {}

  /** Whether the run was on Databricks. */
  public static boolean isDatabricks(RuleContext context) {
    return DatabricksCluster.of(context.run().application()).isPresent();
  }

  /** Whether Databricks derives a property of Spark from the node type. */
  public static boolean isDerived(String property) {
    return DERIVED.contains(property);
  }

  /** The heap of the executor on a machine, bytes: what its memory leaves to one container. */
  public static double heapBytes(RuleTable table, NodeType node) {
    double container =
        node.memoryGib() * 1024 * table.number("compute-platform.memory-share")
            - table.number("compute-platform.memory-reserved-bytes") / MIB;
    return Math.max(0, container) * table.number("compute-platform.heap-share") * MIB;
  }

  /** The cheapest machine of the same cloud with as many cores and at least such a heap. */
  public static Optional<NodeType> nodeFor(
      RuleTable table, PriceTable prices, NodeType now, double heapBytes) {
    return prices.nodeTypes().stream()
        .filter(node -> node.cloud().isEmpty() || node.cloud().equals(now.cloud()))
        .filter(node -> node.cores() == now.cores())
        .filter(node -> heapBytes(table, node) >= heapBytes)
        .min(
            Comparator.comparingDouble((NodeType node) -> prices.pricePerHour(node))
                .thenComparing(node -> !node.name().equals(now.name()))
                .thenComparing(NodeType::name));
  }

  /** The cloud, from what the cluster says or from its node type. */
  public static Optional<PlatformProperties.Cloud> cloud(
      DatabricksCluster cluster, Optional<NodeType> node) {
    String name =
        cluster.cloud().or(() -> node.flatMap(NodeType::cloud)).orElse("").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "aws" -> Optional.of(PlatformProperties.Cloud.AWS);
      case "azure" -> Optional.of(PlatformProperties.Cloud.AZURE);
      case "gcp" -> Optional.of(PlatformProperties.Cloud.GCP);
      default -> Optional.empty();
    };
  }
}

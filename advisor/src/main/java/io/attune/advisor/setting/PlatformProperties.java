package io.attune.advisor.setting;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Names of settings that a platform has and Spark has not. Such a recommendation says {@code
 * databricks.} and then where the value stands in a Databricks {@code new_cluster}, parts separated
 * by dots: {@code databricks.autoscale.max_workers} is {@code {"autoscale": {"max_workers": …}}}.
 *
 * <p>They never stand in a Spark configuration: a rendering for a platform puts them into its own
 * document, any other leaves them out and says so.
 */
public final class PlatformProperties {
  /** What the name of every Databricks setting begins with. */
  public static final String DATABRICKS = "databricks.";

  /** Workers of a cluster of fixed size; a whole number, 0 or more. */
  public static final String NUM_WORKERS = DATABRICKS + "num_workers";

  /** Least workers of a cluster that scales itself. */
  public static final String MIN_WORKERS = DATABRICKS + "autoscale.min_workers";

  /** Most workers of a cluster that scales itself. */
  public static final String MAX_WORKERS = DATABRICKS + "autoscale.max_workers";

  /** Node type of the workers, a name of the cloud such as {@code r5.xlarge}. */
  public static final String NODE_TYPE = DATABRICKS + "node_type_id";

  /** Node type of the driver. */
  public static final String DRIVER_NODE_TYPE = DATABRICKS + "driver_node_type_id";

  /**
   * Minutes without activity after which the cluster ends; 10 to 10,000. Only of an all-purpose
   * cluster: the {@code new_cluster} of a job does not take it.
   */
  public static final String AUTOTERMINATION = DATABRICKS + "autotermination_minutes";

  /** A cloud that Databricks runs on, with its own words for the same things. */
  public enum Cloud {
    /** Amazon Web Services. */
    AWS("aws_attributes", "ON_DEMAND", "SPOT_WITH_FALLBACK"),
    /** Microsoft Azure. */
    AZURE("azure_attributes", "ON_DEMAND_AZURE", "SPOT_WITH_FALLBACK_AZURE"),
    /** Google Cloud. */
    GCP("gcp_attributes", "ON_DEMAND_GCP", "PREEMPTIBLE_WITH_FALLBACK_GCP");

    private final String attributes;
    private final String onDemand;
    private final String spotWithFallback;

    Cloud(String attributes, String onDemand, String spotWithFallback) {
      this.attributes = attributes;
      this.onDemand = onDemand;
      this.spotWithFallback = spotWithFallback;
    }

    /** The property that says how many nodes, driver first, are never spot nodes. */
    public String firstOnDemand() {
      return DATABRICKS + attributes + ".first_on_demand";
    }

    /** The property that says whether the other nodes may be spot nodes. */
    public String availability() {
      return DATABRICKS + attributes + ".availability";
    }

    /** The value of {@link #availability()} for nodes that stay. */
    public String onDemand() {
      return onDemand;
    }

    /**
     * The value of {@link #availability()} for spot nodes, replaced by others when there is none.
     */
    public String spotWithFallback() {
      return spotWithFallback;
    }
  }

  private PlatformProperties() {}

  /**
   * Whether an instance pool holds this setting, so that a cluster which takes its nodes from one
   * may not name it: Databricks refuses it beside {@code instance_pool_id}.
   */
  public static boolean isOfPool(String property) {
    return property.equals(NODE_TYPE)
        || property.equals(DRIVER_NODE_TYPE)
        || property.matches("databricks\\.(aws|azure|gcp)_attributes\\..*");
  }

  /** Whether a property is a platform's and not Spark's. */
  public static boolean isPlatform(String property) {
    return requireNonNull(property, "property is null").startsWith(DATABRICKS);
  }

  /** Where a Databricks property stands in {@code new_cluster}, parts separated by dots. */
  public static Optional<String> databricksPath(String property) {
    return isPlatform(property)
        ? Optional.of(property.substring(DATABRICKS.length()))
        : Optional.empty();
  }
}

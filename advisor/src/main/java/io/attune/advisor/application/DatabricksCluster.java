package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cluster that an application ran on, as Databricks writes it into the Spark configuration
 * ({@code spark.databricks.clusterUsageTags.*}). There is one executor on each worker.
 *
 * @param nodeType node type of the workers
 * @param driverNodeType node type of the driver
 * @param workers workers asked for, of a cluster of fixed size
 * @param minWorkers least workers, of a cluster that scales itself
 * @param maxWorkers most workers, of a cluster that scales itself
 * @param cloud AWS, Azure or GCP, as written
 * @param availability whether nodes may be spot nodes, in the cloud's word
 * @param firstOnDemand nodes, driver first, that are never spot nodes
 * @param pool id of the instance pool that its nodes come from; it holds node type, availability
 *     and disks, which the cluster may then not name
 * @param autoterminationMinutes minutes without activity after which it ends; empty for never
 */
public record DatabricksCluster(
    Optional<String> nodeType,
    Optional<String> driverNodeType,
    OptionalInt workers,
    OptionalInt minWorkers,
    OptionalInt maxWorkers,
    Optional<String> cloud,
    Optional<String> availability,
    OptionalInt firstOnDemand,
    Optional<String> pool,
    OptionalInt autoterminationMinutes) {
  private static final String TAGS = "spark.databricks.clusterUsageTags.";

  /** Checks the fields. */
  public DatabricksCluster {
    requireNonNull(nodeType, "nodeType is null");
    requireNonNull(driverNodeType, "driverNodeType is null");
    requireNonNull(workers, "workers is null");
    requireNonNull(minWorkers, "minWorkers is null");
    requireNonNull(maxWorkers, "maxWorkers is null");
    requireNonNull(cloud, "cloud is null");
    requireNonNull(availability, "availability is null");
    requireNonNull(firstOnDemand, "firstOnDemand is null");
    requireNonNull(pool, "pool is null");
    requireNonNull(autoterminationMinutes, "autoterminationMinutes is null");
  }

  /** Runtimes in which a version of Spark came, newest first; major and minor. */
  private static final NavigableMap<Integer, String> RUNTIMES =
      new TreeMap<>(
          Map.of(
              500, "2.4", 700, "3.0", 800, "3.1", 1000, "3.2", 1100, "3.3", 1300, "3.4", 1400,
              "3.5", 1700, "4.0"));

  private static final Pattern RUNTIME = Pattern.compile("(\\d{1,2})\\.(\\d{1,2}|x).*");

  /**
   * Spark's version by that of the Databricks runtime, such as {@code 9.1.x-scala2.12}: major and
   * minor. Databricks' release notes say which runtime came with which.
   *
   * @param properties the application's Spark properties
   */
  static Optional<String> sparkVersion(Map<String, String> properties) {
    Matcher runtime = RUNTIME.matcher(properties.getOrDefault(TAGS + "sparkVersion", ""));
    if (!runtime.matches()) {
      return Optional.empty();
    }
    int minor = runtime.group(2).equals("x") ? 0 : Integer.parseInt(runtime.group(2));
    return Optional.ofNullable(
            RUNTIMES.floorEntry(100 * Integer.parseInt(runtime.group(1)) + minor))
        .map(Map.Entry::getValue);
  }

  /** The cluster of an application; empty when it did not run on Databricks. */
  public static Optional<DatabricksCluster> of(ApplicationState application) {
    boolean databricks =
        application.properties().keySet().stream().anyMatch(name -> name.startsWith(TAGS));
    if (!databricks) {
      return Optional.empty();
    }
    OptionalInt min = count(application, "clusterMinWorkers");
    OptionalInt max = count(application, "clusterMaxWorkers");
    boolean scales =
        tag(application, "clusterScalingType")
            .map(type -> type.equals("autoscaling"))
            .orElse(min.isPresent() && max.isPresent());
    OptionalInt minutes = count(application, "autoTerminationMinutes");
    return Optional.of(
        new DatabricksCluster(
            tag(application, "clusterNodeType"),
            tag(application, "driverNodeType"),
            scales ? OptionalInt.empty() : count(application, "clusterWorkers"),
            scales ? min : OptionalInt.empty(),
            scales ? max : OptionalInt.empty(),
            tag(application, "cloudProvider"),
            tag(application, "clusterAvailability"),
            count(application, "clusterFirstOnDemand"),
            tag(application, "clusterInstancePoolId"),
            minutes.isPresent() && minutes.getAsInt() == 0 ? OptionalInt.empty() : minutes));
  }

  /** Whether it adds and removes workers by itself. */
  public boolean scales() {
    return minWorkers.isPresent() && maxWorkers.isPresent();
  }

  /**
   * The value of a setting of the cluster that this run had; empty when it does not apply (a fixed
   * number of workers of a cluster that scales itself) or is not known.
   *
   * @param path where it stands in {@code new_cluster}, parts separated by dots
   */
  public Optional<String> setting(String path) {
    return switch (path) {
      case "num_workers" -> text(workers);
      case "autoscale.min_workers" -> text(minWorkers);
      case "autoscale.max_workers" -> text(maxWorkers);
      case "node_type_id" -> nodeType;
      case "driver_node_type_id" -> driverNodeType;
      case "autotermination_minutes" -> text(autoterminationMinutes);
      default ->
          path.endsWith("_attributes.first_on_demand")
              ? text(firstOnDemand)
              : path.endsWith("_attributes.availability") ? availability : Optional.empty();
    };
  }

  private static Optional<String> text(OptionalInt number) {
    return number.isPresent() ? Optional.of(Integer.toString(number.getAsInt())) : Optional.empty();
  }

  private static Optional<String> tag(ApplicationState application, String name) {
    return application.property(TAGS + name).map(String::trim).filter(text -> !text.isEmpty());
  }

  private static OptionalInt count(ApplicationState application, String name) {
    Optional<String> text = tag(application, name).filter(t -> t.matches("[0-9]{1,9}"));
    return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text.get()));
  }
}

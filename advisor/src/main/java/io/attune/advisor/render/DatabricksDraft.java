package io.attune.advisor.render;

import io.attune.advisor.setting.PlatformProperties;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Translates advice into a Databricks cluster. An executor takes a whole worker there, so the
 * number of executors is the number of workers, dynamic allocation is autoscaling, and memory and
 * cores follow from the node type; none of these may be set in the Spark configuration.
 */
final class DatabricksDraft {
  private static final String DYNAMIC = "spark.dynamicAllocation.";
  private static final String NODE_TYPE = PlatformProperties.NODE_TYPE;
  private static final String DRIVER_NODE_TYPE = PlatformProperties.DRIVER_NODE_TYPE;

  private static final Set<String> EXECUTOR_SHAPE =
      Set.of(
          "spark.executor.memory",
          "spark.executor.memoryOverhead",
          "spark.executor.memoryOverheadFactor",
          "spark.executor.minMemoryOverhead",
          "spark.executor.pyspark.memory",
          "spark.executor.cores");

  private static final Set<String> DRIVER_SHAPE =
      Set.of(
          "spark.driver.memory",
          "spark.driver.memoryOverhead",
          "spark.driver.memoryOverheadFactor",
          "spark.driver.cores");

  private static final List<String> NOT_THERE =
      List.of(
          "spark.yarn.",
          "spark.kubernetes.",
          "spark.mesos.",
          "spark.cores.max",
          "spark.shuffle.service.");

  private static final String ALL_PURPOSE_ONLY =
      "The new_cluster of a job does not take it, because such a cluster ends with its job: set it"
          + " on the all-purpose cluster, with databricks clusters edit.";

  private static final Set<String> WHOLE_NUMBERS =
      Set.of("first_on_demand", "spot_bid_price_percent");

  private final AdviceSheet sheet;
  private final Optional<String> pool;
  private final Draft draft = new Draft();

  private DatabricksDraft(AdviceSheet sheet) {
    this.sheet = sheet;
    this.pool = DatabricksPlace.of(sheet).pool();
  }

  /** The draft; paths begin inside of {@code new_cluster}. */
  static Draft of(AdviceSheet sheet) {
    DatabricksDraft translation = new DatabricksDraft(sheet);
    new DatabricksWorkers(sheet, translation.draft).place();
    sheet.recommendations().forEach(translation::place);
    return translation.draft;
  }

  private void place(Recommendation recommendation) {
    String property = recommendation.getProperty();
    if (property == null) {
      draft.leaveOut(recommendation, "No setting does this.");
    } else if (!Draft.isWritable(recommendation)) {
      draft.leaveOut(recommendation, "Its value cannot be written.");
    } else if (DatabricksWorkers.decides(property)) {
      return;
    } else if (PlatformProperties.isPlatform(property)) {
      platform(recommendation);
    } else if (EXECUTOR_SHAPE.contains(property)) {
      shape(recommendation, NODE_TYPE, "an executor takes a whole worker");
    } else if (DRIVER_SHAPE.contains(property)) {
      shape(recommendation, DRIVER_NODE_TYPE, "the driver takes a whole node");
    } else if (property.startsWith(DYNAMIC)) {
      draft.leaveOut(
          recommendation, "Databricks' autoscaling takes the place of dynamic allocation.");
    } else if (NOT_THERE.stream().anyMatch(property::startsWith)) {
      draft.leaveOut(recommendation, "Databricks has its own cluster manager and shuffle service.");
    } else {
      draft.put(recommendation, Draft.value(recommendation), List.of("spark_conf", property));
    }
  }

  private void platform(Recommendation recommendation) {
    String property = Draft.property(recommendation);
    List<String> path =
        List.of(PlatformProperties.databricksPath(property).orElseThrow().split("\\."));
    String value = Draft.value(recommendation);
    if (property.equals(PlatformProperties.AUTOTERMINATION)) {
      draft.leaveOut(recommendation, ALL_PURPOSE_ONLY);
      return;
    }
    if (pool.isPresent() && PlatformProperties.isOfPool(property)) {
      draft.leaveOut(
          recommendation,
          "The instance pool "
              + pool.get()
              + " holds it, and Databricks refuses it beside instance_pool_id: choose another"
              + " pool.");
      return;
    }
    if (!WHOLE_NUMBERS.contains(path.get(path.size() - 1))) {
      draft.put(recommendation, value, path);
      return;
    }
    OptionalLong number = Draft.whole(value, 0);
    if (number.isPresent()) {
      draft.put(recommendation, number.getAsLong(), path);
    } else {
      draft.leaveOut(recommendation, "It has to be a whole number from 0.");
    }
  }

  private void shape(Recommendation recommendation, String nodeType, String because) {
    Optional<Recommendation> advised =
        sheet.advised(nodeType).filter(Draft::isWritable).filter(type -> pool.isEmpty());
    String field = PlatformProperties.databricksPath(nodeType).orElseThrow();
    if (advised.isPresent()) {
      draft.honour(recommendation, List.of(field));
      return;
    }
    List<String> need = new ArrayList<>();
    String prefix = nodeType.equals(NODE_TYPE) ? "spark.executor." : "spark.driver.";
    sheet.valueOf(prefix + "memory").ifPresent(memory -> need.add(memory + " of heap"));
    sheet.valueOf(prefix + "memoryOverhead").ifPresent(memory -> need.add(memory + " beside it"));
    sheet.valueOf(prefix + "cores").ifPresent(cores -> need.add(cores + " cores"));
    draft.leaveOut(
        recommendation,
        "It follows from "
            + pool.map(id -> "the instance pool " + id).orElse(field)
            + ", because "
            + because
            + (need.isEmpty()
                ? "."
                : ": choose one that has room for " + String.join(", ", need) + "."));
  }
}

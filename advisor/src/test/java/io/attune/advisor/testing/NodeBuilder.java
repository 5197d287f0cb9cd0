package io.attune.advisor.testing;

import io.attune.schemas.Accumulable;
import io.attune.schemas.PlanMetric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** A plan node of a story with the values of its metrics. */
public final class NodeBuilder {
  final String name;
  String description;
  Integer parentIndex;
  final Map<String, String> metadata = new HashMap<>();
  final List<PlanMetric> metrics = new ArrayList<>();
  final List<Accumulable> byStage = new ArrayList<>();
  final List<Accumulable> byDriver = new ArrayList<>();
  private final LongSupplier accumulatorIds;

  NodeBuilder(String name, LongSupplier accumulatorIds) {
    this.name = name;
    this.description = name;
    this.accumulatorIds = accumulatorIds;
  }

  /** One-line description. */
  public NodeBuilder description(String text) {
    description = text;
    return this;
  }

  /** It stands under this node of the plan; without this under the node before it. */
  public NodeBuilder under(int index) {
    parentIndex = index;
    return this;
  }

  /** Metadata of a scan. */
  public NodeBuilder metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /** A metric whose value the tasks of the stage counted. */
  public NodeBuilder metric(String metric, long value) {
    byStage.add(accumulable(metric, "sum", value));
    return this;
  }

  /** A metric whose value the driver counted, such as the number of files read. */
  public NodeBuilder driverMetric(String metric, long value) {
    byDriver.add(accumulable(metric, "sum", value));
    return this;
  }

  private Accumulable accumulable(String metric, String type, long value) {
    long id = accumulatorIds.getAsLong();
    metrics.add(
        PlanMetric.newBuilder().setName(metric).setAccumulatorId(id).setMetricType(type).build());
    return Accumulable.newBuilder().setAccumulatorId(id).setName(metric).setValue(value).build();
  }
}

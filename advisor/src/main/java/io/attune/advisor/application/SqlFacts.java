package io.attune.advisor.application;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.DriverAccumulators;
import io.attune.schemas.PlanMetric;
import io.attune.schemas.PlanNode;
import io.attune.schemas.SqlExecutionEnded;
import io.attune.schemas.SqlExecutionStarted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Facts about one SQL execution as they arrive; the newest plan wins. */
final class SqlFacts {
  private static final int DESCRIPTION_LIMIT = 160;
  private static final int METADATA_LIMIT = 160;
  private static final int NODE_LIMIT = 1000;
  private static final int NAME_LIMIT = 512;
  private static final java.util.Set<String> IDENTIFYING =
      java.util.Set.of("Location", "PartitionFilters");

  private record KeptNode(
      int parent,
      String name,
      String description,
      Map<String, String> metadata,
      int cutHash,
      Metric[] metrics) {
    static KeptNode of(PlanNode node) {
      List<PlanMetric> metrics = node.getMetrics();
      Metric[] kept = new Metric[metrics.size()];
      for (int i = 0; i < kept.length; i++) {
        PlanMetric metric = metrics.get(i);
        kept[i] = new Metric(Facts.cut(metric.getName(), NAME_LIMIT), metric.getAccumulatorId());
      }
      Map<String, String> metadata = new java.util.TreeMap<>();
      String description = Facts.text(node.getDescription());
      int cutHash = description.length() > DESCRIPTION_LIMIT ? PlanText.hash(description) : 0;
      for (Map.Entry<String, String> entry :
          new java.util.TreeMap<>(node.getMetadata()).entrySet()) {
        String value = Facts.text(entry.getValue());
        if (value.length() > METADATA_LIMIT && IDENTIFYING.contains(entry.getKey())) {
          cutHash = 31 * cutHash + PlanText.hash(value);
        }
        metadata.put(entry.getKey(), Facts.cut(value, METADATA_LIMIT));
      }
      return new KeptNode(
          node.getParentIndex() == null ? -1 : node.getParentIndex(),
          Facts.cut(node.getName(), NAME_LIMIT),
          Facts.cut(description, DESCRIPTION_LIMIT),
          Facts.immutable(metadata),
          cutHash,
          kept);
    }
  }

  private record Metric(String name, long accumulatorId) {}

  final long executionId;
  private OptionalLong rootExecutionId = OptionalLong.empty();
  private String description = "";
  private Optional<Instant> start = Optional.empty();
  private Optional<Instant> end = Optional.empty();
  private Optional<String> error = Optional.empty();
  private Map<String, String> modifiedConfigs = Map.of();
  private AccumulatorValues driverValues = AccumulatorValues.NONE;
  private List<KeptNode> plan = List.of();
  private long planTime = Long.MIN_VALUE;
  private long planSequence = -1;

  SqlFacts(long executionId) {
    this.executionId = executionId;
  }

  void apply(SqlExecutionStarted event, Instant eventTime, long sequence) {
    rootExecutionId = Facts.greatest(rootExecutionId, Facts.optional(event.getRootExecutionId()));
    description = Facts.greatest(description, Facts.cut(event.getDescription(), 256));
    start = Facts.least(start, Facts.known(event.getStartTime()));
    modifiedConfigs = Facts.union(modifiedConfigs, Facts.immutable(event.getModifiedConfigs()));
    replan(event.getPlan(), eventTime, sequence);
  }

  void apply(SqlExecutionEnded event) {
    end = Facts.greatest(end, Facts.known(event.getEndTime()));
    error = Facts.greatest(error, Facts.message(event.getError()));
  }

  void apply(DriverAccumulators event) {
    driverValues = driverValues.merge(AccumulatorValues.of(event.getUpdates()));
  }

  /**
   * Takes a plan unless a newer one is known; of two of the same moment the one that sorts last.
   */
  void replan(List<PlanNode> nodes, Instant eventTime, long sequence) {
    if (nodes.isEmpty()) {
      return;
    }
    long time = eventTime.toEpochMilli();
    int order = Long.compare(time, planTime);
    order = order != 0 ? order : Long.compare(sequence, planSequence);
    if (order < 0) {
      return;
    }
    List<KeptNode> candidate = nodes.stream().limit(NODE_LIMIT).map(KeptNode::of).toList();
    if (order > 0 || Arrays.compare(planBytes(candidate), planBytes(plan)) > 0) {
      plan = candidate;
      planTime = time;
      planSequence = sequence;
    }
  }

  private static byte[] planBytes(List<KeptNode> nodes) {
    StateWriter out = new StateWriter(ApplicationCodec.FORMAT.versions().written());
    writePlan(nodes, out);
    return out.toBytes();
  }

  /** Whether its start was seen, with the settings of its session. */
  boolean startSeen() {
    return start.isPresent();
  }

  /** Whether its start was seen, and its end was not. */
  boolean isRunning() {
    return start.isPresent() && end.isEmpty();
  }

  /** Whether another execution is the outermost that this one belongs to. */
  boolean rootIs(long other) {
    return executionId != other && rootExecutionId.equals(OptionalLong.of(other));
  }

  Optional<Instant> end() {
    return end;
  }

  Map<String, String> modifiedConfigs() {
    return modifiedConfigs;
  }

  /** Joins the plan with the values that stages reported. */
  SqlExecution view(AccumulatorIndex index) {
    List<SqlNode> nodes = new ArrayList<>(plan.size());
    for (int i = 0; i < plan.size(); i++) {
      KeptNode node = plan.get(i);
      List<SqlMetric> metrics = new ArrayList<>(node.metrics().length);
      java.util.TreeSet<StageKey> stages = new java.util.TreeSet<>();
      for (Metric metric : node.metrics()) {
        OptionalLong value =
            Facts.greatest(
                index.value(metric.accumulatorId()), driverValues.get(metric.accumulatorId()));
        // Sizes and times start at -1 in Spark: not a value.
        OptionalLong known =
            value.isPresent() && value.getAsLong() >= 0 ? value : OptionalLong.empty();
        metrics.add(new SqlMetric(metric.name(), metric.accumulatorId(), known));
        stages.addAll(index.stages(metric.accumulatorId()));
      }
      OptionalInt parent =
          node.parent() >= 0 && node.parent() < plan.size()
              ? OptionalInt.of(node.parent())
              : OptionalInt.empty();
      nodes.add(
          new SqlNode(
              i,
              parent,
              node.name(),
              node.description(),
              node.metadata(),
              node.cutHash(),
              metrics,
              List.copyOf(stages)));
    }
    return new SqlExecution(
        executionId, rootExecutionId, description, start, end, error, modifiedConfigs, nodes);
  }

  void write(StateWriter out) {
    out.writeSigned(executionId);
    Facts.write(out, rootExecutionId);
    out.writeString(description);
    Facts.write(out, start);
    Facts.write(out, end);
    Facts.writeText(out, error);
    Facts.write(out, modifiedConfigs);
    driverValues.write(out);
    writePlan(plan, out);
    if (!plan.isEmpty()) {
      out.writeSigned(planTime).writeSigned(planSequence);
    }
  }

  private static void writePlan(List<KeptNode> nodes, StateWriter out) {
    out.writeUnsigned(nodes.size());
    long previous = 0;
    for (KeptNode node : nodes) {
      out.writeSigned(node.parent()).writeString(node.name()).writeString(node.description());
      Facts.write(out, node.metadata());
      out.writeSigned(node.cutHash());
      out.writeUnsigned(node.metrics().length);
      for (Metric metric : node.metrics()) {
        out.writeString(metric.name()).writeSigned(metric.accumulatorId() - previous);
        if (out.version() == 2) {
          // Spark's type of the metric, which nobody asked for.
          out.writeString("");
        }
        previous = metric.accumulatorId();
      }
    }
  }

  static SqlFacts read(StateReader in) {
    SqlFacts read = new SqlFacts(in.readSigned());
    read.rootExecutionId = Facts.readNumber(in);
    read.description = in.readString();
    read.start = Facts.readInstant(in);
    read.end = Facts.readInstant(in);
    read.error = Facts.readText(in);
    read.modifiedConfigs = Facts.readMap(in);
    read.driverValues = AccumulatorValues.read(in);
    read.plan = readPlan(in);
    if (!read.plan.isEmpty()) {
      read.planTime = in.readSigned();
      read.planSequence = in.readSigned();
    }
    return read;
  }

  private static List<KeptNode> readPlan(StateReader in) {
    int length = in.readLength();
    List<KeptNode> nodes = new ArrayList<>(length);
    long previous = 0;
    for (int i = 0; i < length; i++) {
      int parent = in.readInt();
      String name = in.readString();
      String description = in.readString();
      Map<String, String> metadata = Facts.readMap(in);
      int cutHash = in.readInt();
      Metric[] metrics = new Metric[in.readLength()];
      for (int m = 0; m < metrics.length; m++) {
        String metricName = in.readString();
        previous += in.readSigned();
        if (in.version() == 2) {
          in.readNullableString();
        }
        metrics[m] = new Metric(metricName, previous);
      }
      nodes.add(new KeptNode(parent, name, description, metadata, cutHash, metrics));
    }
    return List.copyOf(nodes);
  }
}

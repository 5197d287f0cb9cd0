package io.attune.load.fleet;

import io.attune.schemas.Accumulable;
import io.attune.schemas.PlanMetric;
import io.attune.schemas.PlanNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The physical plan of a query, with metrics and their values. */
final class PlanNodes {
  private static final double MIB = 1 << 20;
  private static final double BYTES_PER_ROW = 180;
  private static final String RECORDS_READ = "records read";

  /** A metric reported by a stage or the driver. */
  private record Metric(String name, String type, String value, boolean byDriver) {}

  private final JobPlan job;
  private final int query;
  private final Sizes sizes;
  private final long firstAccumulator;
  private final Map<StagePlan, List<Reported>> byStage = new IdentityHashMap<>();
  private final List<Accumulable> byDriver = new ArrayList<>();
  private final Map<String, Long> ids = new HashMap<>();

  /** An accumulator of a stage. */
  private record Reported(long id, String name, String value) {}

  PlanNodes(JobPlan job, int query, Sizes sizes, long firstAccumulator) {
    this.job = job;
    this.query = query;
    this.sizes = sizes;
    this.firstAccumulator = firstAccumulator;
  }

  /** Number of accumulators used. */
  long accumulators() {
    return ids.size();
  }

  /**
   * Returns the plan, parents first.
   *
   * @param adaptive whether it contains adaptive execution's readers, after adaptive execution has
   *     decided
   */
  List<PlanNode> plan(boolean adaptive) {
    byStage.clear();
    byDriver.clear();
    List<PlanNode> nodes = new ArrayList<>();
    add(nodes, null, job.stages().size() - 1, adaptive);
    return nodes;
  }

  /** Adds a stage's nodes and those of the stages that it reads from. */
  private void add(List<PlanNode> nodes, Integer parent, int index, boolean adaptive) {
    StagePlan stage = job.stages().get(index);
    Integer above = stage.outputRatio > 0 ? write(nodes, parent, stage, index) : parent;
    if (stage.coalescedFrom > 0) {
      above = node(nodes, above, stage, "Coalesce", index, Map.of(), List.of());
    }
    if (stage.isSource()) {
      scan(nodes, above, stage, index);
      return;
    }
    String operator =
        switch (stage.operator) {
          case "join" -> "SortMergeJoin";
          case "sort", "repartition" -> "Sort";
          case "window" -> "Window";
          case "state" -> "StateStoreSave";
          default -> "HashAggregate";
        };
    List<Metric> metrics = new ArrayList<>();
    metrics.add(new Metric("number of output rows", "sum", "rows", false));
    metrics.add(
        stage.stateRows > 0
            ? new Metric("number of total state rows", "sum", "stateRows", false)
            : new Metric("spill size", "size", "spill", false));
    above = node(nodes, above, stage, operator, index, Map.of(), metrics);
    for (int from : stage.parents) {
      boolean reads = adaptive && sizes.of(stage).adaptive();
      Integer reader = reads ? read(nodes, above, stage, 100 * from + index) : above;
      add(nodes, exchange(nodes, reader, from), from, adaptive);
    }
  }

  private Integer write(List<PlanNode> nodes, Integer parent, StagePlan stage, int index) {
    return node(
        nodes,
        parent,
        stage,
        "Execute InsertIntoHadoopFsRelationCommand",
        index,
        Map.of(),
        List.of(
            new Metric("number of written files", "sum", "files", true),
            new Metric("written output", "size", "output", true),
            new Metric("job commit time", "timing", "commit", true),
            new Metric("number of output rows", "sum", "rows", false)));
  }

  private void scan(List<PlanNode> nodes, Integer parent, StagePlan stage, int index) {
    if (stage.jdbc) {
      String relation = "Scan JDBCRelation(orders) [numPartitions=" + stage.codePartitions + "] ";
      List<Metric> rows = List.of(new Metric("number of output rows", "sum", "rows", false));
      node(nodes, parent, stage, relation, index, Map.of(), rows);
      return;
    }
    String location = "InMemoryFileIndex(1 paths)[hdfs://data/" + table(stage, index) + "]";
    node(
        nodes,
        parent,
        stage,
        stage.isText() ? "Scan csv " : "Scan parquet ",
        index,
        Map.of("Format", stage.isText() ? "CSV" : "Parquet", "Location", location),
        List.of(
            new Metric("number of files read", "sum", "filesRead", true),
            new Metric("size of files read", "size", "bytesRead", true),
            new Metric("number of output rows", "sum", "rows", false)));
  }

  private Integer read(List<PlanNode> nodes, Integer parent, StagePlan stage, int number) {
    List<Metric> metrics = List.of(new Metric("number of partitions", "sum", "partitions", true));
    return node(nodes, parent, stage, "AQEShuffleRead", number, Map.of(), metrics);
  }

  private int exchange(List<PlanNode> nodes, Integer parent, int from) {
    List<Metric> metrics = new ArrayList<>();
    metrics.add(new Metric("data size", "size", "dataSize", false));
    metrics.add(new Metric("shuffle bytes written", "size", "written", false));
    if (windowOver(from).isPresent()) {
      metrics.add(new Metric(RECORDS_READ, "sum", "rows", false));
    }
    return node(nodes, parent, job.stages().get(from), "Exchange", from, Map.of(), metrics);
  }

  /** The window that reads a stage's output. */
  private Optional<StagePlan> windowOver(int from) {
    return job.stages().stream()
        .filter(stage -> stage.isWindow() && stage.parents.contains(from))
        .findFirst();
  }

  private int node(
      List<PlanNode> nodes,
      Integer parent,
      StagePlan stage,
      String name,
      int number,
      Map<String, String> metadata,
      List<Metric> metrics) {
    List<PlanMetric> described = new ArrayList<>();
    for (Metric metric : metrics) {
      String key = name + "/" + number + "/" + metric.name();
      long id = ids.computeIfAbsent(key, missing -> firstAccumulator + ids.size());
      described.add(new PlanMetric(metric.name(), id, metric.type()));
      if (metric.byDriver()) {
        byDriver.add(new Accumulable(id, metric.name(), driverValue(stage, metric.value())));
      } else {
        // What is read from an exchange is counted where it is read.
        StagePlan by =
            metric.name().equals(RECORDS_READ) ? windowOver(number).orElseThrow() : stage;
        byStage
            .computeIfAbsent(by, s -> new ArrayList<>())
            .add(new Reported(id, metric.name(), metric.value()));
      }
    }
    nodes.add(
        PlanNode.newBuilder()
            .setParentIndex(parent)
            .setName(name)
            .setDescription(describe(name, stage, number))
            .setMetadata(metadata)
            .setMetrics(described)
            .build());
    return nodes.size() - 1;
  }

  /** Name of a table; different in each query, or all queries would be the same. */
  private String table(StagePlan stage, int index) {
    return stage.isText() ? "events" : "table_" + letters(query) + letters(index);
  }

  private String describe(String name, StagePlan stage, int number) {
    String column = letters(query) + letters(number);
    return switch (name) {
      case "SortMergeJoin" -> "SortMergeJoin [" + column + "#1], [" + column + "#2], Inner";
      case "HashAggregate" ->
          "HashAggregate(keys=[" + column + "#1], functions=[sum(" + column + "_amount#2)])";
      case "Sort" -> "Sort [" + column + "#1 ASC NULLS FIRST], true, 0";
      case "Window" ->
          "Window [row_number() windowspecdefinition(" + column + "#1 ASC NULLS FIRST)]";
      case "Exchange" ->
          windowOver(number).isPresent()
              ? "Exchange SinglePartition, ENSURE_REQUIREMENTS"
              : "Exchange hashpartitioning(" + column + "#1)";
      default -> name.trim() + " " + (stage.isScan() ? table(stage, number) : column);
    };
  }

  private static String letters(int number) {
    return number < 26
        ? String.valueOf((char) ('a' + number))
        : letters(number / 26 - 1) + (char) ('a' + number % 26);
  }

  private long driverValue(StagePlan stage, String value) {
    Sizes.Stage size = sizes.of(stage);
    double read = size.readMib() * MIB;
    return switch (value) {
      case "filesRead" -> stage.files;
      case "bytesRead" -> Math.round(read);
      case "files" -> (long) size.partitions() * stage.filesPerTask;
      case "commit" -> Math.round(stage.commitMs);
      case "output" -> Math.round(read * stage.outputRatio);
      case "partitions" -> size.partitions();
      default -> Math.round(read / BYTES_PER_ROW);
    };
  }

  /** Accumulators of the driver. */
  List<Accumulable> driverValues() {
    return List.copyOf(byDriver);
  }

  /** Accumulators of a stage. */
  List<Accumulable> values(StageRun stage) {
    List<Accumulable> values = new ArrayList<>();
    for (Reported reported : byStage.getOrDefault(stage.plan, List.of())) {
      double amount =
          switch (reported.value()) {
            case "spill" -> stage.spilledMib * MIB;
            case "dataSize" -> stage.writtenMib * MIB * 1.6;
            case "stateRows" -> stage.plan.stateRows;
            case "written" -> stage.writtenMib * MIB;
            default -> stage.readMib * MIB / BYTES_PER_ROW;
          };
      values.add(new Accumulable(reported.id(), reported.name(), Math.round(amount)));
    }
    return values;
  }
}

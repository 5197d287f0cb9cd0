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
  private static final String RECORDS_READ = "records read";

  /** A metric reported by a stage or the driver: a value, times a factor. */
  private record Metric(String name, String type, String value, double factor, boolean byDriver) {
    Metric(String name, String type, String value, boolean byDriver) {
      this(name, type, value, 1, byDriver);
    }

    static Metric of(Operator.Amount amount) {
      return new Metric(
          amount.metric(),
          amount.type(),
          amount.basis().name(),
          amount.factor(),
          amount.byDriver());
    }
  }

  private final JobRun run;
  private final JobPlan job;
  private final int query;
  private final Sizes sizes;
  private final long firstAccumulator;
  private final Map<StagePlan, List<Reported>> byStage = new IdentityHashMap<>();
  private final List<Reported> byDriver = new ArrayList<>();
  private final Map<String, Long> ids = new HashMap<>();

  /** An accumulator of a node that belongs to a stage. */
  private record Reported(long id, StagePlan stage, Metric metric) {}

  PlanNodes(JobRun run, long firstAccumulator) {
    this.run = run;
    this.job = run.plan;
    this.query = run.number;
    this.sizes = run.sizes;
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
    boolean command = stage.extra != null && stage.extra.isCommand();
    Integer above = stage.outputRatio > 0 && !command ? write(nodes, parent, stage, index) : parent;
    if (stage.coalescedFrom > 0) {
      above = node(nodes, above, stage, "Coalesce", index, Map.of(), List.of());
    }
    above = extra(nodes, above, stage, index);
    if (stage.isSource()) {
      scan(nodes, above, stage, index);
      if (stage.extra != null && stage.after >= 0) {
        broadcast(nodes, above, stage.after, adaptive);
      }
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

  /** What a stage does besides: the steps of a loop, and its extra operator. */
  private Integer extra(List<PlanNode> nodes, Integer parent, StagePlan stage, int index) {
    Integer above = parent;
    for (int step = 1; step < stage.steps; step++) {
      above = node(nodes, above, stage, "Project", 1000 * step + index, Map.of(), List.of());
    }
    if (stage.extra == null) {
      return above;
    }
    List<Metric> metrics = stage.extra.amounts().stream().map(Metric::of).toList();
    return node(nodes, above, stage, stage.extra.name(), index, Map.of(), metrics);
  }

  /** The side of a join that is broadcast. */
  private void broadcast(List<PlanNode> nodes, Integer join, int index, boolean adaptive) {
    List<Metric> metrics =
        List.of(
            new Metric("data size", "size", "dataSize", false),
            new Metric("number of output rows", "sum", "rows", false));
    StagePlan built = job.stages().get(index);
    add(
        nodes,
        node(nodes, join, built, "BroadcastExchange", index, Map.of(), metrics),
        index,
        adaptive);
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
            new Metric("number of partitions read", "sum", "directories", true),
            new Metric("metadata time", "timing", "listing", true),
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
        byDriver.add(new Reported(id, stage, metric));
        continue;
      }
      // What is read from an exchange is counted where it is read.
      StagePlan by = metric.name().equals(RECORDS_READ) ? windowOver(number).orElseThrow() : stage;
      reportedBy(by).add(new Reported(id, stage, metric));
      if (stage.after >= 0 && job.stages().get(stage.after).samples && !name.equals("Exchange")) {
        reportedBy(job.stages().get(stage.after)).add(new Reported(id, stage, metric));
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

  private List<Reported> reportedBy(StagePlan stage) {
    return byStage.computeIfAbsent(stage, s -> new ArrayList<>());
  }

  /** Name of a table; different in each query, or all queries would be the same. */
  private String table(StagePlan stage, int index) {
    return stage.isText() ? "events" : "table_" + letters(query) + letters(index);
  }

  private String describe(String name, StagePlan stage, int number) {
    if (stage.extra != null && stage.extra.name().equals(name)) {
      return stage.extra.description();
    }
    String column = letters(query) + letters(number);
    return switch (name) {
      case "SortMergeJoin" -> "SortMergeJoin [" + column + "#1], [" + column + "#2], Inner";
      case "HashAggregate" ->
          "HashAggregate(keys=[" + column + "#1], functions=[sum(" + column + "_amount#2)])";
      case "Sort" -> "Sort [" + column + "#1 ASC NULLS FIRST], true, 0";
      case "Window" ->
          "Window [row_number() windowspecdefinition(" + column + "#1 ASC NULLS FIRST)]";
      case "Project" -> "Project [" + column + "#1, (" + column + "#1 + 1) AS " + column + "#2]";
      case "Exchange" -> exchange(number, column);
      default -> name.trim() + " " + (stage.isScan() ? table(stage, number) : column);
    };
  }

  private String exchange(int number, String column) {
    if (windowOver(number).isPresent()) {
      return "Exchange SinglePartition, ENSURE_REQUIREMENTS";
    }
    boolean byRange =
        job.stages().stream().anyMatch(each -> each.byRange && each.parents.contains(number));
    return byRange
        ? "Exchange rangepartitioning(" + column + "#1 ASC NULLS FIRST, 200), ENSURE_REQUIREMENTS"
        : "Exchange hashpartitioning(" + column + "#1)";
  }

  private static String letters(int number) {
    return number < 26
        ? String.valueOf((char) ('a' + number))
        : letters(number / 26 - 1) + (char) ('a' + number % 26);
  }

  /** Accumulators of the driver, at the end of the query. */
  List<Accumulable> driverValues() {
    List<Accumulable> values = new ArrayList<>();
    for (Reported reported : byDriver) {
      double amount = driverValue(reported.stage(), reported.metric().value());
      values.add(accumulable(reported, amount));
    }
    return values;
  }

  private double driverValue(StagePlan stage, String value) {
    Sizes.Stage size = sizes.of(stage);
    double read = size.readMib() * MIB;
    return switch (value) {
      case "filesRead" -> stage.files;
      case "bytesRead" -> read;
      case "files" -> (double) size.partitions() * stage.filesPerTask;
      case "commit" -> stage.commitMs;
      case "output" -> read * stage.outputRatio;
      case "partitions" -> size.partitions();
      case "directories" -> stage.directories;
      case "listing" -> stage.listingMs * run.listingFactor;
      case "LAST_STAGE_MS" -> run.endedMs - run.lastSubmittedMs;
      default -> read / stage.bytesPerRow;
    };
  }

  /** Accumulators of a stage. */
  List<Accumulable> values(StageRun stage) {
    List<Accumulable> values = new ArrayList<>();
    for (Reported reported : byStage.getOrDefault(stage.plan, List.of())) {
      double amount =
          switch (reported.metric().value()) {
            case "spill" -> stage.spilledMib * MIB;
            case "dataSize" -> stage.writtenMib * MIB * 1.6;
            case "stateRows" -> stage.plan.stateRows;
            case "written" -> stage.writtenMib * MIB;
            case "RUN_MS" -> stage.runMs;
            default -> stage.readMib * MIB / stage.plan.bytesPerRow;
          };
      values.add(accumulable(reported, amount));
    }
    return values;
  }

  private static Accumulable accumulable(Reported reported, double amount) {
    Metric metric = reported.metric();
    return new Accumulable(reported.id(), metric.name(), Math.round(amount * metric.factor()));
  }
}

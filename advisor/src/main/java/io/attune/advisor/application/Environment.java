package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What kind of thing ran: a person's session or a program, on which engine, with which shuffle, on
 * tables of which formats. Rules whose assumptions do not hold there can say so.
 *
 * @param use who it ran for
 * @param local whether tasks ran in the driver's own process
 * @param engines engines that ran operators in place of Spark's own
 * @param remoteShuffle shuffle service that keeps shuffle data away from executors; empty without
 * @param tableFormats formats of tables with a transaction log that its plans name
 * @param streamingQueries ids of the streaming queries that its jobs belong to
 * @param streaming whether it ran streaming queries, known by id or only by their operators, or
 *     batches of Spark Streaming
 */
public record Environment(
    Use use,
    boolean local,
    Set<Engine> engines,
    Optional<RemoteShuffle> remoteShuffle,
    Set<TableFormat> tableFormats,
    Set<String> streamingQueries,
    boolean streaming) {

  /** Who an application ran for. */
  public enum Use {
    /** A program that runs through. */
    PROGRAM,
    /** A person at a shell or a notebook. */
    INTERACTIVE,
    /** A server (Thrift, Connect) that waits for the queries of others. */
    SERVER
  }

  /** An engine that runs operators in place of Spark's own. */
  public enum Engine {
    /** NVIDIA's RAPIDS Accelerator, on GPUs. */
    RAPIDS("Gpu[A-Z].*", "com.nvidia.spark.", "spark.rapids."),
    /** Databricks' Photon. */
    PHOTON("Photon[A-Z].*", null, "spark.databricks.photon."),
    /** Apache Gluten, over Velox or ClickHouse. */
    GLUTEN(".*(?:ExecTransformer|Velox|CHNative).*|.*Transformer", "gluten", "spark.gluten."),
    /** Apache DataFusion Comet. */
    COMET("Comet[A-Z].*", "org.apache.comet.", "spark.comet."),
    /** Blaze, now Apache Auron. */
    AURON("Native[A-Z].*", "org.apache.spark.sql.blaze", "spark.blaze.");

    private final Pattern operator;
    private final @Nullable String plugin;
    private final String prefix;

    Engine(String operator, @Nullable String plugin, String prefix) {
      this.operator = Pattern.compile(operator);
      this.plugin = plugin;
      this.prefix = prefix;
    }

    /** Whether an operator of a plan, by its name, is one of this engine's. */
    public boolean runs(String operatorName) {
      return operator.matcher(operatorName.strip()).matches();
    }
  }

  /** A shuffle service that keeps shuffle data away from executors. */
  public enum RemoteShuffle {
    /** Apache Celeborn. */
    CELEBORN,
    /** Apache Uniffle. */
    UNIFFLE,
    /** Another shuffle manager than Spark's own. */
    OTHER
  }

  /** Format of tables with a transaction log. */
  public enum TableFormat {
    /** Delta Lake. */
    DELTA,
    /** Apache Iceberg. */
    ICEBERG,
    /** Apache Hudi. */
    HUDI
  }

  private static final String DATABRICKS = "spark.databricks.clusterUsageTags.";
  private static final Pattern SERVER_NAME =
      Pattern.compile(
          "(?i)thrift jdbc.*|spark ?connect ?server.*|kyuubi.*"
              + "|org\\.apache\\.spark\\.sql\\.(?:hive\\.thriftserver|connect)\\..*");
  private static final Pattern DELTA =
      Pattern.compile("(?i).*\\b(?:_delta_log|delta\\.|delta table|tahoe).*|.*DeltaFileFormat.*");

  /** Local property of the jobs that Spark Streaming runs for its batches. */
  private static final String DSTREAM_OUTPUT = "spark.streaming.internal.outputOpId";

  private static final Pattern STREAM_OPERATOR =
      Pattern.compile(
          "MicroBatchScan|ContinuousScan|StateStore.*|StreamingRelation.*|StreamingDeduplicate.*"
              + "|StreamingSymmetricHashJoin|StreamingLimit.*|EventTimeWatermark|SessionWindowStateStore.*"
              + "|FlatMapGroupsWithState.*|TransformWithState.*|WriteToDataSourceV2.*MicroBatch.*");

  /** Checks and copies. */
  public Environment {
    requireNonNull(use, "use is null");
    requireNonNull(remoteShuffle, "remoteShuffle is null");
    engines = Set.copyOf(engines);
    tableFormats = Set.copyOf(tableFormats);
    streamingQueries = Set.copyOf(streamingQueries);
  }

  /** Whether no other engine than Spark's own ran an operator, as far as is known. */
  public boolean isPlainSpark() {
    return engines.isEmpty();
  }

  /** Finds out what an application was. */
  static Environment of(ApplicationState application) {
    Map<String, String> properties = application.properties();
    List<SqlNode> nodes =
        application.sqlExecutions().stream().flatMap(sql -> sql.nodes().stream()).toList();
    Set<String> operators =
        nodes.stream().map(SqlNode::name).map(String::strip).collect(Collectors.toSet());
    Set<String> queries = new TreeSet<>();
    application.jobs().stream()
        .map(job -> job.properties().get("sql.streaming.queryId"))
        .filter(java.util.Objects::nonNull)
        .forEach(queries::add);
    return new Environment(
        use(application, properties),
        application.isLocal(),
        engines(properties, operators),
        remoteShuffle(properties),
        tableFormats(nodes),
        queries,
        !queries.isEmpty()
            || application.jobs().stream()
                .anyMatch(job -> job.properties().containsKey(DSTREAM_OUTPUT))
            || operators.stream().anyMatch(name -> STREAM_OPERATOR.matcher(name).matches()));
  }

  private static Use use(ApplicationState application, Map<String, String> properties) {
    String name = application.name().strip();
    if (SERVER_NAME.matcher(name).matches()
        || SERVER_NAME.matcher(properties.getOrDefault("spark.app.name", "")).matches()) {
      return Use.SERVER;
    }
    boolean job =
        properties.containsKey("spark.databricks.job.id")
            || application
                .context()
                .map(context -> context.getDatabricksJobId() != null)
                .orElse(false);
    if (job) {
      return Use.PROGRAM;
    }
    boolean shell =
        properties.containsKey("spark.repl.class.outputDir")
            || properties.containsKey("spark.repl.class.uri")
            || properties.keySet().stream().anyMatch(key -> key.startsWith("spark.zeppelin."))
            || Identity.isDefaultName(name) && !name.matches("[0-9a-f-]{36}");
    return shell ? Use.INTERACTIVE : Use.PROGRAM;
  }

  private static Set<Engine> engines(Map<String, String> properties, Set<String> operators) {
    Set<Engine> engines = EnumSet.noneOf(Engine.class);
    String loaded =
        properties.getOrDefault("spark.plugins", "")
            + ","
            + properties.getOrDefault("spark.sql.extensions", "")
            + ","
            + properties.getOrDefault("spark.shuffle.manager", "");
    for (Engine engine : Engine.values()) {
      boolean off =
          "false".equalsIgnoreCase(properties.get(engine.prefix + "enabled"))
              || "false".equalsIgnoreCase(properties.get(engine.prefix + "sql.enabled"));
      if (operators.stream().anyMatch(engine::runs)
          || !off && engine.plugin != null && loaded.contains(engine.plugin)) {
        engines.add(engine);
      }
    }
    boolean photon =
        properties.getOrDefault(DATABRICKS + "sparkVersion", "").contains("photon")
            || "photon".equalsIgnoreCase(properties.get(DATABRICKS + "runtimeEngine"))
            || "true".equalsIgnoreCase(properties.get("spark.databricks.photon.enabled"));
    if (photon) {
      engines.add(Engine.PHOTON);
    }
    if ("true".equalsIgnoreCase(properties.get("spark.native.enabled"))) {
      // Microsoft Fabric's native engine is Gluten over Velox.
      engines.add(Engine.GLUTEN);
    }
    return engines;
  }

  private static Optional<RemoteShuffle> remoteShuffle(Map<String, String> properties) {
    String manager =
        properties.getOrDefault("spark.shuffle.manager", "sort").toLowerCase(Locale.ROOT);
    if (manager.contains("celeborn") || manager.contains("com.aliyun.emr.rss")) {
      return Optional.of(RemoteShuffle.CELEBORN);
    }
    if (manager.contains("uniffle") || manager.contains("org.apache.spark.shuffle.rss")) {
      return Optional.of(RemoteShuffle.UNIFFLE);
    }
    boolean own =
        List.of("sort", "tungsten-sort", "hash").contains(manager)
            || manager.startsWith("org.apache.spark.shuffle.sort.")
            || manager.contains("rapids")
            || manager.contains("gluten")
            || manager.contains("comet");
    return own ? Optional.empty() : Optional.of(RemoteShuffle.OTHER);
  }

  private static Set<TableFormat> tableFormats(List<SqlNode> nodes) {
    Set<TableFormat> formats = EnumSet.noneOf(TableFormat.class);
    nodes.forEach(node -> tableFormat(node).ifPresent(formats::add));
    return formats;
  }

  /** Format of the table that a node of a plan reads or writes; empty when it is none of these. */
  public static Optional<TableFormat> tableFormat(SqlNode node) {
    String text = node.name() + " " + node.description() + " " + node.metadata().values();
    if (DELTA.matcher(text).matches()) {
      return Optional.of(TableFormat.DELTA);
    } else if (text.contains("IcebergScan")
        || text.contains("iceberg.")
        || text.contains("IcebergWrite")
        || text.contains("(iceberg")
        || node.isTableScan()) {
      return Optional.of(TableFormat.ICEBERG);
    } else if (text.toLowerCase(Locale.ROOT).contains("hudi") || text.contains("HoodieFileIndex")) {
      return Optional.of(TableFormat.HUDI);
    }
    return Optional.empty();
  }
}

package io.attune.advisor.rules.explain;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.PlanSubtrees;
import io.attune.advisor.application.RddDescriptor;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.application.SqlNode;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.statistics.TaskMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What fixed the number of tasks of a stage, where it is neither data nor a setting. */
public sealed interface TaskCountCause {

  /** A window function without PARTITION BY: all rows have to be in one partition. */
  record UnpartitionedWindow() implements TaskCountCause {}

  /**
   * A part of the plan that wants all rows in one partition.
   *
   * @param operator name of the operator that reads them
   */
  record SinglePartition(String operator) implements TaskCountCause {
    /** Checks the field. */
    public SinglePartition {
      requireNonNull(operator, "operator is null");
    }
  }

  /**
   * {@code coalesce(n)} without a shuffle: what stands before it runs in n tasks as well.
   *
   * @param partitions what was asked for
   * @param before partitions that there were
   */
  record Coalesced(int partitions, int before) implements TaskCountCause {}

  /**
   * A table read over JDBC in so many partitions.
   *
   * @param relation what Spark calls it; empty when unknown
   * @param partitions how many
   */
  record JdbcRead(String relation, int partitions) implements TaskCountCause {
    /** Checks the field. */
    public JdbcRead {
      requireNonNull(relation, "relation is null");
    }
  }

  /**
   * Files that are read from beginning to end by one task each, because their compression or format
   * cannot be cut.
   *
   * @param files how many
   * @param pieces into which Spark would have cut their bytes
   */
  record WholeTextFiles(long files, long pieces) implements TaskCountCause {}

  /**
   * {@code repartition(n)}: as many partitions as the code asks for.
   *
   * @param partitions what was asked for
   * @param written whether the stage writes files, so that their number follows
   */
  record Repartitioned(int partitions, boolean written) implements TaskCountCause {}

  /**
   * {@code wholeTextFiles} or {@code binaryFiles}: many files in so many tasks, two unless more are
   * asked for.
   *
   * @param method the method of SparkContext
   */
  record PackedFiles(String method) implements TaskCountCause {
    /** Checks the field. */
    public PackedFiles {
      requireNonNull(method, "method is null");
    }
  }

  /** Spark's own description of a JDBC scan, such as {@code JDBCRelation(t) [numPartitions=1]}. */
  Pattern JDBC = Pattern.compile("JDBCRelation\\((.*?)\\) \\[numPartitions=(\\d+)\\]");

  /** An exchange of which the code gave the number of partitions. */
  Pattern BY_NUMBER =
      Pattern.compile(
          "(?:RoundRobinPartitioning|(?:hash|range)partitioning)\\((?:.*, )?(\\d+)\\)(.*)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** An exchange that the code asked for by columns. */
  Pattern BY_COLUMN =
      Pattern.compile("hashpartitioning\\(.*(?:REPARTITION_BY|REBALANCE_PARTITIONS_BY)_");

  /** A path that ends in the name of a compression that has to be read from its beginning. */
  Pattern COMPRESSED = Pattern.compile("\\.(?:gz|gzip|zst|snappy|lz4|deflate|zip)(?:\\]|\\s|,|$)");

  /** Methods of SparkContext that make an RDD of files. */
  Set<String> FILES_OF_RDDS = Set.of("textFile", "hadoopFile", "newAPIHadoopFile", "sequenceFile");

  /** What fixed the number of a stage's tasks; empty when that cannot be told. */
  static Optional<TaskCountCause> of(RuleContext context, StageFacts stage) {
    requireNonNull(stage, "stage is null");
    return coalesced(stage)
        .or(() -> jdbc(stage))
        .or(() -> singlePartition(stage))
        .or(() -> repartitioned(stage))
        .or(() -> packedFiles(stage))
        .or(() -> wholeFiles(context, stage))
        .or(() -> wholeFilesOfRdd(context, stage));
  }

  private static Optional<TaskCountCause> packedFiles(StageFacts stage) {
    return stage.rdds().stream()
        .filter(rdd -> rdd.numPartitions() == stage.numTasks())
        .flatMap(
            rdd ->
                switch (rdd.name()) {
                  case "WholeTextFileRDD" -> Stream.of("wholeTextFiles");
                  case "BinaryFileRDD" -> Stream.of("binaryFiles");
                  default -> Stream.<String>empty();
                })
        .map(method -> (TaskCountCause) new PackedFiles(method))
        .findFirst();
  }

  /** Tasks that read far more than the largest piece of a file that can be cut. */
  private static Optional<TaskCountCause> wholeFiles(RuleContext context, StageFacts stage) {
    List<SqlNode> scans = stage.nodes().stream().filter(SqlNode::isFileScan).toList();
    if (scans.size() != 1 || scans.get(0).isBucketed()) {
      return Optional.empty();
    }
    long files = scans.get(0).filesRead().orElse(0);
    long bytes = scans.get(0).fileBytesRead().orElse(0);
    long slots = Math.max(1, context.facts().cluster().slots());
    long parallelism = stage.settings().number("spark.default.parallelism").orElse(slots);
    long pieces =
        (long) (bytes / FileSplits.of(stage.settings(), files, bytes, parallelism).bytes());
    return stage.numTasks() <= files
            && (pieces >= context.table().number("input-splits.unsplit-ratio") * stage.numTasks()
                || isCompressed(scans.get(0).metadata().getOrDefault("Location", "")))
        ? Optional.of(new WholeTextFiles(files, pieces))
        : Optional.empty();
  }

  /** Tasks of an RDD that read more than the block of any file system: their files are not cut. */
  private static Optional<TaskCountCause> wholeFilesOfRdd(RuleContext context, StageFacts stage) {
    List<RddDescriptor> files =
        stage.isSql()
            ? List.of()
            : stage.rdds().stream()
                .filter(rdd -> FILES_OF_RDDS.contains(rdd.operatorName()))
                .filter(rdd -> rdd.numPartitions() <= stage.numTasks())
                .toList();
    double bytes = stage.sum(TaskMetric.INPUT_BYTES);
    return !files.isEmpty()
            && (bytes >= context.table().number("few-tasks.whole-file-bytes") * stage.tasks()
                || files.stream().anyMatch(rdd -> isCompressed(rdd.name())))
        ? Optional.of(
            new WholeTextFiles(
                stage.tasks(), (long) (bytes / context.table().number("partitions.target-bytes"))))
        : Optional.empty();
  }

  private static boolean isCompressed(String location) {
    return COMPRESSED.matcher(location).find();
  }

  private static Optional<TaskCountCause> coalesced(StageFacts stage) {
    List<RddDescriptor> rdds = stage.rdds();
    return rdds.stream()
        .filter(rdd -> rdd.name().equals("CoalescedRDD") && rdd.numPartitions() <= stage.numTasks())
        .flatMap(
            rdd ->
                rdds.stream()
                    .filter(parent -> rdd.parentRddIds().contains(parent.rddId()))
                    .filter(parent -> parent.numPartitions() > rdd.numPartitions())
                    .map(
                        parent ->
                            (TaskCountCause)
                                new Coalesced(rdd.numPartitions(), parent.numPartitions())))
        .findFirst();
  }

  private static Optional<TaskCountCause> jdbc(StageFacts stage) {
    for (SqlNode node : stage.nodes()) {
      Matcher matcher = JDBC.matcher(node.name() + " " + node.description());
      if (matcher.find() && matcher.group(2).length() < 7) {
        return Optional.of(new JdbcRead(matcher.group(1), Integer.parseInt(matcher.group(2))));
      }
    }
    return stage.rdds().stream()
        .filter(rdd -> rdd.name().equals("JDBCRDD") || rdd.name().equals("JdbcRDD"))
        .map(rdd -> (TaskCountCause) new JdbcRead("", rdd.numPartitions()))
        .findFirst();
  }

  /** Only what the code asked for: a setting gives the number of any other exchange. */
  private static Optional<TaskCountCause> repartitioned(StageFacts stage) {
    if (stage.shuffleReadBytes() == 0) {
      return Optional.empty();
    }
    boolean written = stage.sum(TaskMetric.OUTPUT_BYTES) > 0;
    return stage
        .sqlExecution()
        .filter(
            execution ->
                execution.nodes().stream()
                    .filter(EngineOperators::isShuffle)
                    .filter(node -> asksFor(node.description(), stage.numTasks()))
                    .anyMatch(node -> isReadBy(stage, execution, node)))
        .map(execution -> new Repartitioned(stage.numTasks(), written));
  }

  /** Whether the code had the rows that a stage reads brought together by a column of theirs. */
  static boolean isRepartitionedByColumn(StageFacts stage) {
    return stage
        .sqlExecution()
        .map(
            execution ->
                execution.nodes().stream()
                    .filter(EngineOperators::isShuffle)
                    .filter(node -> BY_COLUMN.matcher(node.description()).find())
                    .anyMatch(node -> isReadBy(stage, execution, node)))
        .orElse(false);
  }

  private static boolean asksFor(String exchange, int partitions) {
    Matcher matcher = BY_NUMBER.matcher(exchange);
    return matcher.find()
        && matcher.group(1).equals(Integer.toString(partitions))
        && (matcher.group(2).contains("REPARTITION_BY_NUM")
            || exchange.toLowerCase(Locale.ROOT).contains("roundrobin"));
  }

  /** The exchange that the stage reads, not one that it writes for the next. */
  private static Optional<TaskCountCause> singlePartition(StageFacts stage) {
    if (stage.numTasks() != 1 || stage.shuffleReadBytes() == 0) {
      return Optional.empty();
    }
    return stage
        .sqlExecution()
        .flatMap(
            execution ->
                execution.nodes().stream()
                    .filter(EngineOperators::isShuffle)
                    .filter(node -> node.description().contains("SinglePartition"))
                    .flatMap(exchange -> reader(stage, execution, exchange).stream())
                    .findFirst())
        .map(EngineOperators::nameOf)
        .map(
            reader ->
                reader.startsWith("Window")
                    ? new UnpartitionedWindow()
                    : new SinglePartition(reader.replaceFirst("[ (].*", "")));
  }

  private static boolean isReadBy(StageFacts stage, SqlExecution execution, SqlNode exchange) {
    return above(execution, exchange).stream().anyMatch(stage::ran)
        || stage.ran(exchange) && stage.sum(TaskMetric.SHUFFLE_WRITE_BYTES) == 0;
  }

  /** The operators above an exchange up to the next one, the lowest first. */
  private static List<SqlNode> above(SqlExecution execution, SqlNode exchange) {
    List<SqlNode> above = new ArrayList<>();
    for (Optional<SqlNode> up = execution.parentOf(exchange);
        up.isPresent() && !EngineOperators.isShuffle(up.get()) && !up.get().isBroadcast();
        up = execution.parentOf(up.get())) {
      above.add(up.get());
    }
    return above;
  }

  /** The first operator above an exchange that does more than pass its rows on or sort them. */
  private static Optional<SqlNode> reader(
      StageFacts stage, SqlExecution execution, SqlNode exchange) {
    Optional<SqlNode> reader = Optional.empty();
    boolean reads = false;
    for (SqlNode up : above(execution, exchange)) {
      reads |= stage.ran(up);
      if (reader.isEmpty()) {
        boolean passes = PlanSubtrees.isTransparent(up) || EngineOperators.passesOn(up);
        reader = passes ? reader : Optional.of(up);
      } else if (EngineOperators.nameOf(reader.get()).equals("Sort")
          && EngineOperators.nameOf(up).startsWith("Window")) {
        reader = Optional.of(up);
      }
    }
    return reads ? reader : Optional.empty();
  }
}

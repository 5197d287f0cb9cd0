package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A node of a physical plan with the values of its metrics and the stages that ran it.
 *
 * @param index position in the plan, parents first
 * @param parentIndex position of the parent; empty for the root
 * @param name node name, such as SortMergeJoin
 * @param description one-line description, cut
 * @param metadata metadata of a scan, such as Format and Location
 * @param cutHash tells texts apart that are equal as far as they were kept; 0 when nothing was cut
 * @param metrics its metrics
 * @param stages stage attempts that reported one of its metrics, ascending
 */
public record SqlNode(
    int index,
    OptionalInt parentIndex,
    String name,
    String description,
    Map<String, String> metadata,
    int cutHash,
    List<SqlMetric> metrics,
    List<StageKey> stages) {
  /** Metrics of Delta's commands, and of Spark 4's own merge. */
  private static final Set<String> CHANGED =
      Set.of(
          "number of updated rows",
          "number of deleted rows",
          "number of inserted rows",
          "number of rows updated.",
          "number of rows deleted.",
          "number of target rows updated",
          "number of target rows deleted",
          "number of target rows inserted");

  /** Checks the fields. */
  public SqlNode {
    requireNonNull(name, "name is null");
    requireNonNull(description, "description is null");
    requireNonNull(metadata, "metadata is null");
    metrics = List.copyOf(metrics);
    stages = List.copyOf(stages);
  }

  /** The value of a metric by name; empty when the node has none or nothing was reported. */
  public OptionalLong metric(String metricName) {
    OptionalLong highest = OptionalLong.empty();
    for (SqlMetric metric : metrics) {
      if (metric.name().equals(metricName)) {
        highest = Facts.greatest(highest, metric.value());
      }
    }
    return highest;
  }

  /** Whether it reads files. */
  public boolean isFileScan() {
    return hasMetric("number of files read");
  }

  /**
   * Whether it reads an Iceberg table, which plans its pieces itself: the settings of Spark's own
   * file scans are not heeded.
   */
  public boolean isTableScan() {
    return hasMetric("number of result data files");
  }

  /** Whether it reads the log of a Delta table, and none of its rows. */
  public boolean isLogScan() {
    return metadata.getOrDefault("Location", "").contains("_delta_log");
  }

  /** Whether it reads a bucketed table bucket by bucket, so that no setting cuts its files. */
  public boolean isBucketed() {
    return metadata.containsKey("SelectedBucketsCount")
        || description.contains("Bucketed: true")
        || metadata.getOrDefault("Bucketed", "").equals("true");
  }

  /** Whether it writes files. */
  public boolean isFileWrite() {
    return hasMetric("number of written files");
  }

  /** Whether it is a shuffle exchange. */
  public boolean isShuffle() {
    return name.equals("Exchange");
  }

  /** Whether it is a broadcast. */
  public boolean isBroadcast() {
    return name.equals("BroadcastExchange");
  }

  /** Whether adaptive execution reads a shuffle here. */
  public boolean isAdaptiveRead() {
    return name.startsWith("AQEShuffleRead") || name.startsWith("CustomShuffleReader");
  }

  /** Whether it reads the next batch of a stream, which is never the same twice. */
  public boolean isStreamSource() {
    return name.startsWith("MicroBatchScan")
        || name.startsWith("ContinuousScan")
        || name.startsWith("StateStoreRestore");
  }

  private boolean hasMetric(String metricName) {
    return metrics.stream().anyMatch(metric -> metric.name().equals(metricName));
  }

  /** Files read. */
  public OptionalLong filesRead() {
    return metric(isTableScan() ? "number of result data files" : "number of files read");
  }

  /** Size of the files read, bytes, as the file system says. */
  public OptionalLong fileBytesRead() {
    return metric(isTableScan() ? "total data file size (bytes)" : "size of files read");
  }

  /** Time that the driver took to find the files to read, milliseconds. */
  public OptionalLong metadataMs() {
    return Facts.greatest(
        Facts.greatest(metric("metadata time"), metric("metadata time (ms)")),
        metric("total planning duration (ms)"));
  }

  /** Partitions (directories) read. */
  public OptionalLong partitionsRead() {
    return metric("number of partitions read");
  }

  /** Files written. */
  public OptionalLong filesWritten() {
    return metric("number of written files");
  }

  /** Bytes written to files. */
  public OptionalLong fileBytesWritten() {
    return metric("written output");
  }

  /** Time that the driver took to commit a write, milliseconds. */
  public OptionalLong jobCommitMs() {
    return metric("job commit time");
  }

  /** Directories that a write with dynamic partitions made. */
  public OptionalLong dynamicPartitions() {
    return metric("number of dynamic part");
  }

  /** Rows that a MERGE, UPDATE or DELETE wrote again as they were. */
  public OptionalLong rowsCopied() {
    return highest(
        "number of target rows rewritten unmodified",
        "number of rows copied.",
        "number of rows copied",
        "number of target rows copied unmodified because they did not match any action");
  }

  /** Rows that a MERGE, UPDATE or DELETE changed, took away or added; empty when unknown. */
  public OptionalLong rowsChanged() {
    long changed = 0;
    boolean known = false;
    for (SqlMetric metric : metrics) {
      if (CHANGED.contains(metric.name()) && metric.value().isPresent()) {
        changed += metric.value().getAsLong();
        known = true;
      }
    }
    return known ? OptionalLong.of(changed) : OptionalLong.empty();
  }

  /** Time that it took to write the files again that hold the rows, milliseconds. */
  public OptionalLong rewriteMs() {
    return metric("time taken to rewrite the matched files");
  }

  /** Files of the table that were replaced. */
  public OptionalLong filesReplaced() {
    return highest("number of files removed to target", "number of files removed.");
  }

  private OptionalLong highest(String... names) {
    OptionalLong highest = OptionalLong.empty();
    for (String name : names) {
      highest = Facts.greatest(highest, metric(name));
    }
    return highest;
  }

  /** Rows put out. */
  public OptionalLong outputRows() {
    return metric("number of output rows");
  }

  /** Data size of an exchange or a broadcast, bytes. */
  public OptionalLong dataSizeBytes() {
    return metric("data size");
  }
}

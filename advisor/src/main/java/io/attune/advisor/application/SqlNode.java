package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

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
    return metric("number of files read");
  }

  /** Size of the files read, bytes, as the file system says. */
  public OptionalLong fileBytesRead() {
    return metric("size of files read");
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

  /** Rows put out. */
  public OptionalLong outputRows() {
    return metric("number of output rows");
  }

  /** Data size of an exchange or a broadcast, bytes. */
  public OptionalLong dataSizeBytes() {
    return metric("data size");
  }
}

package io.attune.advisor.rules.explain;

import io.attune.advisor.application.SparkSettings;

/**
 * How Spark cuts files into pieces: into such of min(maxPartitionBytes, max(openCost, (bytes +
 * files × openCost) ÷ minPartitionNum)). Source: Spark's {@code FilePartition.maxSplitBytes}.
 *
 * @param bytes the size of a piece
 * @param maxBinds whether {@code spark.sql.files.maxPartitionBytes} made it so
 * @param openCostBinds whether {@code spark.sql.files.openCostInBytes} did
 */
public record FileSplits(double bytes, boolean maxBinds, boolean openCostBinds) {
  /**
   * For files of a scan.
   *
   * @param parallelism pieces that Spark aims at where nobody set a number
   */
  public static FileSplits of(SparkSettings settings, long files, long bytes, long parallelism) {
    double most = settings.maxPartitionBytes();
    double open = settings.openCostBytes();
    long least = settings.minPartitionNum().orElse(parallelism);
    double perCore = (bytes + files * open) / Math.max(1, least);
    double size = Math.min(most, Math.max(open, perCore));
    return new FileSplits(size, size == most, size == open && size < most);
  }
}

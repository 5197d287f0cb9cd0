package io.attune.benchmarks.field.apps;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Hands out 160 MB of the driver's data in one partition; a task may have 128 MiB. Remedy: {@code
 * spark.rpc.message.maxSize}.
 */
public final class LocalCollection {
  private LocalCollection() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) {
    SparkSession spark = Field.session();
    List<byte[]> rows = new ArrayList<>();
    for (int row = 0; row < 160; row++) {
      rows.add(new byte[1_000_000]);
    }
    long bytes =
        Field.context(spark).parallelize(rows, 1).map(row -> (long) row.length).reduce(Long::sum);
    System.out.println("bytes: " + bytes);
    spark.stop();
  }
}

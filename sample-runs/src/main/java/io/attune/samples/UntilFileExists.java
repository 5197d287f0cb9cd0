package io.attune.samples;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A Spark application that shuffles little data through many partitions repeatedly, until a file
 * exists or a maximum number of rounds is reached.
 *
 * <p>Arguments: the file, the maximum number of rounds. Prints {@code stopped after N rounds} or
 * {@code not stopped}.
 */
public final class UntilFileExists {
  private UntilFileExists() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] arguments) {
    Path file = Path.of(arguments[0]);
    int most = Integer.parseInt(arguments[1]);
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      for (int round = 1; round <= most; round++) {
        Dataset<Row> totals =
            spark.sql(
                "SELECT id % 6000 AS customer, sum(id) AS spent FROM range(0, 100000, 1, 2)"
                    + " GROUP BY id % 6000");
        totals.write().format("noop").mode("overwrite").save();
        if (Files.exists(file)) {
          System.out.println("stopped after " + round + " rounds");
          return;
        }
      }
      System.out.println("not stopped");
    }
  }
}

package io.attune.samples;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A Spark application that shuffles little data through many partitions again and again, until a
 * file appears or its rounds are used up.
 *
 * <p>Arguments: the file, the most rounds. Prints {@code told after N rounds} or {@code not told}.
 */
public final class UntilTold {
  private UntilTold() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] arguments) {
    Path told = Path.of(arguments[0]);
    int most = Integer.parseInt(arguments[1]);
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      for (int round = 1; round <= most; round++) {
        Dataset<Row> totals =
            spark.sql(
                "SELECT id % 6000 AS customer, sum(id) AS spent FROM range(0, 100000, 1, 2)"
                    + " GROUP BY id % 6000");
        totals.write().format("noop").mode("overwrite").save();
        if (Files.exists(told)) {
          System.out.println("told after " + round + " rounds");
          return;
        }
      }
      System.out.println("not told");
    }
  }
}

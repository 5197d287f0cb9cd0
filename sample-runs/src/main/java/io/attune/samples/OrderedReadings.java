package io.attune.samples;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Enriches readings by a service, which waits, and puts all of them into one order. The sort asks
 * for the borders of its ranges first, by a job of its own that computes every row; with {@code
 * persist} the rows are computed once.
 */
public final class OrderedReadings {
  private static final int READINGS = 8_000;

  private OrderedReadings() {}

  /**
   * Runs the application.
   *
   * @param args name of the application; {@code as-is} or {@code persist}
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session(args[0]);
    Dataset<Row> readings =
        spark
            .range(0, READINGS, 1, 8)
            .selectExpr("id", "pmod(hash(id), 1000) AS value", "wait_ms(10) AS enriched");
    if (args[1].equals("persist")) {
      readings = readings.persist(StorageLevel.MEMORY_AND_DISK());
    }
    Work.consume(readings.orderBy("value"));
    spark.stop();
  }
}

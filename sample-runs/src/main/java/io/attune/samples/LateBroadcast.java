package io.attune.samples;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Joins with a table of 24 rows that is broadcast, and that takes six seconds to compute. With a
 * spark.sql.broadcastTimeout below that the query fails, and the application with it. Adaptive
 * execution is off, because with it Spark waits for a broadcast however long it takes.
 */
public final class LateBroadcast {
  private LateBroadcast() {}

  /**
   * Runs the application.
   *
   * @param args its name
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session(args[0]);
    Dataset<Row> orders = spark.range(0, 2_000_000, 1, 4).selectExpr("id % 24 as region");
    Dataset<Row> regions =
        spark.range(0, 24, 1, 4).selectExpr("id as region", "wait_ms(1000) as waited");
    Work.consume(orders.join(functions.broadcast(regions), "region").groupBy("region").count());
    spark.stop();
  }
}

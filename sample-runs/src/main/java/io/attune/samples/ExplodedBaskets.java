package io.attune.samples;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Takes baskets apart into their items and looks each item up in a service, which waits. The
 * baskets are so small that they come in two partitions, and so do all items; with {@code
 * repartitioned} the baskets are spread over the slots first.
 */
public final class ExplodedBaskets {
  private static final int BASKETS = 120;
  private static final int ITEMS = 150;

  private ExplodedBaskets() {}

  /**
   * Runs the application.
   *
   * @param args name of the application; {@code as-is} or {@code repartitioned}
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session(args[0]);
    Dataset<Row> baskets =
        spark.range(0, BASKETS, 1, 2).selectExpr("id", "sequence(1, " + ITEMS + ") AS items");
    if (args[1].equals("repartitioned")) {
      baskets = baskets.repartition(8);
    }
    Work.consume(
        baskets.selectExpr("id", "explode(items) AS item").selectExpr("id", "item", "wait_ms(2)"));
    spark.stop();
  }
}

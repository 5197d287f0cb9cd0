package io.attune.samples;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Nothing is wrong here: orders are computed once, kept in memory and read by three reports;
 * partitions come in whole waves of the four slots, the heap is used, and no task spills, fails or
 * runs on alone. Part of each task waits, so that the durations are even whatever else the machine
 * does.
 */
public final class HealthyOrders {
  private HealthyOrders() {}

  /**
   * Runs the application.
   *
   * @param args none
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session("healthy-orders");
    Dataset<Row> orders =
        spark.sql(
            "SELECT id % 40000 AS customer, id % 365 AS day, id % 97 AS amount,"
                + " md5(cast(id AS string)) AS note,"
                + " CASE WHEN id % 200 = 0 THEN wait_ms(1) ELSE 0 END AS waited"
                + " FROM range(0, 5000000, 1, 8)");
    orders.persist(StorageLevel.MEMORY_ONLY()).createOrReplaceTempView("orders");
    for (String column : new String[] {"customer", "day % 360", "(customer + day) % 30000"}) {
      Work.consume(
          spark.sql(
              "SELECT key, orders, spent, CASE WHEN key % 10 = 0 THEN wait_ms(2) ELSE 0 END AS"
                  + " scored FROM (SELECT "
                  + column
                  + " AS key, count(*) AS orders, sum(amount) AS spent, max(note) AS note"
                  + " FROM orders GROUP BY "
                  + column
                  + ")"));
    }
    spark.stop();
  }
}

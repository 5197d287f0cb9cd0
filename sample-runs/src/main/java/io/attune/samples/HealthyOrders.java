package io.attune.samples;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * A healthy application: orders are computed once, cached and read by three reports; partitions are
 * full waves of the four slots, the heap is used, and no task spills, fails or straggles. Part of
 * each task waits, so that durations do not depend on the machine's load.
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
            "SELECT id, id % 160000 AS customer, (id * 7919) % 150000 AS article,"
                + " (id * 31) % 140000 AS basket, id % 97 AS amount,"
                + " repeat(md5(cast(id AS string)), 3) AS note,"
                + " CASE WHEN id % 500 = 0 THEN wait_ms(8) ELSE 0 END AS fetched"
                + " FROM range(0, 1000000, 1, 8)");
    orders.persist(StorageLevel.MEMORY_ONLY()).createOrReplaceTempView("orders");
    for (String key : new String[] {"customer", "article", "basket"}) {
      Work.consume(
          spark.sql(
              "SELECT key, orders, spent, note, waited,"
                  + " CASE WHEN key % 50 = 0 THEN wait_ms(4) ELSE 0 END AS scored FROM (SELECT "
                  + key
                  + " AS key, count(*) AS orders, sum(amount) AS spent,"
                  + " bit_xor(xxhash64(note)) AS note, sum(waited) AS waited FROM"
                  + " (SELECT customer, article, basket, amount, note,"
                  + " CASE WHEN id % 500 = 0 THEN wait_ms(6) ELSE 0 END AS waited FROM orders)"
                  + " GROUP BY "
                  + key
                  + ")"));
    }
    spark.stop();
  }
}

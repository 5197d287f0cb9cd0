package io.attune.samples;

import org.apache.spark.sql.SparkSession;

/**
 * A report whose aggregation has one shuffle partition, set once to get one output file, on a
 * cluster with four slots: three of them are idle. Every row of the result waits, as for a call to
 * a service.
 */
public final class FewPartitions {
  private FewPartitions() {}

  /**
   * Runs the application.
   *
   * @param args none
   */
  public static void main(String[] args) {
    SparkSession spark = Work.session("few-partitions");
    spark
        .sql(
            "SELECT id % 1500 AS customer, id % 97 AS amount,"
                + " CASE WHEN id % 1000 = 0 THEN wait_ms(2) ELSE 0 END AS waited"
                + " FROM range(0, 4000000, 1, 8)")
        .createOrReplaceTempView("orders");
    Work.consume(
        spark.sql(
            "SELECT customer, spent, wait_ms(15) AS scored FROM"
                + " (SELECT customer, sum(amount) AS spent, sum(waited) AS waited FROM orders GROUP"
                + " BY customer)"));
    spark.stop();
  }
}

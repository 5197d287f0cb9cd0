package io.attune.samples;

import org.apache.spark.sql.SparkSession;

/**
 * A recurring report: orders summed by customer, with a wait for each row of the result, as for a
 * call to a service. Its time depends on the number of customers and of shuffle partitions.
 */
public final class NightlyReport {
  private NightlyReport() {}

  /**
   * Runs the application.
   *
   * @param args the number of customers
   */
  public static void main(String[] args) {
    int customers = Integer.parseInt(args[0]);
    SparkSession spark = Work.session("nightly-report");
    spark
        .sql(
            "SELECT id % "
                + customers
                + " AS customer, id % 97 AS amount FROM range(0, "
                + 100L * customers
                + ", 1, 8)")
        .createOrReplaceTempView("orders");
    Work.consume(
        spark.sql(
            "SELECT customer, spent, wait_ms(40) AS scored FROM"
                + " (SELECT customer, sum(amount) AS spent FROM orders GROUP BY customer)"));
    spark.stop();
  }
}
